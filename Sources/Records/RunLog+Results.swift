extension RunLog {
  /// The plans, the newest last.
  public var plans: [PlanEntry] {
    entries.compactMap { if case .plan(let entry) = $0 { entry } else { nil } }
  }

  /// The trainings until a quality was reached.
  public var qualities: [QualityEntry] {
    entries.compactMap { if case .quality(let entry) = $0 { entry } else { nil } }
  }

  /// Whether anything was measured, or failed to be.
  public var hasMeasurements: Bool { !results().isEmpty || !qualities.isEmpty }

  /// How many child processes were started.
  public var startCount: Int {
    entries.count { if case .start = $0 { true } else { false } }
  }

  /// How many times the sweep was told to stop.
  public var interruptionCount: Int {
    entries.count { if case .interruption = $0 { true } else { false } }
  }

  /// What counts of each case: the newest outcome of every process under the newest plan's machine,
  /// binary and seed. Samples of different machines or binaries are never pooled.
  ///
  /// In the order in which the cases were first measured; empty without a plan.
  public func results() -> [CaseResult] {
    guard let current = plans.last else { return [] }
    var results: [CaseResult] = []
    var isCurrent = false
    for entry in entries {
      let outcome: (subject: BenchmarkCase, process: Int, outcome: CaseResult.Outcome)
      switch entry {
      case .plan(let plan):
        isCurrent = plan.fingerprint.isSameSubject(as: current.fingerprint)
        continue
      case .replicate(let replicate) where replicate.seed == current.plan.seed:
        outcome = (replicate.subject, replicate.process, .measured(replicate))
      case .failure(let failure):
        outcome = (failure.subject, failure.process, .failed(failure.reason))
      default: continue
      }
      guard isCurrent else { continue }
      if let index = results.firstIndex(where: { $0.subject == outcome.subject }) {
        results[index].take(outcome.outcome, of: outcome.process)
      } else {
        results.append(
          CaseResult(subject: outcome.subject, outcomes: [outcome.process: outcome.outcome]))
      }
    }
    return results
  }
}

/// What the processes of one case came to.
public struct CaseResult: Sendable, Equatable {
  /// What was trained.
  public let subject: BenchmarkCase
  /// The newest outcome of each process.
  fileprivate(set) var outcomes: [Int: Outcome]

  /// What one process came to.
  public enum Outcome: Sendable, Equatable {
    /// It measured.
    case measured(Replicate)
    /// It ended without measurements, for a reason.
    case failed(String)
  }

  /// The replicates by process.
  public var replicates: [Replicate] {
    outcomes.sorted { $0.key < $1.key }.compactMap {
      if case .measured(let replicate) = $0.value { replicate } else { nil }
    }
  }

  /// Why processes failed, by process.
  public var failures: [String] {
    outcomes.sorted { $0.key < $1.key }.compactMap {
      if case .failed(let reason) = $0.value { reason } else { nil }
    }
  }

  /// Takes a newer outcome; replicates of another plan for the case (other threads, another time)
  /// give way to it.
  fileprivate mutating func take(_ outcome: Outcome, of process: Int) {
    if case .measured(let newer) = outcome {
      outcomes = outcomes.filter {
        if case .measured(let older) = $0.value {
          older.caseDigest == newer.caseDigest
        } else {
          true
        }
      }
    }
    outcomes[process] = outcome
  }
}
