import Randomness
import Testing

@testable import Sweeps

@Suite struct LatinSquareTests {
  @Test(arguments: 1...7)
  func eachParticipantComesOnceInEveryRoundAndInEveryPlace(size: Int) {
    var random = SplitMix64(seed: 11)
    let rounds = LatinSquare(size: size, using: &random).rounds
    #expect(rounds.count == size)
    for round in rounds { #expect(round.sorted() == Array(0..<size)) }
    for place in 0..<size { #expect(Set(rounds.map { $0[place] }) == Set(0..<size)) }
  }

  @Test func theSeedSettlesTheSquareAndAllTwelveOfThreeAreDrawn() {
    var random = SplitMix64(seed: 1)
    var again = SplitMix64(seed: 1)
    #expect(
      LatinSquare(size: 5, using: &random) == LatinSquare(size: 5, using: &again))
    let drawn = (0..<1_000).map { _ in LatinSquare(size: 3, using: &random).rounds }
    #expect(Set(drawn).count == 12)
  }
}
