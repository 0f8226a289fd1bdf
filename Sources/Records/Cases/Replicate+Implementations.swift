extension Replicate.Contestant {
  /// Whether it has valid times: nothing has failed, and it did not refuse the work.
  public var takesPart: Bool { failure == nil && refusal == nil }

  /// Whether it is of a library: neither of gradmark nor of a build in a duel.
  public var isOfPeer: Bool {
    guard let implementation else { return false }
    return !BenchmarkPlan.Implementation.isOwn(implementation)
      && ![DuelTerms.base, DuelTerms.candidate].contains(implementation)
  }
}

extension Replicate {
  /// The implementations of its contestants, in their order; one `nil` where there is but the program that
  /// measures.
  public var implementations: [String?] {
    contestants.map(\.implementation).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  /// What it says of one implementation: its contestants, and their blocks.
  public func part(of implementation: String?) -> Replicate {
    part { $0.implementation == implementation }
  }

  /// What it says of so many ranks.
  public func part(ofRanks ranks: Int) -> Replicate { part { $0.team.ranks == ranks } }

  private func part(where isMeant: (Contestant) -> Bool) -> Replicate {
    var part = self
    let places = contestants.indices.filter { isMeant(contestants[$0]) }
    part.contestants = places.map { contestants[$0] }
    part.blocks = blocks.compactMap { block in
      guard let place = places.firstIndex(of: block.contestant) else { return nil }
      var block = block
      block.contestant = place
      return block
    }
    return part
  }
}

extension CaseResult {
  /// The implementations that its processes tell of, in their order; one `nil` where there is but the program
  /// that measures.
  public var implementations: [String?] {
    replicates.flatMap(\.implementations).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  /// What its processes say of one implementation; a process that failed did so for all.
  public func part(of implementation: String?) -> CaseResult {
    mappingReplicates { $0.part(of: implementation) }
  }

  /// The numbers of ranks that its processes tell of, ascending.
  public var rankCounts: [Int] {
    Set(replicates.flatMap(\.contestants).map(\.team.ranks)).sorted()
  }
}
