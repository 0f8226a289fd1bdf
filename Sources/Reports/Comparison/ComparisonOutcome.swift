import Records

/// What a comparison comes to, for scripts: the raw value is the exit status of `gradmark compare`.
public enum ComparisonOutcome: Int32, Sendable, CaseIterable {
  /// Every cell is the same or faster.
  case fine = 0
  /// A cell is slower.
  case slower = 2
  /// A cell failed its verification.
  case incorrect = 3
  /// No cell is slower, but of some one cannot tell.
  case inconclusive = 4
  /// There is no run to compare with.
  case noBaseline = 5
  /// No cell can be compared: other cells, other work, or another machine.
  case notComparable = 6
  /// A run has no verified cell.
  case nothingMeasured = 7
}

extension ReportModel {
  /// What the run comes to by itself.
  public var outcome: ComparisonOutcome {
    if !failures.isEmpty { return .incorrect }
    return cells.isEmpty ? .nothingMeasured : .fine
  }
}

extension RunComparison {
  /// What the comparison comes to, the worst over all candidates: nothing measured, then incorrect,
  /// not comparable, slower, inconclusive.
  public var outcome: ComparisonOutcome {
    guard ([baseline] + candidates).allSatisfy({ !$0.verified.isEmpty }) else {
      return .nothingMeasured
    }
    guard candidates.allSatisfy(\.failures.isEmpty) else { return .incorrect }
    let verdicts = candidates.indices.map { outcomes(of: $0).compactMap(\.verdict) }
    guard verdicts.allSatisfy({ !$0.isEmpty }) else { return .notComparable }
    if verdicts.joined().contains(.slower) { return .slower }
    return verdicts.joined().contains(.inconclusive) ? .inconclusive : .fine
  }
}
