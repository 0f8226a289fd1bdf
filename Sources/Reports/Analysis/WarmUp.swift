import Records

/// When the first steps after the start became as fast as all later ones.
///
/// A running median over up to five timed groups, which a single slow group does not move, is
/// compared with the median of the steady steps.
public struct WarmUp: Sendable, Equatable {
  /// Steps before the first timed group from which on the running median stays within 5 % of the
  /// steady one, in the process that took longest; `nil` where one never did.
  public let steps: Int?
  /// Steps that were watched, at most.
  public let watched: Int

  private static let window = 5
  private static let tolerance = 0.05

  /// Derives the warm-up of a contestant from what its processes watched; `nil` where none did.
  init?(of replicates: [Replicate], where isMeant: (Replicate.Contestant) -> Bool) {
    let warmUps = replicates.compactMap { replicate -> (steps: Int?, watched: Int)? in
      guard let times = replicate.contestants.first(where: isMeant)?.warmUp,
        let steady = CellSamples(of: [replicate], where: isMeant).steadyMedian
      else { return nil }
      let groups = Self.coldGroups(times.secondsOfGroups, steady: steady)
      return (
        groups.map { $0 * times.stepsPerGroup }, times.groupNanoseconds.count * times.stepsPerGroup
      )
    }
    guard !warmUps.isEmpty else { return nil }
    let steps = warmUps.compactMap(\.steps)
    self.steps = steps.count == warmUps.count ? steps.max() : nil
    watched = warmUps.map(\.watched).max() ?? 0
  }

  /// Groups before the running median stays within the tolerance; `nil` where it does not even at
  /// the end.
  static func coldGroups(_ seconds: [Double], steady: Double) -> Int? {
    let isWarm = seconds.indices.map { index in
      median(of: Array(seconds[max(0, index + 1 - window)...index]))
        .map { abs($0 / steady - 1) <= tolerance } ?? false
    }
    let lastCold = isWarm.lastIndex(of: false) ?? -1
    return lastCold + 1 < isWarm.count ? lastCold + 1 : nil
  }
}

extension CellSamples {
  /// The median over all timed groups.
  fileprivate var steadyMedian: Double? { median(of: blocks.flatMap(\.times.secondsOfGroups)) }
}
