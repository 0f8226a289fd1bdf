import Records

extension CellGroup {
  /// Derives the group of a case.
  ///
  /// - Parameter threads: the thread counts that were planned, for a case of which no process has
  ///   measured.
  init(
    _ result: CaseResult, planned: BenchmarkPlan.PlannedCase?, _ settings: DerivationSettings
  ) {
    let replicates = result.replicates
    let contestants = replicates.first?.contestants.filter { !$0.isTwin } ?? []
    let cells =
      contestants.isEmpty
      ? (planned?.threads ?? []).map { Cell(subject: result.subject, threads: $0) }
      : contestants.map {
        Cell(
          subject: result.subject, threads: $0.threads, isOversubscribed: $0.isOversubscribed)
      }
    let parameterCount = replicates.first?.parameterCount ?? planned?.parameterCount ?? 0
    let proof = Proof(of: replicates)
    let single =
      proof.failure(threads: 1) == nil
      ? CellSamples(of: replicates) { $0.threads == 1 && !$0.isTwin } : nil
    subject = result.subject
    self.parameterCount = parameterCount
    files = planned?.files ?? [:]
    dataDigest = replicates.lazy.compactMap(\.dataDigest).first
    flopsPerStep = replicates.first?.flopsPerStep
    self.cells = cells.map { cell in
      let failure = result.failures.first ?? proof.failure(threads: cell.threads)
      let measurement =
        failure == nil
        ? Measurement(threads: cell.threads, of: replicates, single: single, settings) : nil
      return CellResult(
        cell: cell, parameterCount: parameterCount,
        outcome: measurement.map { .measured($0) } ?? .failed(failure ?? "it was not measured"),
        digest: proof.digest(threads: cell.threads))
    }
    scaling = Scaling(of: self.cells, floor: settings.floor)
    peakMemoryBytes = replicates.compactMap(\.peakMemoryBytes).max()
    stops = Dictionary(grouping: replicates, by: \.stop)
      .map { Stop(reason: $0.key, count: $0.value.count) }
      .sorted { ($1.count, $0.reason.rawValue) < ($0.count, $1.reason.rawValue) }
  }
}

/// What the contestants of a case say about the work that they did, compared with each other.
private struct Proof {
  private let claims: [Claim]

  private struct Claim {
    let threads: Int
    let process: Int
    let failure: String?
    let evidence: Replicate.Evidence?

    /// Threads and process in words.
    var text: String { "\(threads) thread\(threads == 1 ? "" : "s") in process \(process)" }
  }

  init(of replicates: [Replicate]) {
    claims = replicates.flatMap { replicate in
      replicate.contestants.filter { !$0.isTwin }.map { contestant in
        Claim(
          threads: contestant.threads, process: replicate.process,
          failure: contestant.failure
            ?? contestant.evidence.map { $0.mismatch(parameterCount: replicate.parameterCount) }
            ?? "nothing proves that the work was done",
          evidence: contestant.evidence)
      }
    }
  }

  /// The fewest threads of the first process that are sound: all others have to train to the same
  /// bits.
  private var reference: Claim? {
    claims.filter { $0.failure == nil }.min { $0.threads < $1.threads }
  }

  /// Why a thread count has no valid time, in the first process that says so.
  func failure(threads: Int) -> String? {
    for claim in claims where claim.threads == threads {
      if let failure = claim.failure { return failure }
      guard let reference, let expected = reference.evidence else { continue }
      if let clause = claim.evidence?.disagreement(with: expected) {
        return "\(clause) between \(claim.text) and \(reference.text)"
      }
    }
    return nil
  }

  /// The weights that a thread count ended in, by its first process.
  func digest(threads: Int) -> String {
    claims.first { $0.threads == threads }?.evidence?.finalDigest ?? ""
  }
}
