extension RunLog {
  /// The plans, the newest last.
  public var plans: [PlanEntry] {
    entries.compactMap { if case .plan(let entry) = $0 { entry } else { nil } }
  }

  /// Whether the newest plan is this one, on the same machine and of the same binary: else whoever goes
  /// on writes it down, even where nothing is left to do, as the newest plan settles what counts.
  public func isUnder(_ entry: PlanEntry) -> Bool {
    guard let newest = plans.last else { return false }
    return newest.digest == entry.digest && newest.fingerprint.isSameSubject(as: entry.fingerprint)
      && newest.hasRanks(like: entry)
      && (entry.nickname == nil || entry.nickname == nickname)
  }

  /// What its owner calls the machine of the newest plan, the newest name of several; `nil` where nobody
  /// named it.
  public var nickname: String? {
    guard let newest = plans.last else { return nil }
    return plans.last {
      $0.nickname != nil && $0.fingerprint.isSameMachine(as: newest.fingerprint)
    }?.nickname
  }

  /// The newest plan that has the network of a case with its kernels, in whatever batches: it settles of
  /// which files results count, also where later plans are of other networks.
  public func newestPlan(for subject: BenchmarkCase) -> BenchmarkPlan? {
    plans.last { $0.plan.planned(like: subject) != nil }?.plan
  }

  /// Whether the newest plan is that of a duel of two builds.
  public var isDuel: Bool { plans.last?.plan.duel != nil }

  /// Whether anything was measured, or failed to be.
  public var hasMeasurements: Bool {
    let selection = selection()
    return !selection.results.isEmpty || !selection.qualities.isEmpty
  }

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
  public func results() -> [CaseResult] { selection().results }

  /// What counts of each case, and how many measurements do not, by the reason.
  public func selection() -> Selection {
    guard let current = plans.last else { return Selection() }
    var selection = Selection()
    var obstacle: Omission?
    var plan = current.plan
    var caseDigests: [BenchmarkCase: String] = [:]
    func fileObstacle(_ subject: BenchmarkCase) -> Omission? {
      let settling = newestPlan(for: subject)
      return settling.map { plan.readsOtherFiles(for: subject, than: $0) } == true
        ? .otherFiles : nil
    }
    for entry in entries {
      switch entry {
      case .plan(let entry):
        plan = entry.plan
        obstacle = Omission(entry, under: current)
        caseDigests = plan.caseDigests()
      case .replicate(let replicate):
        selection.take(
          .measured(replicate), of: replicate.subject, replicate.process,
          caseDigest: replicate.caseDigest, obstacle ?? fileObstacle(replicate.subject))
      case .failure(let failure):
        selection.take(
          .failed(failure.reason), of: failure.subject, failure.process,
          caseDigest: caseDigests[failure.subject] ?? "",
          obstacle ?? fileObstacle(failure.subject))
      case .quality(let quality):
        // It has a seed of its own, whatever the plan's.
        selection.take(
          quality, (obstacle == .otherSeed ? nil : obstacle) ?? fileObstacle(quality.subject))
      case .start, .interruption: continue
      }
    }
    return selection
  }
}

extension PlanEntry {
  /// Whether its ranks run where those of another entry do; a plan without ranks runs nowhere else.
  fileprivate func hasRanks(like other: PlanEntry) -> Bool {
    guard let mine = launch, let theirs = other.launch else { return true }
    return mine.isLike(theirs)
  }
}

/// Why a measurement of a log stands in no table.
public enum Omission: Sendable, CaseIterable {
  /// It was made on another machine than the newest plan's.
  case otherMachine
  /// It was made by another binary.
  case otherBinary
  /// It has another seed.
  case otherSeed
  /// It was trained on other data, or with another library of products, that were read from files.
  case otherFiles
  /// Its case was planned anew, with other threads or another time.
  case otherPlan
  /// The same process was measured again.
  case repeated

  /// Why nothing that follows a plan counts where another one is the newest; `nil` where it does.
  init?(_ plan: PlanEntry, under current: PlanEntry) {
    if !plan.fingerprint.isSameMachine(as: current.fingerprint) || !plan.hasRanks(like: current) {
      self = .otherMachine
    } else if !plan.fingerprint.build.isSameBinary(as: current.fingerprint.build) {
      self = .otherBinary
    } else if plan.plan.seed != current.plan.seed {
      self = .otherSeed
    } else {
      return nil
    }
  }
}

/// What counts of a log, and what does not.
public struct Selection: Sendable, Equatable {
  /// The newest outcomes of each case, in the order in which the cases were first measured.
  public private(set) var results: [CaseResult] = []
  /// The trainings until a quality was reached that are of the newest plan's machine and binary.
  public private(set) var qualities: [QualityEntry] = []
  /// How many measurements do not count, by the reason; none has a count of 0.
  public private(set) var omissions: [Omission: Int] = [:]

  fileprivate mutating func take(
    _ outcome: CaseResult.Ending, of subject: BenchmarkCase, _ process: Int, caseDigest: String,
    _ obstacle: Omission?
  ) {
    if let obstacle {
      if outcome.isMeasured { omissions[obstacle, default: 0] += 1 }
      return
    }
    let known = results.firstIndex { $0.subject == subject }
    if known == nil { results.append(CaseResult(subject: subject, caseDigest: caseDigest)) }
    let replaced = results[known ?? results.count - 1]
      .take(outcome, of: process, caseDigest: caseDigest)
    if let replaced { omissions[replaced.reason, default: 0] += replaced.count }
  }

  fileprivate mutating func take(_ quality: QualityEntry, _ obstacle: Omission?) {
    if let obstacle {
      omissions[obstacle, default: 0] += 1
    } else {
      qualities.append(quality)
    }
  }
}

/// What the processes of one case came to.
public struct CaseResult: Sendable, Equatable {
  /// What was trained.
  public let subject: BenchmarkCase
  /// The digest of the case in the plan that the outcomes are of.
  private var caseDigest: String
  /// The newest outcome of each process.
  private var outcomes: [Int: Ending] = [:]

  /// What one process came to.
  public enum Ending: Sendable, Equatable {
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

  /// How many processes ended, with times or without.
  var processCount: Int { outcomes.count }

  fileprivate init(subject: BenchmarkCase, caseDigest: String) {
    self.subject = subject
    self.caseDigest = caseDigest
  }

  /// The same with other replicates.
  func mappingReplicates(_ change: (Replicate) -> Replicate) -> CaseResult {
    var result = self
    result.outcomes = outcomes.mapValues { outcome in
      guard case .measured(let replicate) = outcome else { return outcome }
      return .measured(change(replicate))
    }
    return result
  }

  /// Takes a newer outcome; those of another plan for the case (other threads, another time) give
  /// way to it.
  ///
  /// - Returns: how many measurements gave way, and why.
  fileprivate mutating func take(
    _ outcome: Ending, of process: Int, caseDigest: String
  ) -> (reason: Omission, count: Int)? {
    let earlier = outcomes
    if caseDigest != self.caseDigest { outcomes = [:] }
    let reason: Omission = caseDigest != self.caseDigest ? .otherPlan : .repeated
    self.caseDigest = caseDigest
    let replaced =
      reason == .otherPlan ? Array(earlier.values) : [earlier[process]].compactMap(\.self)
    outcomes[process] = outcome
    let count = replaced.count(where: \.isMeasured)
    return count == 0 ? nil : (reason, count)
  }
}

extension CaseResult.Ending {
  fileprivate var isMeasured: Bool { if case .measured = self { true } else { false } }
}
