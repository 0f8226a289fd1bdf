import Records

extension CellGroup {
  /// Derives the group of a case, or that of one library.
  ///
  /// - Parameters:
  ///   - planned: the case in its plan; its thread counts are those of a case of which no process has measured.
  ///   - library: whose part of the case it is; `nil` for gradmark's at the work that all do.
  ///   - ranks: how many trained together.
  ///   - isCrowded: whether a team has more threads than CPUs, whatever its records say.
  init(
    _ result: CaseResult, planned: BenchmarkPlan.PlannedCase?, _ settings: DerivationSettings,
    library: String? = nil, ranks: Int = 1, isCrowded: (Team) -> Bool = { _ in false }
  ) {
    let own = result.part(of: result.implementations.first ?? nil)
    let part = library.map { result.part(of: $0) } ?? own
    let replicates =
      library == nil
      ? own.replicates
      : zip(part.replicates, own.replicates).map { $0.sharingDisturbances(of: $1) }
    let contestants = replicates.first?.contestants.filter { !$0.isControl } ?? []
    // A library shares gradmark's turns, and so its CPUs, and nobody asks it for them.
    let crowds = own.replicates.first?.contestants.filter(\.isOversubscribed).map(\.team) ?? []
    let all =
      contestants.isEmpty
      ? (planned?.teams ?? []).map {
        Cell(subject: result.subject, ranks: $0.ranks, threads: $0.threads)
      }
      : contestants.map {
        Cell(
          subject: result.subject, ranks: $0.team.ranks, threads: $0.threads,
          isOversubscribed: crowds.contains($0.team) || isCrowded($0.team))
      }
    let cells = all.filter { $0.ranks == ranks }
    let parameterCount = replicates.first?.parameterCount ?? planned?.parameterCount ?? 0
    // Gradmark's own shuffled training has other losses, and the same bits with every number of threads.
    let isOfPeer = library != nil && library != BenchmarkPlan.Implementation.shuffled
    let proof = Proof(of: replicates, beside: isOfPeer ? own.replicates : nil)
    let one = Team(threads: 1)
    let single =
      proof.failure(one) == nil
      ? CellSamples(of: replicates) { $0.team == one && !$0.isControl } : nil
    subject = result.subject
    self.ranks = ranks
    self.library = library
    self.parameterCount = parameterCount
    files = planned?.files ?? [:]
    dataDigest = replicates.lazy.compactMap(\.dataDigest).first
    flopsPerStep = replicates.first?.flopsPerStep
    self.cells = cells.map { cell in
      let failure = part.failures.first ?? proof.failure(cell.team)
      let measurement =
        failure == nil
        ? Measurement(cell.team, of: replicates, single: single, settings) : nil
      let outcome: CellResult.State
      if let refusal = proof.refusal(cell.team) {
        outcome = .refused(refusal)
      } else {
        outcome = measurement.map { .measured($0) } ?? .failed(failure ?? "it was not measured")
      }
      return CellResult(
        cell: cell, library: library, parameterCount: parameterCount, outcome: outcome,
        digest: proof.digest(cell.team),
        peerRatio: library == nil || measurement == nil
          ? nil
          : PeerRatio(cell.team, of: replicates, to: own.replicates, settings))
    }
    // Of several ranks it is another question, which has tables of its own.
    scaling = ranks == 1 ? Scaling(of: self.cells, floor: settings.floor) : nil
    peakMemoryBytes = library == nil ? replicates.compactMap(\.peakMemoryBytes).max() : nil
    stops = Dictionary(grouping: replicates, by: \.stop)
      .map { Stop(reason: $0.key, count: $0.value.count) }
      .sorted { ($1.count, $0.reason.rawValue) < ($0.count, $1.reason.rawValue) }
  }
}

extension Replicate {
  /// A library's part, of which rounds that disturbed gradmark do not count, either: its own counters cannot
  /// tell others from its own threads.
  fileprivate func sharingDisturbances(of own: Replicate) -> Replicate {
    let rounds = Set(own.blocks.filter { !$0.disturbances.isEmpty }.map(\.round))
    var part = self
    for index in part.blocks.indices where rounds.contains(part.blocks[index].round) {
      part.blocks[index].disturbances.append("gradmark was disturbed in the same round")
    }
    return part
  }
}

/// What the contestants of a case say about the work that they did, compared with each other; those of a
/// library with gradmark's, as its bits may be others.
private struct Proof {
  private let claims: [Claim]
  /// Gradmark's, where these are of a library.
  private let ownClaims: [Claim]?

  private struct Claim {
    let team: Team
    let process: Int
    let failure: String?
    let refusal: String?
    let evidence: Replicate.Evidence?

    /// Team and process in words.
    var text: String { "\(team) in process \(process)" }
  }

  init(of replicates: [Replicate], beside own: [Replicate]?) {
    claims = Self.claims(of: replicates, areOfPeer: own != nil)
    ownClaims = own.map { Self.claims(of: $0, areOfPeer: false) }
  }

  private static func claims(of replicates: [Replicate], areOfPeer: Bool) -> [Claim] {
    replicates.flatMap { replicate in
      replicate.contestants.filter { !$0.isControl }.map { contestant in
        Claim(
          team: contestant.team, process: replicate.process,
          failure: contestant.failure
            ?? contestant.evidence.map {
              $0.mismatch(parameterCount: replicate.parameterCount, isOfPeer: areOfPeer)
            } ?? "nothing proves that the work was done",
          refusal: contestant.refusal, evidence: contestant.evidence)
      }
    }
  }

  /// The fewest ranks and threads of the first process that are sound: all others have to train to the same
  /// bits.
  private var reference: Claim? {
    claims.filter { $0.failure == nil }.min { $0.team < $1.team }
  }

  /// Why a team has no valid time, in the first process that says so.
  func failure(_ team: Team) -> String? {
    for claim in claims where claim.team == team {
      if let failure = claim.failure { return failure }
      if let clause = disagreement(of: claim) { return clause }
    }
    return nil
  }

  private func disagreement(of claim: Claim) -> String? {
    if let ownClaims {
      guard
        let own = ownClaims.first(where: { $0.team == claim.team && $0.failure == nil })?
          .evidence
      else { return "there is no work of gradmark's to compare with" }
      return claim.evidence?.otherWork(than: own, of: BenchmarkPlan.Implementation.gradmark)
        .map { "other work than gradmark: \($0)" }
    }
    guard let reference, let expected = reference.evidence,
      let clause = claim.evidence?.disagreement(with: expected)
    else { return nil }
    return "\(clause) between \(claim.text) and \(reference.text)"
  }

  /// Why a library does not take part with so many threads.
  func refusal(_ team: Team) -> String? {
    claims.lazy.filter { $0.team == team }.compactMap(\.refusal).first
  }

  /// The weights that a team ended in, by its first process.
  func digest(_ team: Team) -> String {
    claims.first { $0.team == team }?.evidence?.finalDigest ?? ""
  }
}
