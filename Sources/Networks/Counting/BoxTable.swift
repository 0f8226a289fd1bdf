/// A table in the box characters that Keras 3 draws its summaries with.
///
/// Cells break at spaces; a word wider than its column ends in an ellipsis.
struct BoxTable {
  /// One cell a column; cells beyond the last width are not drawn.
  let header: [String]
  /// The same for every row below the header.
  let rows: [[String]]
  /// The one column of numbers.
  let rightAligned: Int
  /// The one column whose text stands in the middle; `nil` for none.
  var centered: Int? = nil
  /// The characters between two borders, less the space on either side.
  let widths: [Int]

  /// The table line by line.
  var lines: [String] {
    [rule("┏", "━", "┳", "┓")] + drawn(header, border: "┃", isAtBottom: true) + [
      rule("┡", "━", "╇", "┩")
    ]
      + Array(rows.map { drawn($0, border: "│") }.joined(separator: [rule("├", "─", "┼", "┤")]))
      + [rule("└", "─", "┴", "┘")]
  }

  private func rule(_ left: String, _ fill: String, _ between: String, _ right: String) -> String {
    let parts = widths.map { String(repeating: fill, count: $0 + 2) }
    return left + parts.joined(separator: between) + right
  }

  /// A row with its text at the top of the cells; a heading stands at their bottom.
  private func drawn(_ row: [String], border: String, isAtBottom: Bool = false) -> [String] {
    if zip(row, widths).allSatisfy({ fits($0, width: $1) }) { return [line(row, border)] }
    let cells = zip(row, widths).map { wrapped($0, width: $1) }
    let height = cells.map(\.count).max() ?? 0
    return (0..<height).map { number in
      line(
        cells.map { cell in
          let place = isAtBottom ? number - (height - cell.count) : number
          return cell.indices.contains(place) ? cell[place] : ""
        }, border)
    }
  }

  /// One line of texts that are no wider than their columns. As bytes it is put together sooner than as a text.
  private func line(_ texts: [String], _ border: String) -> String {
    var line = Array(border.utf8)
    line.reserveCapacity(2 * widths.reduce(8, +))
    func append(spaces count: Int) {
      line.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
    }
    for (column, (text, width)) in zip(texts, widths).enumerated() {
      let free = width - text.columns
      let before = column == rightAligned ? free : column == centered ? free / 2 : 0
      append(spaces: 1 + before)
      line.append(contentsOf: text.utf8)
      append(spaces: 1 + free - before)
      line.append(contentsOf: border.utf8)
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// Whether a text stays as it is. One that is empty has no line of its own.
  private func fits(_ text: String, width: Int) -> Bool {
    text.utf8.count <= width && text.isEvenlySpaced
  }

  private func wrapped(_ text: String, width: Int) -> [String] {
    if fits(text, width: width) { return [text] }
    // What a cell begins with stays: rows of inner layers are indented.
    let indentation = String(text.prefix { $0 == " " })
    var lines: [String] = []
    for (index, plainWord) in text.split(separator: " ").enumerated() {
      let word = index == 0 ? indentation + plainWord : String(plainWord)
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(word)
      }
    }
    return lines.map { $0.count <= width ? $0 : $0.prefix(width - 1) + "…" }
  }
}

extension String {
  /// How many columns of a terminal it fills. Counting characters takes a while, and most texts are
  /// ASCII.
  fileprivate var columns: Int {
    utf8.allSatisfy { $0 < 0x80 } ? utf8.count : count
  }

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
