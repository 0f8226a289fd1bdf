import Testing

@testable import Records

@Suite struct RunLogTests {
  @Test func countsAreOverTheWholeLog() throws {
    let log = RunLog(entries: try exampleEntries() + exampleEntries())
    #expect(log.plans.count == 2)
    #expect(log.startCount == 2)
    #expect(log.interruptionCount == 2)
    #expect(log.selection().qualities.count == 2)
  }

  @Test func nothingCountsWithoutAPlan() throws {
    #expect(RunLog(entries: [.replicate(try exampleReplicate())]).results() == [])
  }

  @Test func everyProcessCounts() throws {
    let log = try log(plan(), measured(0), failed(1), measured(2))
    let result = try #require(log.results().first)
    #expect(result.subject == exampleCase)
    #expect(result.replicates.map(\.process) == [0, 2])
    #expect(result.failures == ["it was ended by signal 9"])
  }

  @Test func theNewestOutcomeOfAProcessCounts() throws {
    let mended = try log(plan(), failed(0), plan(), measured(0))
    #expect(mended.results().map(\.failures) == [[]])
    #expect(mended.results().map(\.replicates.count) == [1])
    let broken = try log(plan(), measured(0), plan(), failed(0))
    #expect(broken.results().map(\.failures.count) == [1])
    #expect(broken.results().map(\.replicates) == [[]])
  }

  @Test func anotherMachineOrBinaryIsNeverPooled() throws {
    let changes: [(inout Fingerprint) -> Void] = [
      { $0.name = "arm-4c" }, { $0.processor.name = .absent }, { $0.limits.cpus = .value([0]) },
      { $0.build.commit = .value("fedcba9") },
    ]
    for change in changes {
      var other = exampleFingerprint()
      change(&other)
      let log = try log(plan(on: other), measured(0), failed(2), plan(), measured(1))
      #expect(log.results().flatMap(\.replicates).map(\.process) == [1])
      #expect(log.results().flatMap(\.failures) == [])
    }
  }

