import Records

extension RunLog {
  /// Whether every rank tells what it did, and ran where the launch has it; runs of single processes have
  /// nothing of the kind.
  var rankChecks: [Check] {
    guard plans.contains(where: { $0.plan.cases.contains { $0.ranks != nil } }) else { return [] }
    return [
      Check("every rank ran on the host of its launch", fault: hostFault),
      Check("every rank tells what it did in each turn", fault: firstFault(in: turnFault)),
    ]
  }

  private var hostFault: String? {
    var expected: [String] = []
    for (index, line) in lines.enumerated() {
      switch line.entry {
      case .plan(let entry): expected = entry.launch?.hostsByRank ?? []
      case .replicate(let replicate):
        guard let hosts = replicate.hosts else {
          if replicate.contestants.contains(where: { $0.team.ranks > 1 }) {
            return "\(name(ofLine: index)) has ranks, and does not say where"
          }
          continue
        }
        if let rank = hosts.indices.first(where: {
          !expected.indices.contains($0) || hosts[$0] != expected[$0]
        }) {
          return "\(name(ofLine: index)) has rank \(rank) on '\(hosts[rank])', the launch "
            + (expected.indices.contains(rank) ? "on '\(expected[rank])'" : "has none")
        }
      case .start, .failure, .interruption, .quality: continue
      }
    }
    return nil
  }

  private func turnFault(of replicate: Replicate) -> String? {
    // Those of a library tell nothing.
    for (index, block) in replicate.blocks.enumerated()
    where !replicate.contestants[block.contestant].isOfPeer {
      let ranks = replicate.contestants[block.contestant].team.ranks
      let told = block.ranks?.count ?? 1
      if told != ranks { return "block \(index) is of \(ranks) ranks, and \(told) tell of it" }
      if (block.ranks ?? []).dropFirst().contains(where: { $0.counters == nil }) {
        return "block \(index) has a rank without counters"
      }
    }
    return nil
  }
}

extension Launched {
  /// The host of each rank.
  fileprivate var hostsByRank: [String] {
    let pairs = hosts.flatMap { host in host.ranks.map { ($0, host.name) } }
    return pairs.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
