import Testing
import Sweeps

@Suite struct TurnOrderTests {
  @Test(arguments: 1...7)
  func overAsManyRoundsEachTakesEachPlaceOnce(count: Int) {
    let order = TurnOrder(count: count, seed: 11)
    let rounds = (0..<count).map { order.participants(inRound: $0) }
    for place in 0..<count {
      #expect(Set(rounds.map { $0[place] }) == Set(0..<count))
    }
    for round in rounds { #expect(round.sorted() == Array(0..<count)) }
  }

  @Test func theSeedSettlesTheOrder() {
    func first(_ seed: UInt64) -> [Int] {
      TurnOrder(count: 8, seed: seed).participants(inRound: 0)
    }
    #expect(first(1) == first(1))
    #expect((2...5).contains { first($0) != first(1) })
  }
}
