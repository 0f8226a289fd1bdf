import Records
import Testing

@testable import Reports

@Suite struct SpeedupTests {
  private func speedup(_ microseconds: [Int: [Double]], threads: Int) throws -> Speedup? {
    try model(of: replicates(of: [pair(microseconds)])).groups[0]
      .cell(threads: threads)?.measurement?.speedup
  }

  @Test func aSpeedupIsTheMedianOverPairsOfBlocks() throws {
    // The rounds drift by a factor of six; all but one pair are 2 apart.
    let speedup = try #require(
      try speedup([1: [2, 4, 6, 8, 10, 12], 2: [1, 2, 3, 4, 5, 12]], threads: 2))
    #expect(abs(speedup.factor.value - 2) < 1e-9)
    #expect(speedup.pairCount == 18)
    // 18 pairs: three of 1 are few enough for ranks 5 and 14 to be 2 at 95 %.
    let interval = try #require(speedup.factor.interval)
    #expect(abs(interval.lowerBound - 2) < 1e-9)
    #expect(abs(interval.upperBound - 2) < 1e-9)
  }

  @Test func manySpeedupsHaveWiderIntervals() throws {
    let steps = [1: [2.0, 2, 2, 2, 2, 2], 2: [1, 1.1, 1.2, 1.3, 1.4, 1.5]]
    let few = try model(of: replicates(of: [pair(steps)]))
    let many = try model(
      of: replicates(
        of: (0..<20).map { index in
          var example = pair(steps)
          example.subject.batchSize = 32 + index
          return example
        }))
    #expect(few.speedupLevel == 0.95)
    #expect(abs(many.speedupLevel - 0.9975) < 1e-12)
    // 18 pairs: ranks 4 of 17 at 95 %, and 2 at 99.75 %, where three of each step are alike.
    let intervals = [few, many].map {
      $0.groups[0].cell(threads: 2)?.measurement?.speedup?.factor.interval
    }
    #expect(abs((intervals[0]?.upperBound ?? 0) - 2 / 1.1) < 1e-2)
    #expect(abs((intervals[1]?.upperBound ?? 0) - 2) < 1e-2)
  }

  @Test func tooFewPairsHaveNoInterval() throws {
    let replicate = pair([1: [2, 2, 2, 2, 2], 2: [1, 1, 1, 1, 1]]).replicate()
    let speedup = try model(of: [replicate]).groups[0].cell(threads: 2)?.measurement?.speedup
    #expect(speedup?.factor == Estimate(2))
  }

  @Test func theSerialShareIsThatOfKarpAndFlatt() throws {
    // 1/1.6 of the time with two threads: (0.625 − 0.5) / 0.5 = 0.25.
    let speedup = try #require(
      try speedup([1: [8, 8, 8, 8, 8, 8], 2: [5, 5, 5, 5, 5, 5]], threads: 2))
    #expect(abs((speedup.serialShare?.value ?? 0) - 0.25) < 1e-9)
    #expect(abs(speedup.efficiency.value - 0.8) < 1e-9)
  }

  @Test func processesThatDifferShowInTheirRange() throws {
    func model(_ speedups: Double...) throws -> ReportModel {
      try ReportsTests.model(
        of: speedups.enumerated().map { process, speedup in
          pair(
            [
              1: [Double](repeating: 8, count: 9),
              2: [Double](repeating: 8 / speedup, count: 9),
            ], control: [Double](repeating: 8, count: 9)
          ).replicate(process: process)
        })
    }
    func speedup(_ model: ReportModel) -> Speedup? {
      model.groups[0].cell(threads: 2)?.measurement?.speedup
    }
    // One process in five is slower with two threads; 36 of 45 pairs hide it from the interval.
    let mixed = try model(2, 2, 2, 2, 0.9)
    let range = try #require(speedup(mixed)?.processRange)
    #expect(abs(range.lowerBound - 0.9) < 1e-3)
    #expect(abs(range.upperBound - 2) < 1e-3)
    #expect(try #require(speedup(mixed)?.factor.interval).lowerBound > 1.9)
    #expect(Verdict(on: speedup(mixed), floor: mixed.noiseFloor) == .inconclusive)
    let agreed = try model(2, 2, 2, 2, 1.1)
    #expect(Verdict(on: speedup(agreed), floor: agreed.noiseFloor) == .faster)
    let slower = try model(0.5, 0.5, 0.5, 0.5, 1.1)
    #expect(Verdict(on: speedup(slower), floor: slower.noiseFloor) == .inconclusive)
    #expect(try speedup(model(2))?.processRange == nil)
  }

  @Test func theMachinesOwnSpeedupIsThatOfItsPeakLoop() throws {
    var replicate = pair([1: [8, 8, 8], 2: [5, 5, 5]]).replicate()
    for index in replicate.blocks.indices {
      let isSingle = replicate.blocks[index].contestant == 0
      replicate.blocks[index].peakFlopsPerSecond = isSingle ? 100e9 : 160e9
    }
    let measured = try model(of: [replicate]).groups[0].cell(threads: 2)?.measurement?.speedup
    #expect(measured?.ceiling == 1.6)
    #expect(abs((measured?.ceilingEfficiency?.value ?? 0) - 1) < 1e-9)
    for index in replicate.blocks.indices { replicate.blocks[index].peakFlopsPerSecond = nil }
    let unknown = try model(of: [replicate]).groups[0].cell(threads: 2)?.measurement?.speedup
    #expect(unknown?.ceiling == nil)
    #expect(unknown?.ceilingEfficiency == nil)
  }

  @Test func oneThreadHasTheSpeedupOneAndNoSerialShare() throws {
    let single = try speedup([1: [2, 3, 2], 2: [1, 1, 1]], threads: 1)
    #expect(single?.factor == Estimate(1))
    #expect(single?.serialShare == nil)
    #expect(try speedup([2: [1, 1, 1]], threads: 2) == nil)
  }
}
