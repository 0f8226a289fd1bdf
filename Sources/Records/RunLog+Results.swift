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
    var caseDigests: [BenchmarkCase: String] = [:]
    func take(
      _ outcome: CaseResult.Outcome, of subject: BenchmarkCase, _ process: Int, caseDigest: String
    ) {
      guard isCurrent else { return }
      let known = results.firstIndex { $0.subject == subject }
      if known == nil { results.append(CaseResult(subject: subject, caseDigest: caseDigest)) }
      results[known ?? results.count - 1].take(outcome, of: process, caseDigest: caseDigest)
    }
    for entry in entries {
      switch entry {
      case .plan(let plan):
        isCurrent =
          plan.fingerprint.isSameSubject(as: current.fingerprint)
          && plan.plan.seed == current.plan.seed
        caseDigests = plan.plan.caseDigests()
      case .replicate(let replicate):
        take(
          .measured(replicate), of: replicate.subject, replicate.process,
          caseDigest: replicate.caseDigest)
      case .failure(let failure):
        take(
          .failed(failure.reason), of: failure.subject, failure.process,
          caseDigest: caseDigests[failure.subject] ?? "")
      case .start, .interruption, .quality: continue
      }
    }
    return results
  }
}

/// What the processes of one case came to.
public struct CaseResult: Sendable, Equatable {
  /// What was trained.
  public let subject: BenchmarkCase
  /// The digest of the case in the plan that the outcomes are of.
  private var caseDigest: String
  /// The newest outcome of each process.
  private var outcomes: [Int: Outcome] = [:]

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

  fileprivate init(subject: BenchmarkCase, caseDigest: String) {
    self.subject = subject
    self.caseDigest = caseDigest
  }

  /// Takes a newer outcome; those of another plan for the case (other threads, another time) give
  /// way to it.
  fileprivate mutating func take(_ outcome: Outcome, of process: Int, caseDigest: String) {
    if caseDigest != self.caseDigest { outcomes = [:] }
    self.caseDigest = caseDigest
    outcomes[process] = outcome
  }
}
