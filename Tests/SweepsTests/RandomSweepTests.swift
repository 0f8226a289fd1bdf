import Randomness
import Records
import Suites
import Testing

@testable import Sweeps

/// Everything that a case is made from is settled by the case: whatever else is in the sweep, and in
/// whatever order, it has the digests that it has alone.
@Suite struct RandomSweepTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func everyCellOfARandomSweepHasTheDigestsThatItHasAlone(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let suite = Suite.random(using: &random)
    let file = try AnonymousFile()
    let plan = try SweepPlan(suite: suite, usableCPUs: 2, seed: seed)
    for group in plan.groups {
      let inSweep = try plan.job(group, process: 0)
      var single = suite
      single.models = [
        .init(name: group.subject.model, batchSizes: [group.subject.batchSize])
      ]
      let lone = try SweepPlan(suite: single, usableCPUs: 2, seed: seed)
      let alone = try lone.job(lone.groups[0], process: 0)
      #expect(inSweep.caseDigest == alone.caseDigest)
      #expect(
        try digests(of: inSweep, keepingIn: file) == digests(of: alone), "\(group.subject)")
    }
  }

  /// What a child process would train on and end in: the digest of the data, and that of the weights
  /// after some steps with each number of threads.
  private func digests(
    of job: MeasuringJob, keepingIn file: AnonymousFile? = nil
  ) throws -> [String] {
    let source = try WorkloadTrainers(dataDescriptor: file?.descriptor)
      .trainers(for: SweepPlan.Group(job), seed: job.seed)
    return try [source.dataDigest]
      + job.threads.map { threads in
        let trainer = try source.makeTrainer(Team(threads: threads))
        _ = trainer.run(steps: 8, stepsPerGroup: 1, meter: { 0 })
        return weightDigest(of: trainer.weights())
      }
  }
}

extension Suites.Suite {
  /// Some networks, batch sizes and thread counts in some order. Small tables are made as long as a
  /// batch asks for, and series where a batch is longer than usual.
  fileprivate static func random(using random: inout SplitMix64) -> Suites.Suite {
    func some<Value>(of values: [Value]) -> [Value] {
      var rest = values
      var chosen: [Value] = []
      for _ in 0...random.nextIndex(below: values.count) {
        chosen.append(rest.remove(at: random.nextIndex(below: rest.count)))
      }
      return chosen
    }
    let models = some(of: ["pair", "and", "rnn"]).map {
      Suites.Suite.Model(name: $0, batchSizes: some(of: [1, 3, 8, 32, 128, 1_024, 4_100]))
    }
    return Suites.Suite(models: models, batchSizes: [32], threads: some(of: [1, 2, 3]))
  }
}
