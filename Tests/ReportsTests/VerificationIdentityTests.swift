import Records
import Testing

@testable import Reports

@Suite struct VerificationIdentityTests {
  @Test func allProcessesOfACaseHaveTheSameData() throws {
    #expect(
      try replicateFault { $0.dataDigest = String(repeating: "e", count: 64) }
        == "all processes of a case trained on the same data: pair, batch 32 has data of 2 kinds")
  }

  @Test func trainingsFromOneSeedHaveTheSameData() throws {
    func quality(_ digest: String, threads: Int) -> LogEntry {
      .quality(
        QualityEntry(
          subject: soundCase, threads: threads, seed: 3, dataDigest: digest, measure: "accuracy",
          goal: 0.9, values: [0.9], seconds: [1], date: "2026-01-31T12:00:09Z"))
    }
    #expect(
      try verificationFault { $0 += [quality("aa", threads: 1), quality("aa", threads: 2)] } == nil)
    #expect(
      try verificationFault { $0 += [quality("aa", threads: 1), quality("bb", threads: 2)] }
        == "all processes of a case trained on the same data: pair, batch 32, seed 3 has data of 2 "
        + "kinds")
  }

  @Test func everyProcessRanTheProgramOfItsPlan() throws {
    #expect(
      try replicateFault { $0.binaryDigest = String(repeating: "9", count: 64) }
        == "every process ran the program of its plan: line 5 is of SHA-256 9999999999999999…, its "
        + "plan of SHA-256 cccccccccccccccc…")
  }

  @Test func networksOutOfFilesAreThoseThatTheRecordHolds() throws {
    let model = BenchmarkPlan.Model(
      name: "mine",
      json: #"""
        {"class_name": "Sequential", "config": {"name": "net", "layers": [
          {"class_name": "Dense", "config": {"name": "dense", "units": 2, "batch_input_shape": [null, 2]}}]},
         "compile_config": {"optimizer": "sgd", "loss": "mse"}}
        """#)
    func outcome(_ change: (inout BenchmarkPlan) -> Void) throws -> Check.Answer? {
      guard case .plan(let entry) = try soundEntries()[0] else { return nil }
      var plan = entry.plan
      plan.models = [model]
      plan.cases[0].subject.model = "mine"
      plan.cases[0].files = ["model": model.digest]
      change(&plan)
      let changed = try PlanEntry(
        plan: plan, fingerprint: entry.fingerprint, advice: [], date: entry.date)
      return Verification(of: writtenLog(of: [.plan(changed)])).checks
        .first { $0.claim.contains("out of a file") }?.outcome
    }
    #expect(try outcome { _ in } == .holds)
    #expect(
      try outcome { $0.models?[0].json += " " }
        == .fails(
          "mine, batch 32 has the network \(Format.digest(model.digest)), and the plan "
            + "\(Format.digest(sha256((model.json + " ").utf8))) under that name"))
    #expect(
      try outcome { $0.models = nil }
        == .fails(
          "mine, batch 32 has the network \(Format.digest(model.digest)), and the plan "
            + "\(Format.unknown) under that name"))
    #expect(
      try outcome { $0.cases[0].parameterCount = 7 }
        == .fails("the network of mine, batch 32 has 6 weights, and its case 7"))
    // Runs of the catalogue alone have no such check.
    #expect(
      try !Verification(of: writtenLog(of: soundEntries())).checks
        .contains { $0.claim.contains("out of a file") })
  }

  @Test func aDigestThatIsMissingIsNotTakenForOneThatHolds() throws {
    var entries = try soundEntries()
    guard case .replicate(var replicate) = entries[4] else { return }
    replicate.binaryDigest = nil
    replicate.missing = ["binaryDigest": "the program's file cannot be read"]
    entries[4] = .replicate(replicate)
    let verification = Verification(of: writtenLog(of: entries))
    #expect(verification.fault == nil)
    #expect(
      verification.checks.first { $0.claim.contains("program") }?.outcome
        == .notRecorded("the program's file cannot be read"))
  }
}
