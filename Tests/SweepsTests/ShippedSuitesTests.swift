import Foundation
import Networks
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

  @Test func theDefaultSweepsEveryNetworkInUnderFourMinutesOnTwoCores() throws {
    let plan = try plan("default", usableCPUs: 2)
    #expect(Set(plan.groups.map(\.entry.name)) == Set(Catalog.entries.map(\.name)))
    #expect(plan.groups.allSatisfy { $0.cells.map(\.threads) == [1, 2] })
    #expect(plan.estimatedSeconds < 200)
  }

  @Test func theQuickOneTakesSeconds() throws {
    #expect(try plan("quick", usableCPUs: 2).estimatedSeconds < 20)
  }

  @Test func oneRoundVerifiesEveryNetwork() throws {
    let plan = try plan("once", usableCPUs: 2)
    #expect(plan.rounds == 1)
    #expect(plan.groups.count == Catalog.entries.count)
    #expect(plan.estimatedSeconds < 20)
  }
}
