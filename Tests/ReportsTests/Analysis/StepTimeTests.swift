import Records
import Testing

@testable import Reports

/// A block of one group: all its steps took equally long.
private func block(
  _ microseconds: Int64, steps: Int = 1, of contestant: Int = 0, round: Int = 0,
  disturbed: Bool = false
) -> Replicate.Block {
  Replicate.Block(
    contestant: contestant, round: round,
    times: Replicate.StepTimes(
      groupNanoseconds: [Int64](repeating: microseconds * 1000, count: steps), stepsPerGroup: 1),
    disturbances: disturbed ? ["steal time"] : [])
}

private func replicate(process: Int, _ blocks: [Replicate.Block]) -> Replicate {
  var replicate = pair([1: []]).replicate(process: process)
  replicate.blocks = blocks
  return replicate
}

private func samples(_ replicates: [Replicate]) -> CellSamples {
  CellSamples(of: replicates) { $0.threads == 1 }
}

@Suite struct StepTimeTests {
  @Test func aStepTakesTheMedianOverProcessesOfTheirMeans() throws {
    // Means 2, 3 and 10: in the first, three steps of 1 and one of 5.
    let step = try #require(
      samples([
        replicate(process: 0, [block(1, steps: 3), block(5)]),
        replicate(process: 1, [block(3, steps: 4)]),
        replicate(process: 2, [block(10, steps: 4)]),
      ]).secondsPerStep(seed: 1))
    #expect(abs(step.value - 3e-6) < 1e-15)
  }

  @Test func theIntervalOfThreeCalmProcessesIsTheirRange() throws {
    // A median of three draws is the least of three processes with 7/27, far above 2.5 %.
    let interval = try #require(
      samples((1...3).map { replicate(process: $0, [block(Int64($0), steps: 4)]) })
        .secondsPerStep(seed: 1)?.interval)
    #expect(abs(interval.lowerBound - 1e-6) < 1e-15)
    #expect(abs(interval.upperBound - 3e-6) < 1e-15)
  }

  @Test func stepsAreDrawnWithinProcesses() throws {
    // Two equal processes with 16 steps of 1 to 3 s each: draws of 16 have means of 1.69 give or take 0.16.
    let noisy = (0..<2).map { process in
      replicate(process: process, (0..<16).map { block(1_000_000 + $0 * $0 * 8889) })
    }
    let interval = try #require(samples(noisy).secondsPerStep(seed: 1)?.interval)
    #expect(interval.lowerBound < 1.65 && interval.lowerBound > 1.2)
    #expect(interval.upperBound > 1.73 && interval.upperBound < 2.2)
    #expect(try #require(samples(noisy).secondsPerStep(seed: 1)?.interval) == interval)
    #expect(try #require(samples(noisy).secondsPerStep(seed: 2)?.interval) != interval)
  }

  @Test func oneProcessHasTheMedianOverItsRounds() {
    let rounds = (1...6).map { block(Int64($0), round: $0) }
    let step = samples([replicate(process: 0, rounds)]).secondsPerStep(seed: 1)
    #expect(step?.value == 3.5e-6)
    #expect(step?.interval == 1e-6...6e-6)
  }

  @Test func manyGroupsAreDrawnInBundlesOfNeighbours() {
    let process = ProcessSamples(process: 0, blocks: [block(1, steps: 100), block(2, steps: 60)])
    let bundles = process.bundles
    #expect(bundles.count == 32)
    #expect(bundles.map(\.stepCount).reduce(0, +) == 160)
    #expect(Set(bundles.map(\.stepCount)) == [5])
    #expect(bundles.map(\.nanoseconds).reduce(0, +) == 220_000)
  }
}

@Suite struct CellSamplesTests {
  @Test func disturbedBlocksCountOnlyWhereNothingElseIsThere() {
    let mixed = samples([
      replicate(process: 0, [block(1), block(9, disturbed: true)]),
      replicate(process: 1, [block(9, disturbed: true)]),
    ])
    #expect(mixed.blocks.map(\.secondsPerStep) == [1e-6])
    #expect((mixed.processes.count, mixed.blockCount, mixed.disturbedCount) == (1, 3, 2))
    #expect(!mixed.usesDisturbed)
    let disturbed = samples([replicate(process: 0, [block(9, disturbed: true)])])
    #expect(disturbed.blocks.count == 1)
    #expect(disturbed.usesDisturbed)
  }

  @Test func onlyRoundsOfTheSameProcessAreAPair() {
    func cells(_ contestant: Int, _ blocks: [[Replicate.Block]]) -> CellSamples {
      let all = blocks.enumerated().map { replicate(process: $0, $1) }
      return CellSamples(of: all) { $0.threads == 1 }
    }
    let first = cells(0, [[block(1, round: 0), block(2, round: 1)], [block(3, round: 0)]])
    let second = cells(0, [[block(4, round: 1), block(5, round: 2)], [block(6, round: 0)]])
    let pairs = CellSamples.pairs(first, second)
    #expect(pairs.map(\.first) == [[2e-6], [3e-6]])
    #expect(pairs.map(\.second) == [[4e-6], [6e-6]])
  }
}
