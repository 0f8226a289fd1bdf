/// A table in the box characters that Keras 3 draws its summaries with, put together row by row.
///
/// Cells break at spaces; a word wider than its column ends in an ellipsis.
struct BoxTable {
  /// The one column of numbers.
  private let rightAligned: Int
  /// The one column whose text stands in the middle; `nil` for none.
  private let centered: Int?
  /// The characters between two borders, less the space on either side.
  private let widths: [Int]
  /// What stands before the next row.
  private var rule: [UInt8]
  private let laterRule: [UInt8]
  /// All lines so far, each with its line break. Bytes are put together sooner than texts.
  private var text: [UInt8]

  private static let border = Array("│".utf8)
  private static let headingBorder = Array("┃".utf8)
  /// Copied sooner than made anew: a table of many rows is mostly these.
  private static let blanks = [UInt8](repeating: UInt8(ascii: " "), count: 128)

  /// Begins a table.
  ///
  /// - Parameters:
  ///   - title: the line above it.
  ///   - header: one cell a column; cells beyond the last width are not drawn.
  ///   - rightAligned: the one column of numbers.
  ///   - centered: the one column whose text stands in the middle; `nil` for none.
  ///   - widths: the characters between two borders, less the space on either side.
  init(title: String, header: [String], rightAligned: Int, centered: Int?, widths: [Int]) {
    (self.rightAligned, self.centered, self.widths) = (rightAligned, centered, widths)
    rule = Self.rule(widths, "┡", "━", "╇", "┩")
    laterRule = Self.rule(widths, "├", "─", "┼", "┤")
    text = Array("\(title)\n".utf8) + Self.rule(widths, "┏", "━", "┳", "┓")
    draw(header, border: Self.headingBorder, isAtBottom: true)
  }

  /// Adds a row of a cell for each column.
  mutating func add(_ row: [String]) {
    text += rule
    rule = laterRule
    draw(row, border: Self.border)
  }

  /// The whole table, whose bytes may go on: a copy of a long one would take a while.
  consuming func closed() -> [UInt8] {
    // Without a row, the rule below the heading is still to come.
    if rule != laterRule { text += rule }
    text += Self.rule(widths, "└", "─", "┴", "┘")
    return text
  }

  private static func rule(
    _ widths: [Int], _ left: String, _ fill: String, _ between: String, _ right: String
  ) -> [UInt8] {
    let parts = widths.map { String(repeating: fill, count: $0 + 2) }
    return Array((left + parts.joined(separator: between) + right + "\n").utf8)
  }

  /// A row with its text at the top of the cells; a heading stands at their bottom.
  private mutating func draw(_ row: [String], border: [UInt8], isAtBottom: Bool = false) {
    if zip(row, widths).allSatisfy({ fits($0, width: $1) }) { return drawLine(row, border) }
    let cells = zip(row, widths).map { wrapped($0, width: $1) }
    let height = cells.map(\.count).max() ?? 0
    for number in 0..<height {
      let texts = cells.map { cell in
        let place = isAtBottom ? number - (height - cell.count) : number
        return cell.indices.contains(place) ? cell[place] : ""
      }
      drawLine(texts, border)
    }
  }

  /// One line of texts that are no wider than their columns.
  private mutating func drawLine(_ texts: [String], _ border: [UInt8]) {
    text += border
    for column in 0..<min(texts.count, widths.count) {
      var cell = texts[column]
      let free = widths[column] - cell.columns
      let before = column == rightAligned ? free : column == centered ? free / 2 : 0
      drawSpaces(1 + before)
      cell.withUTF8 { text.append(contentsOf: $0) }
      drawSpaces(1 + free - before)
      text += border
    }
    text.append(UInt8(ascii: "\n"))
  }

  private mutating func drawSpaces(_ count: Int) {
    let blanks = Self.blanks
    if count <= blanks.count {
      text += blanks[..<count]
    } else {
      text += repeatElement(UInt8(ascii: " "), count: count)
    }
  }

  /// Whether a text stays as it is. One that is empty has no line of its own.
  private func fits(_ text: String, width: Int) -> Bool {
    text.utf8.count <= width && text.isEvenlySpaced
  }

  private func wrapped(_ text: String, width: Int) -> [String] {
    if fits(text, width: width) { return [text] }
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
  /// Whether it is words with one space between them, so that it stays as it is where it fits.
  fileprivate var isEvenlySpaced: Bool {
    var last = UInt8(ascii: " ")
    for byte in utf8 {
      if byte == UInt8(ascii: " "), last == byte { return false }
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
