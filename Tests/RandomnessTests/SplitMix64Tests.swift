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

  /// Bounds whose surplus is large, so that many draws are drawn again.
  @Test(arguments: [1, 2, 3, 10, 1 << 62, (1 << 62) + 1, Int.max])
  func indicesAreThoseOfTheStandardLibrary(bound: Int) {
    var random = SplitMix64(seed: 6), standard = random
    for _ in 0..<200 {
      #expect(random.nextIndex(below: bound) == Int(standard.next(upperBound: UInt64(bound))))
    }
  }
}
