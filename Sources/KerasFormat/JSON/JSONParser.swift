import Networks

/// Reads JSON text that nobody vouches for: bounded in depth, exact about where it goes wrong.
package struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private var deepest = 0
  private var valueCount = 0
  private let ahead: ReadAhead?
  /// What was read of the objects and lists that are not closed yet.
  private let openMembers = Pile<JSONValue.Member>()
  private let openElements = Pile<JSONValue>()
  /// Texts that were read, each at a place that its bytes settle.
  private var known: [(stretch: Range<Int>, text: String)?] = []
  /// The last values of members, each at a place that the member's name settles.
  private var knownValues: [KnownValue?] = []

  /// An object or a list that was read.
  private struct KnownValue {
    let stretch: Range<Int>
    /// How deep it lay.
    let depth: Int
    let value: JSONValue
  }

  /// Deeper than any model file, and shallow enough for the stack of any thread.
  private static let maximumDepth = 200
  /// More than any model file; each takes some ten times the memory of its text.
  private static let maximumValueCount = 20_000_000

  /// Reads one document.
  ///
  /// - Throws: a `JSONError` with line and column.
  package static func parse(_ data: some Sequence<UInt8>) throws(JSONError) -> JSONValue {
    let bytes = withoutByteOrderMark(Array(data))
    var parser = JSONParser(bytes, ahead: ReadAhead(bytes))
    do throws(JSONError) {
      let value = try parser.value()
      parser.skipSpace()
      guard parser.next == nil else { throw parser.error("expected the end of the text") }
      return value
    } catch {
      // Of a text in another encoding that is the reason, whatever was stumbled over first.
      throw String(validating: parser.bytes, as: UTF8.self) == nil ? .notUTF8 : error
    }
  }

  /// Reads elements of a list whose beginning stands elsewhere; `nil` where one of them is wrong.
  static func elements(in bytes: [UInt8], from start: Int) -> ReadAhead.Elements? {
    var parser = JSONParser(bytes, ahead: nil)
    parser.position = start
    guard let values = try? moreElements(&parser) else { return nil }
    return ReadAhead.Elements(
      start: start, values: values, end: parser.position, valueCount: parser.valueCount,
      levels: parser.deepest)
  }

  private init(_ bytes: [UInt8], ahead: ReadAhead?) {
    self.bytes = bytes
    self.ahead = ahead
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func value() throws(JSONError) -> JSONValue {
    skipSpace()
    valueCount += 1
    guard valueCount <= Self.maximumValueCount else {
      throw error("more than \(grouped(Self.maximumValueCount)) values; no model has so many")
    }
    switch next {
    case UInt8(ascii: "{"): return .object(try nested(Self.members))
    case UInt8(ascii: "["): return .array(try nested(Self.elements))
    case UInt8(ascii: "\""): return .string(try string())
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "-"): return try number()
    case UInt8(ascii: "n") where takeWord("null"): return .null
    case UInt8(ascii: "t") where takeWord("true"): return .bool(true)
    case UInt8(ascii: "f") where takeWord("false"): return .bool(false)
    default:
      for word in ["NaN", "Infinity"] where bytes[position...].starts(with: word.utf8) {
        throw error("\(word), which JSON has no number for; replace it by a number or null")
      }
      throw error("expected a value")
    }
  }

  private mutating func takeWord(_ word: StaticString) -> Bool {
    let isThere = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
    if isThere { position += word.utf8CodeUnitCount }
    return isThere
  }

  private mutating func nested<Content>(
    _ content: (inout JSONParser) throws(JSONError) -> Content
  ) throws(JSONError) -> Content {
    guard depth < Self.maximumDepth else {
      throw error("more than \(Self.maximumDepth) levels of nesting; no model has so many")
    }
    depth += 1
    deepest = max(deepest, depth)
    position += 1  // the opening bracket
    let result = try content(&self)
    depth -= 1
    return result
  }

  private static func members(_ parser: inout JSONParser) throws(JSONError) -> [JSONValue.Member] {
    if parser.take("}") { return [] }
    let first = parser.openMembers.count
    repeat {
      parser.skipSpace()
      guard parser.next == UInt8(ascii: "\"") else {
        throw parser.error("expected a name in quotes")
      }
      let start = parser.position
      let name = try parser.string()
      let stretch = start..<parser.position
      guard parser.take(":") else { throw parser.error("expected ':'") }
      parser.openMembers.append(JSONValue.Member(name, try parser.value(ofMember: stretch)))
    } while parser.take(",")
    guard parser.take("}") else { throw parser.error("expected ',' or '}'") }
    return parser.openMembers.takeAll(from: first)
  }

  /// The value of a member. Files of Keras 3 say the same of nearly all layers, as how weights are drawn: a text
  /// that begins with that of the last value under this name has this value, since an object and a list end
  /// where they are closed.
  ///
  /// - Parameter name: the text of its name.
  private mutating func value(ofMember name: Range<Int>) throws(JSONError) -> JSONValue {
    skipSpace()
    guard next == UInt8(ascii: "{") || next == UInt8(ascii: "[") else { return try value() }
    if knownValues.isEmpty { knownValues = Array(repeating: nil, count: Self.placeCount) }
    let place = place(of: name)
    if let known = knownValues[place], depth <= known.depth, isNear(known.stretch),
      bytes[position...].starts(with: bytes[known.stretch])
    {
      position += known.stretch.count
      valueCount += 1
      return known.value
    }
    let start = position
    let value = try value()
    // Longer ones hardly come again.
    if position - start <= 256 {
      knownValues[place] = KnownValue(stretch: start..<position, depth: depth, value: value)
    }
    return value
  }

  private static func elements(_ parser: inout JSONParser) throws(JSONError) -> [JSONValue] {
    if parser.take("]") { return [] }
    let elements = try moreElements(&parser)
    guard parser.take("]") else { throw parser.error("expected ',' or ']'") }
    return elements
  }

  /// The elements from where the parser is.
  private static func moreElements(
    _ parser: inout JSONParser
  ) throws(JSONError) -> [JSONValue] {
    let first = parser.openElements.count
    repeat {
      if let read = parser.takeAhead() {
        for value in read { parser.openElements.append(value) }
      } else {
        parser.openElements.append(try parser.value())
      }
    } while parser.take(",")
    return parser.openElements.takeAll(from: first)
  }

  /// The elements from here on where they were read ahead; what is beyond the limits is read again,
  /// to say where.
  private mutating func takeAhead() -> [JSONValue]? {
    guard let ahead, position >= ahead.middle else { return nil }
    skipSpace()
    guard let read = ahead.elements(from: position), depth + read.levels <= Self.maximumDepth,
      valueCount + read.valueCount <= Self.maximumValueCount
    else { return nil }
    position = read.end
    valueCount += read.valueCount
    return read.values
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let digits = bytes[position...].prefix(while: Self.isPartOfNumber)
    // Most numbers are sizes: no text has to be made of these.
    if digits.count < 19, digits.allSatisfy(Self.isDigit) {
      position += digits.count
      return .integer(digits.reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) })
    }
    let text = String(decoding: digits, as: UTF8.self)
    if let integer = Int(text) {
      position += digits.count
      return .integer(integer)
    }
    guard let number = Double(text), number.isFinite else {
      throw error("the number \(quoted(text)) is malformed or too large")
    }
    position += digits.count
    return .number(number)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isPartOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
      UInt8(ascii: "E"):
      true
    default: isDigit(byte)
    }
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private func error(_ reason: String) -> JSONError {
    let read = bytes[..<position]
    let line = read.count { $0 == UInt8(ascii: "\n") } + 1
    let column = read.count - ((read.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1) + 1
    return JSONError(sentence: "line \(line), column \(column): \(reason)")
  }
}

