import Randomness

/// Copies of a file's bytes, each damaged in up to four places: bytes changed, cut out, doubled, or
/// digits and brackets put where others stood, which reaches deeper into parsers than noise does.
public func damagedCopies(
  of bytes: [UInt8], count: Int, seed: UInt64
) -> some Sequence<[UInt8]> {
  var random = SplitMix64(seed: seed)
  return (0..<count).lazy.map { _ in
    var copy = bytes
    for _ in 0...random.nextIndex(below: 4) where !copy.isEmpty {
      damage(&copy, using: &random)
    }
    return copy
  }
}

private func damage(_ bytes: inout [UInt8], using random: inout SplitMix64) {
  let place = random.nextIndex(below: bytes.count)
  let end = min(place + 1 + random.nextIndex(below: 8), bytes.count)
  switch random.nextIndex(below: 6) {
  case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
  case 1: bytes[place] ^= 1 << random.nextIndex(below: 8)
  case 2: bytes.removeSubrange(place..<end)
  case 3: bytes.removeSubrange(place...)
  case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
  default: bytes[place] = Array("0129-\"'{}[](),:\\u".utf8)[random.nextIndex(below: 17)]
  }
}
