import Records

/// What a comparison comes to, for scripts: the raw value is the exit status of `gradmark compare`.
public enum ComparisonOutcome: Int32, Sendable, CaseIterable {
  /// Every cell is the same or faster, or has a ratio alone, as those of single sessions and of two machines have.
  case fine = 0
  /// A cell is slower.
  case slower = 2
  /// A cell of a candidate, or of the only run, failed its verification; a baseline's failure may be what was mended.
  case incorrect = 3
  /// No cell is slower, but of some the sessions, three or more a side, or the pairs of a duel do not tell.
  case inconclusive = 4
  /// There is no run to compare with.
  case noBaseline = 5
  /// No cell can be compared: other cells, or other work.
  case notComparable = 6
  /// A run has no verified cell.
  case nothingMeasured = 7
}

extension ReportModel {
  /// What the run comes to by itself.
  public var outcome: ComparisonOutcome {
    if !failures.isEmpty { return .incorrect }
    return ownCells.isEmpty && qualities.isEmpty ? .nothingMeasured : .fine
  }
}

extension ComparisonOutcome {
  /// What cells come to that are verified on both sides, by their verdicts.
  init(of verdicts: some Sequence<Verdict>) {
    let all = Set(verdicts)
    if all.isEmpty {
      self = .notComparable
    } else {
      self = all.contains(.slower) ? .slower : all.contains(.inconclusive) ? .inconclusive : .fine
    }
  }
}

extension RunComparison {
  /// What the comparison comes to, the worst over all candidates: nothing measured, then incorrect,
  /// not comparable, slower, inconclusive.
  public var outcome: ComparisonOutcome {
    guard ([baseline] + candidates).allSatisfy(\.isMeasured) else {
      if hasQualities { return .fine }
      // Times on one side, and times until a quality was reached on the other, are no cells in common.
      let sides = [baseline] + candidates
      return sides.allSatisfy { $0.isMeasured || $0.isOfQualities }
        ? .notComparable : .nothingMeasured
    }
    guard candidates.allSatisfy(\.failures.isEmpty) else { return .incorrect }
    let all = candidates.indices.map { outcomes(of: $0) }
    guard all.allSatisfy({ $0.contains { $0.ratio != nil } }) else { return .notComparable }
    let verdicts = all.joined().compactMap(\.verdict)
    return verdicts.isEmpty ? .fine : ComparisonOutcome(of: verdicts)
  }
}
