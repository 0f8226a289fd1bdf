import Records
import Testing

@testable import Reports

@Suite struct StepDistributionTests {
  private func distribution(_ nanoseconds: [Int64], stepsPerGroup: Int = 1) -> StepDistribution? {
    StepDistribution(of: [
      Replicate.Block(
        contestant: 0, round: 0,
        times: Replicate.StepTimes(
          groupNanoseconds: nanoseconds, stepsPerGroup: stepsPerGroup))
    ])
  }

  @Test func percentilesHaveThreeDigits() throws {
    let steps = try #require(distribution((1...1000).map { $0 * 1000 }))
    for (percent, microseconds) in [(0.0, 1.0), (50, 500), (95, 950), (99, 990), (100, 1000)] {
      #expect(abs(steps.seconds(percent) / (microseconds * 1e-6) - 1) < 1e-3)
    }
    #expect(steps.groupCount == 1000)
    #expect(steps.percentiles.map(\.seconds) == steps.percentiles.map(\.seconds).sorted())
  }

  @Test func groupsOfShortStepsKeepTheirDigits() throws {
    // 1234 ns over 100 steps are 12.34 ns, where whole nanoseconds would be 3 % off.
    let steps = try #require(distribution([1234, 1234], stepsPerGroup: 100))
    #expect(abs(steps.seconds(50) / 12.34e-9 - 1) < 1e-3)
    #expect(steps.stepsPerGroup == 100)
  }

  @Test func outliersAreCountedByTukeysFences() throws {
    // Quartiles 3 and 7 of 1…9, so fences at −3 and 13, and at −9 and 19.
    let calm = (1...9).map { Int64($0) }
    let steps = try #require(distribution(calm))
    #expect((steps.mildOutliers, steps.farOutliers) == (0, 0))
    // With 17 and 25 among 11 values the quartiles are 3.5 and 8.5: fences at 16 and 23.5.
    let noisy = try #require(distribution(calm + [17, 25]))
    #expect((noisy.mildOutliers, noisy.farOutliers) == (1, 1))
  }

  @Test func withoutABlockThereIsNone() {
    #expect(StepDistribution(of: []) == nil)
  }
}

@Suite struct FirstStepTests {
  @Test func theMedianOverProcessesIsToldWhereItIsRecorded() throws {
    func measured(_ nanoseconds: [Int64?]) throws -> ReportModel {
      let replicates = nanoseconds.enumerated().map { process, nanoseconds in
        var replicate = pair([1: [2, 2, 2]]).replicate(process: process)
        replicate.contestants[0].firstStepNanoseconds = nanoseconds
        return replicate
      }
      return try model(of: replicates)
    }
    let told = try measured([30_000_000, 50_000_000, 40_000_000])
    #expect(told.cells[0].measurement?.firstStepSeconds == 0.04)
    #expect(told.stepTable.csv.contains(",40.0 ms,"))
    #expect(told.stepLegend.contains("first step: from the start of a process"))
    // A README cannot fold the column out, and does not explain it.
    let section = try #require(told.sections.first { $0.title == "Steps, memory, results" })
    #expect(!section.markdown.contains("- first step: "))
    #expect(section.markdown.contains("- warm after: "))
    #expect(try told.page().html().contains("first step: from the start of a process"))
    let silent = try measured([nil, nil, nil])
    #expect(!silent.stepTable.csv.contains("first step"))
    #expect(!silent.stepLegend.contains("first step:"))
  }
}

@Suite struct WarmUpTests {
  @Test(
    arguments: [
      ([1, 1, 1, 1, 1, 1], 0), ([9, 1, 1, 1, 1, 1], 2), ([9, 8, 7, 1, 1, 1, 1, 1], 5),
      // A slow group later on does not move a median of five.
      ([9, 1, 1, 1, 1, 9, 1, 1], 2), ([1.04, 1.04, 0.96], 0), ([1, 1, 1, 2, 2, 2, 2, 2], nil),
    ] as [([Double], Int?)])
  func stepsAreWarmFromWhereTheRunningMedianStays(seconds: [Double], groups: Int?) {
    #expect(WarmUp.coldGroups(seconds, steady: 1) == groups)
  }

  @Test func theSlowestProcessCounts() throws {
    func warmed(_ process: Int, _ groups: [Int64]?) -> Replicate {
      var replicate = pair([1: [2, 2, 2]]).replicate(process: process)
      replicate.contestants[0].warmUp = groups.map {
        Replicate.StepTimes(groupNanoseconds: $0, stepsPerGroup: 10)
      }
      return replicate
    }
    let soon = warmed(0, [20_000, 20_000, 20_000])
    let late = warmed(1, [90_000, 20_000, 20_000, 20_000])
    let never = warmed(2, [90_000, 90_000])
    let isMeant: (Replicate.Contestant) -> Bool = { _ in true }
    #expect(WarmUp(of: [soon, late], where: isMeant)?.steps == 20)
    #expect(WarmUp(of: [soon, late], where: isMeant)?.watched == 40)
    #expect(try #require(WarmUp(of: [soon, never], where: isMeant)).steps == nil)
    #expect(WarmUp(of: [warmed(0, nil)], where: isMeant) == nil)
  }
}
