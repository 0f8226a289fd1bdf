import Randomness
import Testing

@Suite struct SplitMix64Tests {
  /// The first outputs for seed 1234567 that the generator's authors publish with their code.
  @Test func matchesThePublishedStream() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test func skipsNumbersAndNormals() {
    var random = SplitMix64(seed: 9), other = random
    for _ in 0..<5 { _ = random.nextNormal() }
    other.skip(5 * SplitMix64.numbersPerNormal)
    #expect(random.next() == other.next())
  }

  /// Bounds whose surplus is large, so that many draws are drawn again.
  @Test(arguments: [1, 2, 3, 10, 1 << 62, (1 << 62) + 1, Int.max])
  func indicesAreThoseOfTheStandardLibrary(bound: Int) {
    var random = SplitMix64(seed: 6), standard = random
    for _ in 0..<200 {
      #expect(random.nextIndex(below: bound) == Int(standard.next(upperBound: UInt64(bound))))
    }
  }

  /// Each place from the last to the second takes a draw of its own.
  @Test(arguments: [0, 1, 2, 9, 100, 255, 256, 257, 258, 264, 265, 1_000])
  func shufflesAsDrawsOneByOneDo(count: Int) {
    var random = SplitMix64(seed: 8), plain = random
    var elements = (0..<Int32(count)).map { $0 }, expected = elements
    for _ in 0..<3 {
      elements.withUnsafeMutableBufferPointer { random.shuffle($0) }
      for place in (0..<count).reversed() where place > 0 {
        expected.swapAt(place, plain.nextIndex(below: place + 1))
      }
      #expect(elements == expected)
    }
    #expect(random.next() == plain.next())
  }

  /// A stream whose number `position` is 0, which is drawn again where the bound is no power of two.
  @Test(arguments: [1, 2, 7, 8, 9, 20, 43, 44, 45, 60])
  func drawsAgainWhileItShuffles(position: Int) {
    let step: UInt64 = 0x9E37_79B9_7F4A_7C15
    var random = SplitMix64(seed: 0 &- UInt64(position) &* step), plain = random
    var numbers = random
    #expect((0..<position).map { _ in numbers.next() }.last == 0)
    var elements = (0..<Int32(300)).map { $0 }, expected = elements
    elements.withUnsafeMutableBufferPointer { random.shuffle($0) }
    for place in (1..<300).reversed() {
      expected.swapAt(place, plain.nextIndex(below: place + 1))
    }
    #expect(elements == expected)
    #expect(random.next() == plain.next())
  }

  @Test(arguments: [1, 2, 7, 8, 9, 10, 100, 700])
  func partsOfAShuffleMakeTheWhole(size: Int) {
    var random = SplitMix64(seed: 8), whole = random
    var elements = (0..<Int32(600)).map { $0 }, expected = elements
    expected.withUnsafeMutableBufferPointer { whole.shuffle($0) }
    var left = 600
    while left > 0 {
      let places = max(left - size, 0)..<left
      elements.withUnsafeMutableBufferPointer { random.settle(places, of: $0) }
      left = places.lowerBound
    }
    #expect(elements == expected)
    #expect(random.next() == whole.next())
  }
}
