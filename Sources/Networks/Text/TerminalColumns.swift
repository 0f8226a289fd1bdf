extension StringProtocol {
  /// How many columns of a terminal the text fills: letters of Chinese, Japanese and Korean and most pictures fill two,
  /// marks upon a letter none.
  var columns: Int {
    // Most texts are ASCII.
    utf8.allSatisfy { $0 < 0x80 } ? utf8.count : unicodeScalars.reduce(0) { $0 + $1.columns }
  }

  /// The longest beginning that fits into so many columns.
  func prefix(columns: Int) -> SubSequence {
    var free = columns, end = startIndex
    while end < endIndex {
      let next = index(after: end)
      free -= self[end..<next].columns
      if free < 0 { break }
      end = next
    }
    return self[..<end]
  }

  /// The text with spaces in place of tabs, each up to the next multiple of eight columns.
  var expandingTabs: String {
    guard utf8.contains(UInt8(ascii: "\t")) else { return String(self) }
    var text = ""
    for (index, part) in split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { text += String(repeating: " ", count: 8 - text.columns % 8) }
      text += part
    }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var columns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: 0
    default: isWide ? 2 : 1
    }
  }

  private var isWide: Bool {
    Self.wideBlocks.contains { $0.contains(value) } || properties.isEmojiPresentation
  }

  /// What Unicode calls wide or full width, block by block.
  private static let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x20000...0x3FFFD,
  ]
}
