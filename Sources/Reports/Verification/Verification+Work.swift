import Records

extension RunLog {
  /// Whether the work was done, alike by all, and in turns.
  var workChecks: [Check] {
    [
      Check("parameters are counted alike everywhere, and the loss fell", fault: evidenceFault),
      Check(
        "all \(hasRanks ? "ranks, " : "")thread counts and processes of a case trained to the same bits",
        fault: results().lazy.compactMap { disagreement(in: $0.replicates) }.first),
    ] + otherWorkChecks + [
      isFirstFormat
        ? Check(turnClaim, .notRecorded("the first format does not keep the order of turns"))
        : turnCheck
    ]
  }

  private var hasRanks: Bool {
    plans.contains { $0.plan.cases.contains { $0.ranks != nil } }
  }

  /// Builds that took turns process by process had squares within each process alone.
  private var turnCheck: Check {
    Check(
      turnClaim,
      fault: firstFault { replicate in
        guard plans.last?.plan.duel?.turns == .processes else { return Turns(of: replicate).fault }
        return [DuelTerms.base, DuelTerms.candidate].lazy.compactMap { (name: String) in
          Turns(of: replicate.part(of: name)).fault.map { "\(name): \($0)" }
        }.first
      })
  }

  /// Whether the builds of a duel, or libraries and gradmark, trained alike; other runs have nothing of the
  /// kind.
  private var otherWorkChecks: [Check] {
    let claims = [
      (
        "both builds counted the same parameters and had the losses of the same work",
        DuelTerms.base, plans.contains { $0.plan.duel != nil }
      ),
      (
        "every library counted the parameters of gradmark and had the losses of its work",
        BenchmarkPlan.Implementation.gradmark, plans.contains { !$0.plan.peers.isEmpty }
      ),
    ]
    return claims.filter(\.2).map { claim, base, _ in
      Check(claim, fault: firstFault { $0.otherWork(than: base) })
    }
  }

  private var evidenceFault: String? {
    firstFault { replicate in
      for contestant in replicate.contestants where contestant.takesPart {
        let place = "\(contestant.team): "
        if let evidence = contestant.evidence {
          if let fault = evidence.mismatch(
            parameterCount: replicate.parameterCount, isOfPeer: contestant.isOfPeer)
          {
            return place + fault
          }
        } else if !contestant.isControl {
          return place + "nothing proves that the work was done"
        }
      }
      return nil
    }
  }

  private func disagreement(in replicates: [Replicate]) -> String? {
    // A library's sums may have another order with every number of threads.
    let contestants = replicates.flatMap(\.contestants).filter { !$0.isOfPeer }
    let names = Set(contestants.map(\.implementation))
    return names.sorted { ($0 ?? "") < ($1 ?? "") }.lazy.compactMap {
      disagreement(in: replicates, of: $0)
    }.first
  }

  /// The same among the contestants of one implementation: others may round otherwise.
  private func disagreement(in replicates: [Replicate], of implementation: String?) -> String? {
    let sound = replicates.flatMap { replicate in
      replicate.contestants.filter { $0.failure == nil && $0.implementation == implementation }
        .compactMap { contestant in
          contestant.evidence.map { (replicate, contestant.team, $0) }
        }
    }
    guard let (_, team, first) = sound.first else { return nil }
    return sound.dropFirst().lazy.compactMap { replicate, others, evidence in
      evidence.disagreement(with: first).map {
        "\(replicate.subject), process \(replicate.process): \($0) between "
          + (others.ranks == 1 && team.ranks == 1 ? "\(others.threads)" : "\(others)")
          + " and \(team) of the first process"
      }
    }.first
  }

  /// The first fault of a replicate, with the name of its line.
  func firstFault(in fault: (Replicate) -> String?) -> String? {
    for (index, line) in lines.enumerated() {
      guard case .replicate(let replicate) = line.entry, let fault = fault(replicate) else {
        continue
      }
      return "\(name(ofLine: index)), \(fault)"
    }
    return nil
  }
}

extension Replicate {
  /// The first build or library that did other work than the base with as many threads, as a clause; gradmark's
  /// own shuffled training is meant to.
  fileprivate func otherWork(than base: String) -> String? {
    let bases = contestants.filter { $0.implementation == base }
    guard !bases.isEmpty else { return nil }
    return contestants.lazy.compactMap { contestant -> String? in
      guard contestant.implementation != base, contestant.takesPart,
        contestant.implementation != BenchmarkPlan.Implementation.shuffled,
        let evidence = contestant.evidence,
        let theirs = bases.first(where: { $0.team == contestant.team })?.evidence
      else { return nil }
      return evidence.otherWork(than: theirs)
    }.first
  }
}

private let turnClaim = "contestants take turns by Latin squares"

/// The rounds of a replicate: those of the thread counts that have a CPU each, and those of more
/// threads than that, with the fewest threads for comparison.
private struct Turns {
  private let rounds: [(number: Int, order: [Int])]
  private let hasFailures: Bool

  init(of replicate: Replicate) {
    var rounds: [(number: Int, order: [Int])] = []
    for block in replicate.blocks {
      if rounds.last?.number == block.round {
        rounds[rounds.count - 1].order.append(block.contestant)
      } else {
        rounds.append((block.round, [block.contestant]))
      }
    }
    self.rounds = rounds
    hasFailures = replicate.contestants.contains { $0.failure != nil }
  }

  /// The first round that is out of order, as a clause.
  var fault: String? {
    for (index, round) in rounds.enumerated() where round.number != index {
      return "round \(round.number) comes after \(index) others"
    }
    for round in rounds where Set(round.order).count != round.order.count {
      return "a contestant has two turns in round \(round.number)"
    }
    // A contestant that fails leaves the later rounds short of it.
    return hasFailures ? nil : squareFault
  }

  /// Each square is as many rounds of the same contestants as they are, the last one perhaps short.
  private var squareFault: String? {
    var start = 0
    while start < rounds.count {
      let members = Set(rounds[start].order)
      let square = rounds[start...].prefix(members.count).prefix { Set($0.order) == members }
      for place in 0..<members.count
      where Set(square.map { $0.order[place] }).count != square.count {
        return "a contestant has place \(place + 1) twice in the square from round "
          + "\(rounds[start].number) on"
      }
      start += square.count
    }
    return setFault
  }

  /// At most two sets of contestants, one after the other.
  private var setFault: String? {
    let sets = rounds.map { Set($0.order) }
    let changes = zip(sets, sets.dropFirst()).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
    return changes.count < 2 ? nil : "a contestant is left out of round \(changes[0] + 1)"
  }
}
