import Records

extension RunLog {
  /// Whether lines were changed, taken out or added after they were written.
  func chainChecks(expectedHead: String?) -> [Check] {
    let chain = "every line follows from the one before it"
    var checks = [
      isFirstFormat
        ? Check(chain, .notRecorded("the first format has no chain of digests"))
        : Check(chain, fault: chainFault),
      Check(
        "the log ends with a whole line",
        fault: isCutOff
          ? "the last one was cut off; the same 'gradmark bench' goes on without it" : nil),
    ]
    if let expectedHead {
      checks.append(
        Check(
          "the last line is the one that was named",
          fault: !expectedHead.isEmpty && head.hasPrefix(expectedHead.lowercased())
            ? nil : "its digest is \(head)"))
    }
    return checks
  }

  /// Whether what was measured is what was planned and started, in that order.
  var planChecks: [Check] {
    [
      Check("the digest of each plan is that of its content", fault: planFault),
      Check("everything measured was planned before", fault: firstFault { $0.planFault($1) }),
      isFirstFormat
        ? Check(startClaim, .notRecorded("the first format has no starts"))
        : Check(startClaim, fault: firstFault { $0.startFault($1) }),
      clockCheck(clockClaim, fault: clockFault),
    ]
  }

  var isFirstFormat: Bool { schema.major < Schema.current.major }

  /// What a line is called in a sentence.
  func name(ofLine index: Int) -> String {
    guard isFirstFormat, case .replicate(let replicate) = lines[index].entry else {
      return "line \(index + 1)"
    }
    return "\(replicate.subject)"
  }

  private var planFault: String? {
    lines.enumerated().lazy.compactMap { index, line in
      guard case .plan(let entry) = line.entry, (try? entry.plan.digest()) != entry.digest
      else { return nil }
      return "\(name(ofLine: index)) has another"
    }.first
  }

  /// A check of the clock, which lines before schema 2.2 do not have: the dates that they have can be
  /// set by anybody, and prove nothing either way.
  func clockCheck(_ claim: String, fault: String?) -> Check {
    if let fault { return Check(claim, .fails(fault)) }
    return lines.allSatisfy { $0.clock != nil }
      ? Check(claim, .holds)
      : Check(claim, .notRecorded("its lines have dates alone, which can be set"))
  }

  /// Each sitting begins with a plan. From one to the next the machine may have been started anew, and
  /// the clock with it; within one it only goes on.
  private var clockFault: String? {
    var last: Int64?
    for (index, line) in lines.enumerated() {
      if case .plan = line.entry { last = nil }
      if let last, let now = line.clock, now < last {
        let seconds = UnitLadder.seconds.text(Double(last - now) * 1e-9)
        return "line \(index + 1) was written \(seconds) before the line above it"
      }
      last = line.clock ?? last
    }
    return nil
  }

  /// The first fault of an outcome, seen with what stands before it.
  private func firstFault(_ fault: (Precedents, LogEntry) -> String?) -> String? {
    var precedents = Precedents()
    for (index, line) in lines.enumerated() {
      let entry = line.entry
      if let fault = fault(precedents, entry) { return "\(name(ofLine: index)) \(fault)" }
      precedents.take(entry)
    }
    return nil
  }
}

private let startClaim = "every outcome is of a process that was started before"
private let clockClaim = "each sitting's lines were written one after the other"

/// What stands in the log before a line.
private struct Precedents {
  private var plan: BenchmarkPlan?
  /// Processes that were started and have left nothing yet.
  private var running: Set<Process> = []

  private struct Process: Hashable {
    let subject: BenchmarkCase
    let number: Int
  }

  mutating func take(_ entry: LogEntry) {
    switch entry {
    case .plan(let entry): plan = entry.plan
    case .start(let entry):
      running.insert(Process(subject: entry.subject, number: entry.process))
    case .replicate(let replicate):
      running.remove(Process(subject: replicate.subject, number: replicate.process))
    case .failure(let entry):
      running.remove(Process(subject: entry.subject, number: entry.process))
    case .interruption, .quality: break
    }
  }

  /// Why an entry is not of the plan before it.
  func planFault(_ entry: LogEntry) -> String? {
    switch entry {
    case .plan, .interruption, .quality: nil
    case .start(let entry): planFault(entry.subject, entry.process)
    case .failure(let entry): planFault(entry.subject, entry.process)
    case .replicate(let replicate): planFault(replicate)
    }
  }

  private func planFault(_ subject: BenchmarkCase, _ process: Int) -> String? {
    guard let plan, plan.cases.contains(where: { $0.subject == subject }) else {
      return "is of \(subject), which no plan before it has"
    }
    let most =
      plan.duel == nil ? plan.processes : DuelTerms.looks(planned: plan.processes).last ?? 0
    return process < most ? nil : "is of process \(process), but the plan has \(most)"
  }

  private func planFault(_ replicate: Replicate) -> String? {
    if let fault = planFault(replicate.subject, replicate.process) { return fault }
    guard let plan, let planned = plan.cases.first(where: { $0.subject == replicate.subject })
    else { return nil }
    if plan.caseDigests()[replicate.subject] != replicate.caseDigest {
      return "has a digest of its case that is not the plan's"
    }
    if replicate.seed != plan.seed {
      return "has the seed \(replicate.seed), the plan \(plan.seed)"
    }
    if replicate.parameterCount != planned.parameterCount {
      return "has \(replicate.parameterCount) parameters, the plan \(planned.parameterCount)"
    }
    for name in plan.implementations.map({ $0.map(\.name) }) ?? [nil] {
      let teams = replicate.contestants.filter { !$0.isControl && $0.implementation == name }
        .map(\.team)
      if teams != planned.teams {
        return "is of \(text(of: teams))" + (name.map { " of \($0)" } ?? "")
          + ", the plan "
          + (planned.ranks == nil ? "\(planned.threads)" : text(of: planned.teams))
      }
    }
    return nil
  }

  /// `[1, 2] threads`; where there are ranks `[1 thread, 2 ranks × 1 thread]`.
  private func text(of teams: [Team]) -> String {
    teams.contains { $0.ranks > 1 } ? "\(teams)" : "\(teams.map(\.threads)) threads"
  }

  /// Why an outcome is of no process that is running.
  func startFault(_ entry: LogEntry) -> String? {
    let process: Process? =
      switch entry {
      case .plan, .start, .interruption, .quality: nil
      case .failure(let entry): Process(subject: entry.subject, number: entry.process)
      case .replicate(let replicate):
        Process(subject: replicate.subject, number: replicate.process)
      }
    guard let process, !running.contains(process) else { return nil }
    return "is of process \(process.number) of \(process.subject), which was not started"
  }
}
