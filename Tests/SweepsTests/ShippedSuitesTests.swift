import Foundation
import Networks
import Records
import Suites
import Sweeps
import Testing

/// The files in `Benchmarks/Suites`.
@Suite struct ShippedSuitesTests {
  private func plan(_ name: String, usableCPUs: Int) throws -> SweepPlan {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Benchmarks/Suites/")
    let suite = try Suites.Suite(contentsOf: folder.appending(path: "\(name).yml").path)
    return try SweepPlan(suite: suite, usableCPUs: usableCPUs, seed: 1)
  }

  @Test func theStandardOneTakesLessThanFourMinutesOnTwoCores() throws {
    let plan = try plan("standard", usableCPUs: 2)
    // A step of the largest network takes too long for it.
    let models = Catalog.entries.filter { $0.name != Catalog.lstm.name }
    #expect(Set(plan.groups.map(\.entry.name)) == Set(models.map(\.name)))
    #expect(plan.groups.allSatisfy { $0.cells.map(\.threads) == [1, 2] })
    #expect(plan.estimatedSeconds < 230)
    #expect(plan.processes == 5)
  }

  @Test func theQuickOneTakesSeconds() throws {
    let plan = try plan("quick", usableCPUs: 2)
    #expect(plan.estimatedSeconds < 25)
    #expect(plan.processes == 2)
  }

  @Test func oneProcessVerifiesEveryNetwork() throws {
    let plan = try plan("once", usableCPUs: 2)
    #expect(plan.processes == 1)
    #expect(plan.groups.count == Catalog.entries.count)
    #expect(plan.estimatedSeconds < 20)
  }

  @Test func theFullOneTakesAnHourAndHasEveryBatchForWeakScaling() throws {
    let plan = try plan("full", usableCPUs: 2)
    #expect((1_800...5_400).contains(plan.estimatedSeconds))
    #expect(Set(plan.groups.map(\.entry.name)) == Set(Catalog.entries.map(\.name)))
    #expect(
      plan.groups.filter { $0.entry.name == "denoise" }.map(\.subject.batchSize)
        == [32, 64, 128, 256, 512, 1_024])
  }

  /// By this cell 'compare' tells what the machine was.
  @Test(arguments: ["quick", "standard", "full", "once", "calibration", "libraries"])
  func everyOneHasTheReferenceCell(name: String) throws {
    #expect(
      try plan(name, usableCPUs: 2).groups.contains { group in
        group.entry.name == "denoise" && group.subject.batchSize == 128
          && group.cells.contains { $0.threads == 1 }
      })
  }

  @Test func calibrationPlaysTheCellsOfTheStandardSuiteInUnderThreeMinutes() throws {
    let (calibration, standard) = try (
      plan("calibration", usableCPUs: 1), plan("standard", usableCPUs: 1)
    )
    #expect(calibration.groups.map(\.subject) == standard.groups.map(\.subject))
    let builds = ["A", "B"].map { BenchmarkPlan.Implementation(name: $0, program: $0) }
    let duel = calibration.dueling(builds, DuelTerms(margin: 0.05, turns: .blocks))
    #expect(duel.estimatedSeconds < 180)
  }
}
