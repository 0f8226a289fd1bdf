import Datasets
import Foundation
import Networks
import Records
import Suites
@testable import Sweeps
import TestSupport
import Testing
import Training

/// The harness on the real trainer, real data and the real clock.
@Suite struct WorkloadTrainersTests {
  private func group(_ model: String, batchSize: Int) throws -> SweepPlan.Group {
    try SweepPlan(
      suite: Suite(models: [.init(name: model)], batchSizes: [batchSize], threads: [1]),
      usableCPUs: 1, seed: 1
    ).groups[0]
  }

  @Test(arguments: ["pair", "and"])
  func aRealCaseIsVerifiedWithAnyNumberOfThreads(model: String) throws {
    let job = MeasuringJob(
      subject: BenchmarkCase(model: model, batchSize: 8), threads: [1, 2, 5], usableCPUs: 2,
      process: 1, caseDigest: "", seed: 3, secondsPerContestant: 0.02, precision: 0.5)
    let replicate = try CaseMeasurement(
      job, surroundings: .live(digitsFolder: nil, binaryDigest: .absent, date: { "" }),
      report: { _, _ in }
    ).replicate()
    #expect(replicate.contestants.map(\.failure) == [nil, nil, nil, nil])
    #expect(replicate.contestants.map(\.threads) == [1, 2, 5, 2])
    for contestant in replicate.contestants {
      #expect(contestant.workers.count == contestant.threads)
    }
    for contestant in replicate.contestants where !contestant.isControl {
      let phases = try #require(contestant.phases)
      #expect(phases.forward > 0 && phases.update > 0)
    }
    #expect(Set(replicate.contestants.compactMap(\.evidence?.finalDigest)).count == 1)
    for block in replicate.blocks {
      #expect(block.times.groupNanoseconds.allSatisfy { $0 > 0 })
      #expect(try #require(block.memoryBytesPerSecond) > 1e8)
      #expect(try #require(block.cpuNanoseconds) > 0)
    }
  }

  @Test func besideLibrariesBatchesComeInOrderAndNothingIsShuffled() throws {
    let alone = try group("rnn", batchSize: 512)
    let suite = Suites.Suite(models: [.init(name: "rnn")], batchSizes: [512], threads: [1])
    let beside = try SweepPlan(suite: suite, usableCPUs: 1, seed: 1).beside([
      .init(name: "gradmark", program: ""), .init(name: "jax", program: ""),
    ]).groups[0]
    func digest(_ trainer: any MeasuredTrainer) -> String {
      _ = trainer.run(steps: 20, stepsPerGroup: 20, meter: { 0 })
      return weightDigest(of: trainer.weights())
    }
    let data = try WorkloadTrainers().batches(for: beside, seed: 1)
    let ordered = try Trainer(
      beside.entry.trainingNetwork, training: beside.entry.training,
      options: TrainerOptions(batchSize: 512, seed: 1, shuffles: false))
    try ordered.load(inputs: data.inputs, targets: data.targets)
    let trainers = try [alone, beside].map {
      digest(try WorkloadTrainers().trainers(for: $0, seed: 1).makeTrainer(Team(threads: 1)))
    }
    #expect(trainers[1] == digest(ordered))
    #expect(trainers[0] != trainers[1])
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
      try writeDigits(to: folder)
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

}
