import Randomness
import Records

/// Who takes turns: a trainer of this process, or one of a child.
protocol Entrant {
  /// Why a turn may not come about at all; `Never` within a process.
  associatedtype Failure: Error
  /// Its place among all that take turns.
  var place: Int { get }
  /// Who trains.
  var team: Team { get }
  /// Whether it doubles another one.
  var isControl: Bool { get }
  /// Whether nothing has gone wrong so far.
  var isSound: Bool { get }
  /// Takes one timed turn.
  ///
  /// - Parameter rates: what the machine allowed just before; `nil` where the entrant measures that.
  /// - Returns: what was measured, or `nil` where it had failed before.
  func takeTurn(round: Int, pace: Pace, rates: CeilingRates?) throws(Failure) -> Replicate.Block?
}

/// Entrants take turns, round by round, until they are told apart well enough or time is up.
struct InterleavedBlocks<Member: Entrant> {
  private let nanoseconds: () -> Int64
  /// What the machine allows a team; `nil` where the entrants measure it.
  private let ceilings: ((_ team: Team) -> CeilingRates?)?
  private let pace: Pace
  private let nanosecondsPerContestant: Double
  private let precision: Double
  /// The blocks in the order of time.
  private(set) var blocks: [Replicate.Block] = []
  private var roundCount = 0

  init(
    pace: Pace, secondsPerContestant: Double, precision: Double,
    nanoseconds: @escaping () -> Int64, ceilings: ((_ team: Team) -> CeilingRates?)?
  ) {
    self.nanoseconds = nanoseconds
    self.ceilings = ceilings
    self.pace = pace
    self.precision = precision
    nanosecondsPerContestant = secondsPerContestant * 1e9
  }

  /// Has turns taken in whole Latin squares at first, then in single rounds of further ones.
  ///
  /// A round in which something disturbed a block is repeated; what that takes is added to the
  /// time, up to half of it. Time in which the process stood still is nobody's.
  ///
  /// - Parameter report: hears of each turn, with the fraction of the time that is over.
  mutating func play(
    _ contestants: [Member], using random: inout SplitMix64,
    report: (_ team: Team, _ fraction: Double) -> Void
  ) throws(Member.Failure) -> Replicate.Stop {
    let budget = Int64(nanosecondsPerContestant * Double(contestants.count))
    let rule = StopRule(precision: precision, nanoseconds: budget)
    let first = roundCount
    let clock = nanoseconds
    let start = clock()
    var (lost, stopped): (Int64, Int64) = (0, 0)
    while true {
      for order in LatinSquare(size: contestants.count, using: &random).rounds {
        let sound = order.map { contestants[$0] }.filter(\.isSound)
        guard !sound.isEmpty else { return .failed }
        let roundStart = clock()
        try playRound(sound) { report($0, min(1, Double(clock() - start) / Double(budget))) }
        let now = clock()
        let stoppedInRound = stoppedNanoseconds(round: roundCount - 1)
        stopped += stoppedInRound
        if isDisturbed(round: roundCount - 1) { lost += now - roundStart - stoppedInRound }
        guard roundCount - first >= contestants.count else { continue }
        let elapsed = now - start - stopped - min(lost, budget / 2)
        if let stop = rule.reason(ratios: ratios(contestants, since: first), elapsed: elapsed) {
          return stop
        }
      }
    }
  }

  private mutating func playRound(
    _ contestants: [Member], report: (Team) -> Void
  ) throws(Member.Failure) {
    var rates: [Team: CeilingRates] = [:]
    for contestant in contestants {
      report(contestant.team)
      // An A/A control shares the ceilings of the contestant that it doubles: they are a moment old.
      let rate = rates[contestant.team] ?? ceilings.flatMap { $0(contestant.team) }
      rates[contestant.team] = rate
      if let block = try contestant.takeTurn(round: roundCount, pace: pace, rates: rate) {
        blocks.append(block)
      }
    }
    roundCount += 1
  }

  private func isDisturbed(round: Int) -> Bool {
    blocks.contains { $0.round == round && !$0.disturbances.isEmpty }
  }

  /// What the disturbed blocks of a round lost that lost more than four fifths of their time: those
  /// were stopped, where others were slowed down.
  private func stoppedNanoseconds(round: Int) -> Int64 {
    blocks.lazy.filter { $0.round == round && !$0.disturbances.isEmpty }.compactMap(\.counters)
      .reduce(0) { sum, counters in
        let lost = counters.lostNanoseconds ?? 0
        return lost > counters.wallNanoseconds / 5 * 4 ? sum + lost : sum
      }
  }

  /// Step times over those of the first contestant, by undisturbed rounds; of the control only where
  /// there is nobody else.
  private func ratios(_ contestants: [Member], since first: Int) -> [[Double]] {
    let sound = contestants.filter(\.isSound)
    let others = sound.dropFirst().filter { !$0.isControl }
    guard let reference = sound.first else { return [] }
    return (others.isEmpty ? Array(sound.dropFirst()) : others).map { other in
      (first..<roundCount).compactMap { round in
        guard !isDisturbed(round: round), let mine = time(of: other, round),
          let theirs = time(of: reference, round)
        else { return nil }
        return mine / theirs
      }
    }
  }

  private func time(of contestant: Member, _ round: Int) -> Double? {
    blocks.first { $0.round == round && $0.contestant == contestant.place }
      .map(\.times.nanosecondsPerStep)
  }
}
