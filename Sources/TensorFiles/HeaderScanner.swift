import Networks

/// Walks through the text that heads a file, token by token: the few parts of JSON and of Python's
/// literals that safetensors and NumPy write.
struct HeaderScanner {
  private let text: ArraySlice<UInt8>
  private let path: String
  private var position: Int

  /// Scans `text`; `path` is for the errors.
  init(_ text: ArraySlice<UInt8>, path: String) {
    self.text = text
    self.path = path
    position = text.startIndex
  }

  /// Whether only white space is left.
  mutating func isAtEnd() -> Bool {
    skipSpaces()
    return position == text.endIndex
  }

  /// Takes `symbol` where it comes next.
  mutating func take(_ symbol: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard position < text.endIndex, text[position] == UInt8(ascii: symbol) else { return false }
    position += 1
    return true
  }

  /// Takes `word`, which must come next.
  mutating func expect(_ word: String) throws {
    skipSpaces()
    guard text[position...].starts(with: word.utf8) else { throw failure("'\(word)'") }
    position += word.utf8.count
  }

  /// Takes a whole number that is not negative and fits in an `Int`.
  mutating func naturalNumber() throws -> Int {
    skipSpaces()
    let digits = text[position...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
      throw failure("a whole number from 0 to \(Int.max)")
    }
    position = digits.endIndex
    return number
  }

  /// Takes a string between two `quote`s, with JSON's escapes.
  mutating func string(quote: Unicode.Scalar = "\"") throws -> String {
    try expect(String(quote))
    var units: [UInt8] = []
    while position < text.endIndex, text[position] != UInt8(ascii: quote) {
      if text[position] == UInt8(ascii: "\\") {
        units += String(try escapedScalar()).utf8
      } else {
        units.append(text[position])
        position += 1
      }
    }
    try expect(String(quote))
    guard let string = String(validating: units, as: UTF8.self) else {
      throw failure("UTF-8 in the text before it")
    }
    return string
  }

  /// Takes the items between `open` and `close`, separated by commas; one may follow the last.
  mutating func list(
    from open: String, to close: Unicode.Scalar, item: (inout HeaderScanner) throws -> Void
  ) throws {
    try expect(open)
    while !take(close) {
      try item(&self)
      guard take(",") else { return try expect(String(close)) }
    }
  }

  /// Takes whole numbers between `open` and `close`, no more than an array has axes.
  mutating func sizes(from open: String, to close: Unicode.Scalar) throws -> [Int] {
    var sizes: [Int] = []
    try list(from: open, to: close) { scanner in
      guard sizes.count < Shape.maximumRank else {
        throw scanner.failure("no more than \(Shape.maximumRank) axes")
      }
      sizes.append(try scanner.naturalNumber())
    }
    return sizes
  }

  /// The error that something else was expected here.
  func failure(_ expected: String) -> FileError {
    FileError(
      path: path, problem: .malformed,
      reason: "its header should have \(expected) at byte \(position); write the file again")
  }

  private mutating func skipSpaces() {
    while position < text.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) {
      position += 1
    }
  }

  private mutating func escapedScalar() throws -> Unicode.Scalar {
    position += 1
    guard position < text.endIndex else { throw failure("an escaped character") }
    let plain: [UInt8: Unicode.Scalar] = [
      0x22: "\"", 0x27: "'", 0x2F: "/", 0x5C: "\\", 0x62: "\u{8}", 0x66: "\u{C}", 0x6E: "\n",
      0x72: "\r", 0x74: "\t",
    ]
    if let scalar = plain[text[position]] {
      position += 1
      return scalar
    }
    var code = try escapedCodeUnit()
    if 0xD800..<0xDC00 ~= code {
      try expect("\\")
      let low = try escapedCodeUnit()
      guard 0xDC00..<0xE000 ~= low else { throw failure("the second half of a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw failure("a Unicode character") }
    return scalar
  }

  /// Takes `u` and four hexadecimal digits.
  private mutating func escapedCodeUnit() throws -> UInt32 {
    try expect("u")
    let digits = text[position...].prefix(4)
    let hexadecimal = String(decoding: digits, as: UTF8.self)
    guard digits.count == 4, hexadecimal.allSatisfy(\.isHexDigit),
      let code = UInt32(hexadecimal, radix: 16)
    else { throw failure("four hexadecimal digits") }
    position += 4
    return code
  }
}
