/// A table in the box characters that Keras 3 draws its summaries with, put together in pieces.
///
/// Cells break at spaces, which stand for tabs, too; a word wider than its column ends in an ellipsis.
struct BoxTable {
  /// The one column of numbers.
  private let rightAligned: Int
  /// The one column whose text stands in the middle; `nil` for none.
  private let centered: Int?
  /// The characters between two borders, less the space on either side.
  private let widths: [Int]
  /// What stands between two rows.
  private let rule: [UInt8]

  private static let border = Array("│".utf8)
  private static let headingBorder = Array("┃".utf8)

  /// A table of such columns.
  ///
  /// - Parameters:
  ///   - rightAligned: the one column of numbers.
  ///   - centered: the one column whose text stands in the middle; `nil` for none.
  ///   - widths: the characters between two borders, less the space on either side.
  init(rightAligned: Int, centered: Int?, widths: [Int]) {
    (self.rightAligned, self.centered, self.widths) = (rightAligned, centered, widths)
    rule = Self.rule(widths, "├", "─", "┼", "┤")
  }

  /// What stands above the first row.
  ///
  /// - Parameters:
  ///   - title: the line above the table.
  ///   - header: one cell a column; cells beyond the last width are not drawn.
  func top(title: String, header: [String]) -> String {
    var text = Array("\(title.expandingTabs)\n".utf8) + Self.rule(widths, "┏", "━", "┳", "┓")
    draw(header, border: Self.headingBorder, isAtBottom: true, to: &text)
    text += Self.rule(widths, "┡", "━", "╇", "┩")
    return String(decoding: text, as: UTF8.self)
  }

  /// What stands below the last row.
  var bottom: String {
    String(decoding: Self.rule(widths, "└", "─", "┴", "┘"), as: UTF8.self)
  }

  /// Some rows, each of a cell for each column. Bytes are put together sooner than texts.
  ///
  /// - Parameters:
  ///   - count: about how many there are.
  ///   - isFirst: whether they are the table's first ones; others have a rule before them.
  ///   - each: hands over the rows, one by one.
  func rows(
    about count: Int, isFirst: Bool, _ each: ((_ row: [String]) -> Void) -> Void
  ) -> String {
    var text: [UInt8] = []
    // Most rows have a second line.
    text.reserveCapacity(count * 2 * rule.count)
    each { row in
      if !(isFirst && text.isEmpty) { text += rule }
      draw(row, border: Self.border, to: &text)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func rule(
    _ widths: [Int], _ left: String, _ fill: String, _ between: String, _ right: String
  ) -> [UInt8] {
    let parts = widths.map { String(repeating: fill, count: $0 + 2) }
    return Array((left + parts.joined(separator: between) + right + "\n").utf8)
  }

  /// A row with its text at the top of the cells; a heading stands at their bottom.
  private func draw(
    _ row: [String], border: [UInt8], isAtBottom: Bool = false, to text: inout [UInt8]
  ) {
    if zip(row, widths).allSatisfy({ fits($0, width: $1) }) {
      return drawLine(row, border, to: &text)
    }
    let cells = zip(row, widths).map { wrapped($0, width: $1) }
    let height = cells.map(\.count).max() ?? 0
    for number in 0..<height {
      let texts = cells.map { cell in
        let place = isAtBottom ? number - (height - cell.count) : number
        return cell.indices.contains(place) ? cell[place] : ""
      }
      drawLine(texts, border, to: &text)
    }
  }

  /// One line of texts that are no wider than their columns.
  private func drawLine(_ texts: [String], _ border: [UInt8], to text: inout [UInt8]) {
    let space = UInt8(ascii: " ")
    text += border
    for column in 0..<min(texts.count, widths.count) {
      var cell = texts[column]
      let free = widths[column] - cell.columns
      let before = column == rightAligned ? free : column == centered ? free / 2 : 0
      text += repeatElement(space, count: 1 + before)
      cell.withUTF8 { text.append(contentsOf: $0) }
      text += repeatElement(space, count: 1 + free - before)
      text += border
    }
    text.append(UInt8(ascii: "\n"))
  }

  /// Whether a text stays as it is. One that is empty has no line of its own.
  private func fits(_ text: String, width: Int) -> Bool {
    text.utf8.count <= width && text.isEvenlySpaced
  }

  private func wrapped(_ text: String, width: Int) -> [String] {
    if fits(text, width: width) { return [text] }
    let text = text.expandingTabs
    var lines: [Substring] = []
    var columns = 0
    for word in words(of: text) {
      if let last = lines.last, columns + word.trimmed.columns <= width {
        // Words stand one behind the other in the text.
        lines[lines.count - 1] = text[last.startIndex..<word.endIndex]
        columns += word.columns
      } else {
        lines.append(word)
        columns = word.columns
      }
    }
    return lines.map { cut($0.trimmed, width: width) }
  }

  /// A line, with an ellipsis at the end where it is too long.
  private func cut(_ line: Substring, width: Int) -> String {
    guard line.columns > width else { return String(line) }
    let start = line.prefix(columns: width - 1)
    return start + String(repeating: " ", count: width - 1 - start.columns) + "…"
  }

  /// The words with the spaces behind them, the first also with those before it: rows of inner layers are indented.
  private func words(of text: String) -> [Substring] {
    var words: [Substring] = []
    var start = text.startIndex, isInWord = false, hasWord = false
    for place in text.utf8.indices {
      let isSpace = text.utf8[place] == UInt8(ascii: " ")
      if !isSpace, !isInWord, hasWord {
        words.append(text[start..<place])
        start = place
      }
      hasWord = hasWord || !isSpace
      isInWord = !isSpace
    }
    return words + [text[start...]]
  }
}

extension String {
  /// Whether it is words with one space between them, and no tab, so that it stays as it is where it fits.
  fileprivate var isEvenlySpaced: Bool {
    var last = UInt8(ascii: " ")
    for byte in utf8 {
      if byte == UInt8(ascii: " "), last == byte { return false }
      if byte == UInt8(ascii: "\t") { return false }
      last = byte
    }
    return last != UInt8(ascii: " ")
  }
}

extension Substring {
  /// The text without the spaces at its end.
  fileprivate var trimmed: Substring {
    var text = self
    while text.utf8.last == UInt8(ascii: " ") {
      text = text[..<text.utf8.index(before: text.endIndex)]
    }
    return text
  }
}

extension BoxTable {
  /// Keras's rule for the widths of columns.
  struct Layout {
    /// The length of a line on a terminal that is wide enough.
    let widest: Int
    /// Where each column ends, as a fraction of the line.
    let ends: [Double]

    /// The widths of the cells' text.
    ///
    /// Keras shares the whole line out among the columns; the 3n + 1 characters of borders and
    /// spaces are then taken back evenly, three a column, the odd one from the last but one.
    func widths(terminalColumns: Int) -> [Int] {
      // Narrower than 40, even a heading would not fit.
      let line = max(40, min(widest, terminalColumns - 4))
      let stops = ends.map { Int($0 * Double(line)) }
      return stops.indices.map { column in
        let share = stops[column] - (column == 0 ? 0 : stops[column - 1])
        return share - (column == stops.count - 2 ? 4 : 3)
      }
    }
  }
}
