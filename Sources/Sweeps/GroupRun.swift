import Records

/// The measurement of one group: its thread counts verify, then take turns round by round.
struct GroupRun {
  let group: SweepPlan.Group
  let plan: SweepPlan
  let surroundings: Surroundings
  /// Hears of each phase, with the fraction of the group that is done.
  let report: (SweepEvent.Phase, Double) -> Void
  let isInterrupted: () -> Bool

  /// Measures all cells of the group.
  ///
  /// - Returns: one record a cell, or `nil` where the sweep was interrupted: rounds that not all
  ///   thread counts have had make no pairs.
  func records() -> [RunRecord]? {
    report(.preparing, 0)
    let contestants = makeContestants()
    guard let pace = verify(contestants) else {
      return isInterrupted() ? nil : records(of: contestants)
    }
    guard takeTurns(contestants, pace: pace) else { return nil }
    let sound = contestants.filter(\.isSound)
    for contestant in sound.dropFirst() { contestant.compareTurns(with: sound[0]) }
    return records(of: contestants)
  }

  private func makeContestants() -> [Contestant] {
    let maker: Surroundings.TrainerMaker
    do {
      maker = try surroundings.trainers(group, plan.seed)
    } catch {
      maker = { _ in throw error }
    }
    let machine = surroundings.machine()
    return group.cells.map {
      Contestant(
        cell: $0, group: group, seed: plan.seed, machine: machine,
        meter: surroundings.allocatedBytes, makeTrainer: maker)
    }
  }

  /// Verifies each cell against the first, and fits the pace to those that hold.
  ///
  /// - Returns: `nil` where no cell holds, or where the sweep was interrupted.
  private func verify(_ contestants: [Contestant]) -> Pace? {
    var stepNanoseconds: [Double] = []
    var baseline: Contestant?
    for contestant in contestants {
      if isInterrupted() { return nil }
      report(.verifying(threads: contestant.threads), 0)
      if let nanoseconds = contestant.verify(against: baseline) {
        stepNanoseconds.append(nanoseconds)
        baseline = baseline ?? contestant
      }
    }
    guard !stepNanoseconds.isEmpty else { return nil }
    return Pace(
      stepNanoseconds: stepNanoseconds,
      turnNanoseconds: plan.secondsPerCell / Double(plan.rounds) * 1e9)
  }

  /// Lets all sound contestants take one turn a round; `false` where the sweep was interrupted.
  private func takeTurns(_ contestants: [Contestant], pace: Pace) -> Bool {
    let order = TurnOrder(count: contestants.count, seed: plan.seed)
    for round in 0..<plan.rounds {
      let participants = order.participants(inRound: round).map { contestants[$0] }
      for participant in participants where participant.isSound {
        if isInterrupted() { return false }
        report(
          .measuring(threads: participant.threads, round: round + 1, of: plan.rounds),
          Double(round) / Double(plan.rounds))
        participant.takeTurn(
          pace: pace,
          peakFlopsPerSecond: surroundings.multiplyAddRate(participant.threads))
      }
    }
    return true
  }

  private func records(of contestants: [Contestant]) -> [RunRecord] {
    let machine = surroundings.machine()
    let date = surroundings.date()
    return contestants.map { $0.record(machine: machine, date: date) }
  }
}
