import Randomness

/// An endless stream of damaged files: each is one of the seeds, changed in one to four places.
///
/// Bits and bytes change, parts go missing, are doubled, moved or taken from another seed, numbers
/// become extreme ones, brackets are nested by the thousand, and words of the format appear where
/// others stood. Equal arguments give equal streams.
public struct Mutator {
  private let seeds: [[UInt8]]
  private let words: [[UInt8]]
  private var random: SplitMix64

  /// The longest file that it makes; the seeds are no longer.
  public static let maximumByteCount = 1 << 16

  /// Starts a stream.
  ///
  /// - Parameters:
  ///   - seeds: sound files, at least one of them not empty.
  ///   - words: words of the format, which random bytes would not hit upon.
  public init(seeds: [[UInt8]], words: [String], seed: UInt64) {
    precondition(seeds.contains { !$0.isEmpty }, "\(seeds.count) seeds, and nothing in them")
    precondition(seeds.allSatisfy { $0.count <= Self.maximumByteCount }, "a seed is too long")
    self.seeds = seeds
    self.words = words.map { Array($0.utf8) }
    random = SplitMix64(seed: seed)
  }

  /// The next damaged file.
  public mutating func next() -> [UInt8] {
    var bytes = pick(seeds)
    for _ in 0...random.nextIndex(below: 4) where !bytes.isEmpty { damage(&bytes) }
    return Array(bytes.prefix(Self.maximumByteCount))
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    let place = random.nextIndex(below: bytes.count)
    switch random.nextIndex(below: 12) {
    case 0: bytes[place] ^= 1 << random.nextIndex(below: 8)
    case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 2: bytes.removeSubrange(place...)
    case 3: bytes.removeSubrange(part(of: bytes, from: place))
    case 4: bytes.insert(contentsOf: bytes[part(of: bytes, from: place)], at: place)
    case 5: move(&bytes, from: place)
    case 6: splice(&bytes, at: place)
    case 7, 8: replaceNumber(in: &bytes, from: place)
    case 9: nest(&bytes, from: place)
    case 10: bytes[place] = pick(Array("0129-\"'{}[](),:\\u \n".utf8))
    default: bytes.replaceSubrange(place..<place + random.nextIndex(below: 2), with: word())
    }
  }

  /// A part from `place` on: mostly a few bytes, sometimes all of the rest.
  private mutating func part(of bytes: [UInt8], from place: Int) -> Range<Int> {
    let most = 1 << random.nextIndex(below: 12)
    return place..<min(place + 1 + random.nextIndex(below: most), bytes.count)
  }

  private mutating func move(_ bytes: inout [UInt8], from place: Int) {
    let range = part(of: bytes, from: place)
    let moved = bytes[range]
    bytes.removeSubrange(range)
    bytes.insert(contentsOf: moved, at: random.nextIndex(below: bytes.count + 1))
  }

  /// Goes on with the rest of another seed.
  private mutating func splice(_ bytes: inout [UInt8], at place: Int) {
    let other = pick(seeds)
    bytes.replaceSubrange(place..., with: other[random.nextIndex(below: other.count + 1)...])
  }

  /// Puts an extreme number in the place of the next run of digits.
  private mutating func replaceNumber(in bytes: inout [UInt8], from place: Int) {
    let isDigit = { (byte: UInt8) in UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
    guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: pick(Self.numbers).utf8)
  }

  /// Puts openings without their ends where a value may stand next, up to the depth at which a
  /// recursive parser leaves its stack.
  private mutating func nest(_ bytes: inout [UInt8], from place: Int) {
    let before = bytes[place...].firstIndex { ":,[{(\n".utf8.contains($0) }
    let opening = Array(pick(["[", "{", "(", "{\"a\":", "[[],", "- ", "? ", "{a: "]).utf8)
    let depth = random.nextIndex(below: 1 << random.nextIndex(below: 17)) + 1
    bytes.insert(
      contentsOf: (0..<depth).flatMap { _ in opening }, at: before.map { $0 + 1 } ?? place)
  }

  private mutating func word() -> [UInt8] {
    words.isEmpty ? [] : pick(words)
  }

  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[random.nextIndex(below: choices.count)]
  }

  /// Where integers and floating-point numbers overflow, change their sign, or are none.
  private static let numbers = [
    "0", "-0", "-1", "1.5", "1e999", "-1e999", "1e-999", "NaN", "nan", "Infinity", "-Infinity",
    "2147483648", "4294967296", "9007199254740993", "35184372088832", "4611686018427387904",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615",
    "340282350000000000000000000000000000000", "99999999999999999999999999999999999999999",
    "0x10", "1_000", "00", "1e5",
  ]
}
