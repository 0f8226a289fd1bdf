import Records

extension RunLog {
  /// Whether every rank tells what it did, and ran where the launch has it; runs of single processes have
  /// nothing of the kind.
  var rankChecks: [Check] {
    guard plans.contains(where: { $0.plan.cases.contains { $0.ranks != nil } }) else { return [] }
    return [
      Check("every rank ran on the host of its launch", fault: hostFault),
      Check("every rank tells what it did in each turn", fault: firstFault(in: turnFault)),
      Check(
        "ranks waited and sent as long and as much as their turns and exchanges allow",
        fault: firstFault(in: trafficFault)),
      Check("all processes of a case share its steps alike", fault: sharingFault),
    ] + exchangeChecks
  }

  /// Whether steps are shared as cases ask, with the bits of every other way; runs of which no case asks have nothing
  /// of the kind.
  private var exchangeChecks: [Check] {
    guard plans.contains(where: { $0.plan.cases.contains { $0.subject.exchange != nil } }) else {
      return []
    }
    return [
      Check(
        "ranks shared steps by the exchange that their case asks for",
        fault: firstFault(in: exchangeFault)),
      Check(
        "all exchanges of a network and batch trained to the same bits", fault: exchangeBitsFault),
    ]
  }

  private func exchangeFault(of replicate: Replicate) -> String? {
    guard let asked = replicate.subject.exchange else { return nil }
    return replicate.contestants.lazy.compactMap(\.sharedStep?.exchange.rawValue)
      .first { $0 != asked }.map { "\(replicate.subject) has ranks share steps by '\($0)'" }
  }

  private var exchangeBitsFault: String? {
    var known: [BenchmarkCase: (subject: BenchmarkCase, Replicate.Evidence)] = [:]
    for result in results() {
      var place = result.subject
      place.exchange = nil
      for contestant in result.replicates.flatMap(\.contestants)
      where contestant.failure == nil && !contestant.isOfPeer {
        guard let evidence = contestant.evidence else { continue }
        guard let (subject, first) = known[place] else {
          known[place] = (result.subject, evidence)
          continue
        }
        if let clause = evidence.disagreement(with: first) {
          return "\(clause) between \(result.subject) and \(subject)"
        }
      }
    }
    return nil
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

extension RunLog {
  /// Penalties and batch statistics travel besides what the formula counts, a small part of it.
  private static let mostBeyondFormula = 1.25
  /// The clocks of ranks begin and end a turn a little apart.
  private static let mostWaiting = 1.1

  private func trafficFault(of replicate: Replicate) -> String? {
    for (index, block) in replicate.blocks.enumerated() {
      let contestant = replicate.contestants[block.contestant]
      guard !contestant.isOfPeer, let turns = block.ranks, turns.count > 1 else { continue }
      for (rank, turn) in turns.enumerated() {
        let elapsed = turn.counters.map { Double($0.wallNanoseconds) } ?? block.nanoseconds
        if Double(turn.waitingNanoseconds) > Self.mostWaiting * max(elapsed, block.nanoseconds) {
          return "block \(index) has rank \(rank) wait longer than the turn lasted"
        }
        if (turn.bytesSent > 0) != (turn.messagesSent > 0) {
          return "block \(index) has rank \(rank) send \(turn.bytesSent) bytes in "
            + "\(turn.messagesSent) messages"
        }
      }
      guard let step = contestant.sharedStep else { continue }
      let sent = turns.reduce(0) { $0 + Double($1.bytesSent) }
      let formula = step.bytesOfAll(ranks: turns.count) * Double(block.times.stepCount)
      if sent < formula || sent > Self.mostBeyondFormula * formula {
        return "block \(index) has ranks send \(Int(sent)) bytes, where the exchange "
          + "'\(step.exchange.rawValue)' of \(block.times.stepCount) steps takes \(Int(formula))"
      }
    }
    return nil
  }

  private var sharingFault: String? {
    struct Place: Hashable {
      var subject: BenchmarkCase
      var team: Team
    }
    var known: [Place: Replicate.SharedStep] = [:]
    for (index, line) in lines.enumerated() {
      if case .plan = line.entry { known = [:] }
      guard case .replicate(let replicate) = line.entry else { continue }
      for contestant in replicate.contestants {
        guard let step = contestant.sharedStep else { continue }
        if step.shards < 2 {
          return "\(name(ofLine: index)) shares steps of \(step.shards) shards"
        }
        let place = Place(subject: replicate.subject, team: contestant.team)
        if let other = known.updateValue(step, forKey: place), other != step {
          return "\(name(ofLine: index)) shares steps otherwise than a process before it"
        }
      }
    }
    return nil
  }
}
