import Glibc
import Randomness
import Records

/// A contestant that trains in a process of its own, or in one of an implementation.
package struct RemoteContestant: Entrant {
  /// Its place among the contestants of all implementations.
  let place: Int
  let team: Team
  let isControl: Bool
  private let child: any TurnTaker
  /// Its place among the contestants of the child.
  private let placeInChild: Int
  private let pace: Pace?
  private let settlingMicroseconds: UInt32
  private let isInterrupted: () -> Bool
  private let state = State()

  /// What has become of it.
  private final class State {
    var isSound = true
    var hasMeasuredCeilings = false
  }

  /// Names a contestant.
  ///
  /// - Parameters:
  ///   - place: its place among the contestants of all implementations.
  ///   - team: who trains.
  ///   - isControl: whether it doubles another one.
  ///   - child: the process.
  ///   - placeInChild: its place among those of the process.
  ///   - pace: a pace of its own, where steps lie far apart; `nil` for that of all.
  ///   - settlingMicroseconds: how long it waits before a turn, in which threads of others stop to spin
  ///     for more work.
  package init(
    place: Int, team: Team, isControl: Bool = false, child: any TurnTaker, placeInChild: Int = 0,
    pace: Pace? = nil, settlingMicroseconds: UInt32 = 0, isInterrupted: @escaping () -> Bool
  ) {
    self.place = place
    self.team = team
    self.isControl = isControl
    self.child = child
    self.placeInChild = placeInChild
    self.pace = pace
    self.settlingMicroseconds = settlingMicroseconds
    self.isInterrupted = isInterrupted
  }

  var isSound: Bool { state.isSound }

  /// Asks the child for a turn. Where nobody else measures ceilings, the child does before its first turn
  /// alone: they tell how the machine was, and before every short turn would take as long as it.
  func takeTurn(
    round: Int, pace: Pace, rates: CeilingRates?
  ) throws(MeasuringFailure) -> Replicate.Block? {
    if settlingMicroseconds > 0 { usleep(settlingMicroseconds) }
    let block = try child.takeTurn(
      .init(
        contestant: placeInChild, round: round, pace: self.pace ?? pace,
        measuresCeilings: rates == nil && !state.hasMeasuredCeilings), isInterrupted)
    state.hasMeasuredCeilings = true
    state.isSound = block != nil
    return block.map {
      var block = $0
      block.contestant = place
      block.round = round
      if let rates {
        block.peakFlopsPerSecond = rates.peakFlopsPerSecond
        block.memoryBytesPerSecond = rates.memoryBytesPerSecond
        block.coreLatencyNanoseconds = rates.coreLatencyNanoseconds
      }
      return block
    }
  }
}

extension [RemoteContestant] {
  /// Has all take turns, block by block, until they are told apart well enough or time is up.
  ///
  /// - Parameters:
  ///   - pace: of those that have none of their own.
  ///   - job: what is measured, for how long, and in which order.
  ///   - nanoseconds: the raw clock.
  ///   - ceilings: what the machine allows a team; `nil` where the processes measure it, those of one team or all.
  ///   - report: hears of each turn, with the fraction of the time that is over.
  /// - Returns: why they stopped, and the blocks in the order of time.
  package func takeTurns(
    at pace: Pace, of job: MeasuringJob, nanoseconds: @escaping () -> Int64,
    ceilings: ((_ team: Team) -> CeilingRates?)?,
    report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> (Replicate.Stop, [Replicate.Block]) {
    var random = SplitMix64(seed: job.orderSeed)
    var interleaved = InterleavedBlocks<RemoteContestant>(
      pace: pace, secondsPerContestant: job.secondsPerContestant, precision: job.precision,
      nanoseconds: nanoseconds, ceilings: ceilings)
    var stop = Replicate.Stop.failed
    // More threads than CPUs would disturb the others; ranks may have CPUs elsewhere.
    for isCrowd in [false, true] {
      let members = filter {
        ($0.team.ranks == 1 && $0.team.threads > job.usableCPUs) == isCrowd
      }
      guard !members.isEmpty else { continue }
      stop = try interleaved.play(members, using: &random) { team, fraction in
        report(.measuring(team), fraction)
      }
    }
    return (stop, interleaved.blocks)
  }
}