extension JSONParser {
  private mutating func string() throws(JSONError) -> String {
    position += 1  // the opening quote
    let start = position
    var bits: UInt8 = 0
    while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
      bits |= byte
      position += 1
    }
    // Hardly any string has an escape or another letter than ASCII's: it is a stretch of the text.
    if next == UInt8(ascii: "\"") {
      position += 1
      return bits < 0x80
        ? plainText(start..<position - 1) : try validated(bytes[start..<position - 1])
    }
    var text = Array(bytes[start..<position])
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try validated(text[...])
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: try escaped().utf8)
      case 0..<0x20:
        throw error("a control character inside a string")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw error("a string without its closing quote")
  }

  /// A stretch of ASCII. Files repeat the names of all settings in every layer, and one text for all of
  /// a name takes less time and memory than one each.
  private mutating func plainText(_ stretch: Range<Int>) -> String {
    // Shorter ones are part of the value.
    guard (16..<64).contains(stretch.count) else { return text(stretch) }
    if known.isEmpty { known = Array(repeating: nil, count: Self.placeCount) }
    let place = place(of: stretch)
    if let known = known[place], isNear(known.stretch), bytes[known.stretch] == bytes[stretch] {
      return known.text
    }
    let text = text(stretch)
    known[place] = (stretch, text)
    return text
  }

  /// Whether what is known was read a short while ago. Threads that go on with different parts of a
  /// large file hinder one another where they count references to one object, so none is in all.
  private func isNear(_ stretch: Range<Int>) -> Bool { position - stretch.lowerBound < 1 << 20 }

  private static let placeCount = 256

  /// Where what is known of a stretch of text has its place.
  private func place(of stretch: Range<Int>) -> Int {
    var hash = stretch.count
    for index in stride(from: stretch.lowerBound, to: stretch.upperBound, by: 3) {
      hash = 31 &* hash &+ Int(bytes[index])
    }
    return hash & (Self.placeCount - 1)
  }

  private func text(_ stretch: Range<Int>) -> String {
    String(decoding: bytes[stretch], as: UTF8.self)
  }

  private func validated(_ text: ArraySlice<UInt8>) throws(JSONError) -> String {
    guard let string = String(validating: text, as: UTF8.self) else { throw .notUTF8 }
    return string
  }

  private mutating func escaped() throws(JSONError) -> String {
    guard let byte = next else { throw error("a string without its closing quote") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return String(UnicodeScalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: "\\u".utf8) {
        position += 2
        units.append(try codeUnit())
      }
      return String(decoding: units, as: UTF16.self)
    default:
      throw error("an unknown escape in a string")
    }
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ isHexDigit($0) }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else {
      throw error("expected four hexadecimal digits")
    }
    position += 4
    return unit
  }

  private func isHexDigit(_ byte: UInt8) -> Bool {
    Character(UnicodeScalar(byte)).isHexDigit
  }
}

/// Where and why a text is no JSON.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One sentence with line and column.
  package let sentence: String

  /// The sentence a user reads.
  package var description: String { sentence }

  fileprivate static let notUTF8 = JSONError(sentence: "the text is not UTF-8; save it as UTF-8")
}
