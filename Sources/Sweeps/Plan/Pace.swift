/// How many steps a turn has, and how many of them are timed at once.
///
/// All thread counts of a group run at the same pace: the same steps, and so the same batches,
/// losses and weights in every turn.
package struct Pace: Equatable, Codable, Sendable {
  /// Steps between two readings of the clock.
  package let stepsPerGroup: Int
  /// Timed groups in a turn.
  package let groupsPerTurn: Int

  /// Steps in a turn.
  package var stepsPerTurn: Int { stepsPerGroup * groupsPerTurn }
  /// Steps of an instrumented run: shares need no more.
  var profiledSteps: Int { max(1, stepsPerTurn / 4) }

  /// A reading of the clock costs and resolves about 25 ns: 0.1 % of this.
  private static let shortestGroupNanoseconds = 20_000.0
  /// Every sample is kept in the record; so many a turn give the turns of all processes together a
  /// 99th percentile, and keep a run's records within a few megabytes.
  private static let mostGroupsPerTurn = 100.0

  /// Fits the pace to what a step took with each thread count.
  ///
  /// The mean step fills the turn, so that a group of cells takes the time set for it, however far
  /// its members lie apart; the shortest step settles how many are timed at once.
  ///
  /// - Precondition: `stepNanoseconds` is not empty; every value is positive.
  package init(stepNanoseconds: [Double], turnNanoseconds: Double) {
    let mean = stepNanoseconds.reduce(0, +) / Double(stepNanoseconds.count)
    let shortest = stepNanoseconds.reduce(.infinity, min)
    let steps = max(1, turnNanoseconds / mean)
    let resolved = Self.shortestGroupNanoseconds / shortest
    stepsPerGroup = Int(max(resolved, steps / Self.mostGroupsPerTurn).rounded(.up))
    groupsPerTurn = max(1, Int((steps / Double(stepsPerGroup)).rounded()))
  }
}
