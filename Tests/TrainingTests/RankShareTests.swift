import Testing

@testable import Training

@Suite struct RankShareTests {
  @Test(arguments: [1, 2, 3, 7], [0, 1, 5, 64])
  func everyTaskIsOneRanks(count: Int, tasks: Int) {
    for part in [0, 0.3, 1] {
      let ranges = (0..<count).map {
        RankShare(rank: $0, count: count, lastPart: part).range(of: tasks)
      }
      #expect(ranges.flatMap { Array($0) } == Array(0..<tasks))
    }
  }

  @Test func equalSharesDifferByOneAtMost() {
    let sizes = (0..<7).map { RankShare(rank: $0, count: 7).range(of: 64).count }
    #expect(sizes.max()! - sizes.min()! == 1)
  }

  /// Two ranks of 1,900 operations, of which the last one has 64 more: 982 and 918 + 64.
  @Test func theLastRankOfAChainHasFewerTasks() {
    func tasks(_ rank: Int, of count: Int, updateFlops: Double) -> Int {
      RankShare.chain(rank: rank, count: count, flops: 1_900, updateFlops: updateFlops)
        .range(of: 1_900).count
    }
    #expect(tasks(0, of: 2, updateFlops: 64) == 982)
    #expect(tasks(1, of: 2, updateFlops: 64) == 918)
    // Where the updates are more than its part of all, it has none.
    #expect(tasks(0, of: 2, updateFlops: 3_000) == 1_900)
    #expect(tasks(2, of: 3, updateFlops: 3_000) == 0)
  }
}
