import Kernels
import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

@Suite struct ProfileTests {
  private static func trainer(threads: Int) throws -> Trainer {
    let entry = try #require(Catalog.entry(named: "ladder-128"))
    let trainer = try Trainer(
      entry.network, training: entry.training,
      options: TrainerOptions(batchSize: 64, threads: threads))
    var random = SplitMix64(seed: 1)
    try trainer.load(
      inputs: .random([150, 128], using: &random), targets: .random([150, 64], using: &random))
    return trainer
  }

  @Test(arguments: [1, 3])
  func profiledStepsEndAtTheSameBits(threads: Int) throws {
    let plain = try Self.trainer(threads: threads), profiled = try Self.trainer(threads: threads)
    _ = plain.run(steps: 7)
    _ = profiled.profile(steps: 7)
    for (a, b) in zip(plain.weights(), profiled.weights()) {
      #expect(a.tensor.elements.map(\.bitPattern) == b.tensor.elements.map(\.bitPattern))
    }
    #expect(profiled.iterations == 7)
  }

  @Test(arguments: [1, 2, 5])
  func partsAndWaitingAreAllWorkersTime(threads: Int) throws {
    let profile = try Self.trainer(threads: threads).profile(steps: 20)
    #expect(profile.workers.count == threads)
    for part in StepPart.allCases {
      #expect(profile.workers[0].keys.contains(part))
      #expect(profile.share(of: part) > 0)
    }
    for worker in profile.workers.indices {
      #expect(profile.workers[worker].values.allSatisfy { $0 >= 0 })
      #expect(profile.waitingNanoseconds(worker: worker) >= 0)
    }
    let shares = StepPart.allCases.map(profile.share).reduce(profile.waitingShare, +)
    #expect(abs(shares - 1) < 1e-9)
  }

  /// In any build; a worker that is stopped in another part loses its time there, but not in every run.
  @Test(arguments: [1, 2, 5])
  func productsAreMostOfTheWork(threads: Int) throws {
    let trainer = try Self.trainer(threads: threads)
    #expect(
      (0..<50).contains { _ in
        let profile = trainer.profile(steps: 20)
        return profile.share(of: .forward) + profile.share(of: .backward)
          + profile.share(of: .reduce) > 2 * profile.share(of: .other)
      })
  }

  @Test func workersReportTheirCPUsAndTime() throws {
    let reports = try Self.trainer(threads: 3).run(steps: 20).workers
    #expect(reports.contains { $0.tookPart })
    for report in reports where report.tookPart {
      #expect((1...2).contains(report.cpus.count))
      #expect(report.cpus.allSatisfy { $0 >= 0 })
      #expect(report.cpuNanoseconds > 0)
    }
    #expect(WorkerReport().cpus == [])
    #expect(!WorkerReport().tookPart)
  }
}

extension StepProfile {
  /// The share of all workers' time that went to a part, from 0 to 1.
  fileprivate func share(of part: StepPart) -> Double {
    Double(workers.reduce(0) { $0 + ($1[part] ?? 0) }) / threadNanoseconds
  }

  /// The share of all workers' time that went to waiting.
  fileprivate var waitingShare: Double {
    Double(workers.indices.reduce(0) { $0 + waitingNanoseconds(worker: $1) }) / threadNanoseconds
  }

  private var threadNanoseconds: Double { Double(wallNanoseconds) * Double(workers.count) }
}
