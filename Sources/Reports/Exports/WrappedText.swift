extension String {
  /// The text in lines of at most so many characters, broken between words alone; a longer word has a line for
  /// itself.
  ///
  /// - Parameters:
  ///   - width: the terminal's columns; `nil` leaves the text as it is.
  ///   - indent: what lines begin with that go on.
  package func wrapped(within width: Int?, indent: String = "") -> String {
    guard let width else { return self }
    return split(separator: "\n", omittingEmptySubsequences: false)
      .map { Self.wrapped($0, width, indent) }.joined(separator: "\n")
  }

  private static func wrapped(_ line: Substring, _ width: Int, _ indent: String) -> String {
    // Blanks at the start stay.
    let start = line.prefix { $0 == " " }
    var lines = [String(start)]
    for word in line.dropFirst(start.count).split(separator: " ") {
      let last = lines[lines.count - 1]
      let isFirst = last.allSatisfy { $0 == " " }
      if isFirst || last.shownCount + 1 + String(word).shownCount <= width {
        lines[lines.count - 1] += (isFirst ? "" : " ") + word
      } else {
        lines.append(indent + word)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The characters that a terminal shows: its colours take no room.
  private var shownCount: Int { replacing(#/\u{1B}\[\d*m/#, with: "").count }
}

extension [String] {
  /// The strings as lines, each with its end, and broken between words where they are wider than a terminal.
  func lines(within width: Int?) -> String { map { "\($0.wrapped(within: width))\n" }.joined() }
}
