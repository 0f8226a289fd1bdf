import Datasets
import Foundation
import Networks
import Records
import Suites
import Sweeps
import TestSupport
import Testing

/// The harness on the real trainer, real data and the real clock.
@Suite struct WorkloadTrainersTests {
  private func group(_ model: String, batchSize: Int) throws -> SweepPlan.Group {
    try SweepPlan(
      suite: Suite(models: [.init(name: model)], batchSizes: [batchSize], threads: [1]),
      usableCPUs: 1, seed: 1
    ).groups[0]
  }

  @Test func aRealSweepIsVerifiedWithAnyNumberOfThreads() throws {
    let suite = Suites.Suite(
      models: [.init(name: "pair"), .init(name: "and")], batchSizes: [8], threads: [1, 2, 5],
      rounds: 2, secondsPerCell: 0.02)
    let plan = try SweepPlan(suite: suite, usableCPUs: 2, seed: 3)
    let build = Machine.Build.current(commit: nil)
    let trainers = WorkloadTrainers()
    let surroundings = Surroundings(
      trainers: trainers.trainers, machine: { .current(build: build) }, date: { "" })
    var saved: [RunRecord] = []
    let outcome = try SweepRunner(plan: plan, surroundings: surroundings).run(
      save: { saved.append($0) }, isInterrupted: { false }, report: { _ in })
    #expect(saved.count == 6)
    #expect(saved == outcome.records)
    #expect(outcome.records.map(\.failure) == [nil, nil, nil, nil, nil, nil])
    for record in saved {
      #expect(record.rounds.count == 2)
      #expect(record.workers.count == record.cell.threads)
      #expect(record.rounds.allSatisfy { $0.groupNanoseconds.allSatisfy { $0 > 0 } })
      #expect(record.machine.build.allocator.hasPrefix("jemalloc"))
    }
    #expect(Set(saved.map(\.verification.finalDigest)).count == 2)
  }

  @Test func whatDoesNotFillABatchIsLeftOut() {
    let data = Dataset(
      inputs: Tensor(dimensions: [5, 2], elements: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
      targets: Tensor(dimensions: [5], elements: [0, 1, 2, 3, 4]))
    let pairs = data.wholeBatches(of: 2)
    #expect(pairs.inputs == Tensor(dimensions: [4, 2], elements: [0, 1, 2, 3, 4, 5, 6, 7]))
    #expect(pairs.targets == Tensor(dimensions: [4], elements: [0, 1, 2, 3]))
    #expect(data.wholeBatches(of: 5) == data)
  }

  @Test func fewerSamplesThanABatchEndInOneSentence() throws {
    try withTemporaryFolder { folder in
      let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28]
      for part in ["train", "t10k"] {
        try Data(images + [UInt8](repeating: 9, count: 3 * 28 * 28))
          .write(to: URL(filePath: "\(folder)/\(part)-images-idx3-ubyte"))
        try Data([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9])
          .write(to: URL(filePath: "\(folder)/\(part)-labels-idx1-ubyte"))
      }
      let suite = Suites.Suite(models: [.init(name: "digits")], batchSizes: [32], threads: [1])
      let group = try SweepPlan(suite: suite, usableCPUs: 1, seed: 1).groups[0]
      let error = #expect(throws: SweepError.self) {
        try WorkloadTrainers(digitsFolder: folder).trainers(for: group, seed: 1)
      }
      #expect(
        error?.description
          == "'digits' has 3 samples, fewer than a batch of 32; choose smaller batches")
    }
  }

  @Test func aFolderWithoutDigitsIsFoundBeforeAnyWork() throws {
    #expect(throws: (any Error).self) {
      try WorkloadTrainers(digitsFolder: "/nowhere").checkDigits()
    }
    try WorkloadTrainers().checkDigits()
  }
}