  @Test func whatDoesNotCountIsCountedWithItsReason() throws {
    var (machine, binary) = (exampleFingerprint(), exampleFingerprint())
    machine.name = "arm-4c"
    binary.build.commit = .value("fedcba9")
    let (seed, short) = (examplePlan(seed: 8), examplePlan(secondsPerCell: 0.5))
    let log = try log(
      plan(on: machine), measured(0), quality, plan(on: binary), measured(0), measured(1), quality,
      failed(1), plan(seed), measured(0, seed), quality, plan(), measured(0), measured(1),
      failed(2),
      measured(0), plan(short), measured(0, short), quality)
    let selection = log.selection()
    #expect(
      selection.omissions == [
        .otherMachine: 2, .otherBinary: 3, .otherSeed: 1, .repeated: 1, .otherPlan: 2,
      ])
    #expect(selection.results.flatMap(\.replicates).count == 1)
    // Those have seeds of their own.
    #expect(selection.qualities.count == 2)
    #expect(try self.log(plan(), measured(0), failed(1)).selection().omissions == [:])
  }

  @Test func resultsOfOtherFilesThanTheNewestPlansDoNotCount() throws {
    func reading(_ digest: String?) -> BenchmarkPlan {
      var plan = examplePlan()
      plan.cases[0].files = digest.map { ["digits": $0] }
      return plan
    }
    for (old, new) in [("aa", "bb"), (nil, "aa"), ("aa", nil)] as [(String?, String?)] {
      let (first, second) = (reading(old), reading(new))
      let log = try log(
        plan(first), measured(0, first), measured(1, first), quality, plan(second),
        measured(1, second))
      let selection = log.selection()
      #expect(selection.results.flatMap(\.replicates).map(\.process) == [1])
      #expect(selection.qualities.isEmpty)
      #expect(selection.omissions == [.otherFiles: 3])
    }
    // A plan without the case says nothing about its files.
    var other = examplePlan()
    other.cases[0].subject.model = "and"
    let kept = try log(plan(reading("aa")), measured(0, reading("aa")), quality, plan(other))
    #expect(kept.selection().results.count == 1)
    #expect(kept.selection().qualities.count == 1)
    // The newest that has the case settles it.
    let changed = try log(
      plan(reading("aa")), quality, plan(reading("bb")), quality, measured(0, reading("bb")),
      plan(other))
    #expect(changed.selection().results.count == 1)
    #expect(changed.selection().qualities.count == 1)
    #expect(changed.selection().omissions == [.otherFiles: 1])
  }

  @Test func filesThatAreNotReadLeaveThePlansDigestAsItWas() throws {
    // The digest that a plan without files had before they were recorded.
    #expect(
      try examplePlan().digest()
        == "ae2bd4cba2154900a0c94ecd427317d7021194310a7e80ccf1b848e769c1a8fa")
  }

  @Test func aBinaryIsKnownByItsDigestWhateverItsCommit() throws {
    var (first, second) = (exampleFingerprint(), exampleFingerprint())
    first.build.binaryDigest = .value("aa")
    second.build.binaryDigest = .value("aa")
    second.build.commit = .value("fedcba9")
    let same = try log(plan(on: first), measured(0), plan(on: second), measured(1)).selection()
    #expect(same.results.flatMap(\.replicates).map(\.process) == [0, 1])
    second.build.binaryDigest = .value("bb")
    let other = try log(plan(on: first), measured(0), plan(on: second), measured(1)).selection()
    #expect(other.results.flatMap(\.replicates).map(\.process) == [1])
    #expect(other.omissions == [.otherBinary: 1])
  }

  @Test func anotherSeedIsNeverPooled() throws {
    let other = examplePlan(seed: 8)
    let log = try log(plan(other), measured(0, other), failed(2), plan(), measured(1))
    #expect(log.results().flatMap(\.replicates).map(\.process) == [1])
    #expect(log.results().flatMap(\.failures) == [])
  }

  @Test func anotherPlanForTheCaseGivesWayToTheNewer() throws {
    let short = examplePlan(secondsPerCell: 0.5)
    let log = try log(plan(), measured(0), failed(1), plan(short), measured(0, short))
    #expect(log.results().map(\.replicates) == [[try exampleReplicate(of: short)]])
    #expect(log.results().map(\.failures) == [[]])
  }

  @Test func aCaseThatTheNewestPlanLeavesOutStillCounts() throws {
    var other = examplePlan()
    other.cases[0].subject.model = "and"
    let log = try log(plan(), measured(0), plan(other))
    #expect(log.results().map(\.subject) == [exampleCase])
  }

  @Test func thePlansDigestCoversEveryField() throws {
    let changes: [(inout BenchmarkPlan) -> Void] = [
      { $0.cases[0].threads = [1] }, { $0.processes = 3 }, { $0.secondsPerCell = 2 },
      { $0.precision = 0.01 }, { $0.seed = 8 }, { $0.pinning = "compact" },
      { $0.usesRecordedDigits = true }, { $0.cases[0].files = ["digits": "aa"] },
    ]
    for change in changes {
      var plan = examplePlan()
      change(&plan)
      #expect(try plan.digest() != examplePlan().digest())
      #expect(try plan.digest(of: plan.cases[0]) == plan.digest())
    }
  }

  @Test func aMachineHasTheNewestNameThatItWasGiven() throws {
    func named(_ name: String?, on fingerprint: Fingerprint = exampleFingerprint()) throws
      -> LogEntry
    {
      .plan(
        try PlanEntry(
          plan: examplePlan(), fingerprint: fingerprint, nickname: name, advice: [], date: ""))
    }
    var other = exampleFingerprint()
    other.processor.stepping = .value("9")
    #expect(try log(named(nil)).nickname == nil)
    #expect(try log(named("lab-7"), named("lab-8"), named(nil)).nickname == "lab-8")
    // Of another machine's name nothing follows.
    #expect(try log(named("lab-7", on: other), named(nil)).nickname == nil)
    // Whoever goes on without a name, or with the same, plans nothing new.
    let log = try log(named("lab-7"))
    for (name, isUnder) in [(nil, true), ("lab-7", true), ("lab-8", false)] as [(String?, Bool)] {
      guard case .plan(let entry) = try named(name) else { continue }
      #expect(log.isUnder(entry) == isUnder)
    }
  }

  private func log(_ entries: LogEntry...) throws -> RunLog { RunLog(entries: entries) }

  private func plan(
    _ plan: BenchmarkPlan = examplePlan(), on fingerprint: Fingerprint = exampleFingerprint()
  ) throws -> LogEntry {
    .plan(
      try PlanEntry(
        plan: plan, fingerprint: fingerprint, advice: [], date: "2026-01-31T12:00:00Z"))
  }

  private func measured(
    _ process: Int, _ plan: BenchmarkPlan = examplePlan()
  ) throws -> LogEntry {
    .replicate(try exampleReplicate(of: plan, process: process))
  }

  private let quality = LogEntry.quality(
    QualityEntry(
      subject: exampleCase, threads: 2, seed: 1, measure: "accuracy", goal: 0.9, values: [0.95],
      seconds: [1], date: "2026-01-31T12:00:05Z"))

  private func failed(_ process: Int) -> LogEntry {
    .failure(
      FailureEntry(
        subject: exampleCase, process: process, reason: "it was ended by signal 9",
        date: "2026-01-31T12:00:03Z"))
  }
}
