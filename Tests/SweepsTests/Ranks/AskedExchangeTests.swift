import Networks
import Records
import Suites
import TestSupport
import Testing
import Training

@testable import Sweeps

/// Cases that ask for the way in which ranks share sums.
@Suite struct AskedExchangeTests {
  private func plan(_ models: [String], _ exchanges: [String?], ranks: [Int]) throws -> SweepPlan {
    var suite = Suite(
      models: models.map { Suite.Model(name: $0) }, batchSizes: [32], threads: [1])
    suite.ranks = ranks
    suite.choices["exchange"] = exchanges
    return try SweepPlan(suite: suite, usableCPUs: 4, seed: 1)
  }

  @Test(arguments: ["chain", "blocks", "samples"])
  func ranksShareStepsAsTheirCaseAsks(exchange: String) throws {
    let plan = try plan(["denoise"], [exchange], ranks: [1, 2])
    try plan.checkKernels()
    let group = try SweepPlan.Group(plan.job(plan.groups[0], process: 0))
    let steps = try ScriptedCrew.run(2) { crew in
      try WorkloadTrainers.trainer(for: group, seed: 1, ranks: crew).sharedStep
    }
    #expect(steps.map { $0?.exchange.rawValue } == [exchange, exchange])
    // One process has nobody to share with.
    #expect(try WorkloadTrainers.trainer(for: group, seed: 1).sharedStep == nil)
  }

  /// The plans of before stay what they are, digests among them.
  @Test func eachWayIsACaseOfItsOwn() throws {
    let plain = try plan(["denoise"], [nil], ranks: [1, 2]).record
    let record = try plan(["denoise"], [nil, "chain"], ranks: [1, 2]).record
    #expect(record.cases.map(\.subject.exchange) == [nil, "chain"])
    #expect(record.cases.map(\.subject.description).last == "denoise, batch 32, chain")
    #expect(plain.caseDigests().count == 1)
    let subject = record.cases[0].subject
    #expect(record.caseDigests()[subject] == plain.caseDigests()[subject])
    #expect(Set(record.caseDigests().values).count == 2)
    let line = try String(decoding: RecordCoding.line(subject), as: UTF8.self)
    #expect(!line.contains("exchange"))
  }

  /// An LSTM's gradients are no sums in the order of samples; pair's steps each rank makes whole.
  @Test func aChainThatCannotBeIsRefusedBeforeAnyWork() throws {
    let plan = try plan(["pair", "denoise", "lstm"], ["chain"], ranks: [1, 3])
    let error = #expect(throws: SweepError.self) { try plan.checkKernels() }
    #expect(
      error?.sentence
        == "lstm, batch 32, chain: the exchange 'chain' hands on sums in the order of samples, and those of an "
        + "LSTM, a GRU or a layer that is called twice have another order; use 'blocks', 'samples' or 'auto'; "
        + "leave it out with --skip lstm/")
    try self.plan(["lstm"], ["blocks", "samples"], ranks: [3]).checkKernels()
  }
}
