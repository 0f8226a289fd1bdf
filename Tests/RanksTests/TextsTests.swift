import TestSupport
import Testing

@testable import Ranks

/// What ranks tell each other in words.
@Suite struct TextsTests {
  @Test(arguments: [1, 2, 3, 5])
  func everyRankHearsWhatAllSay(count: Int) throws {
    let texts = ["", "zwei: é", "3", "", String(repeating: "long ", count: 1_000)]
    let heard = try ScriptedRanks(count).run { $0.gather(texts[$0.rank]) }
    #expect(heard == Array(repeating: Array(texts.prefix(count)), count: count))
  }

  @Test func equalFactsAreNoError() throws {
    _ = try ScriptedRanks(3).run { group in
      try group.compare([RankFact("other flags", "32 1", remedy: "")], hosts: ["a", "b", "c"])
    }
  }

  @Test func allRanksAreToldOfTheFirstFactThatDiffers() throws {
    let errors = try ScriptedRanks(3).run { group in
      let facts = [
        RankFact("another program", "same", remedy: "start the same build"),
        RankFact(
          "other samples", group.rank == 2 ? "x" : "y", remedy: "give all ranks the same files"),
        RankFact("another model", "\(group.rank)", remedy: ""),
      ]
      do {
        try group.compare(facts, hosts: ["node1", "node1", "node2"])
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(
      errors
        == Array(
          repeating: "rank 2 on node2 has other samples than rank 0 on node1; give all ranks the "
            + "same files", count: 3))
  }
}
