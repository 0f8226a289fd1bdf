import Records

extension ReportModel {
  /// The table for a terminal, with its heading and what shows that no seed was picked.
  public func qualityText(usingColor: Bool) -> String {
    heading + "\n\n" + qualityTable.text(usingColor: usingColor) + "\n" + verificationSentence
      + "\n"
      + evidence.line + "\n"
  }

  /// How long each case takes until its predictions are good enough.
  var qualityTable: Table {
    Table(
      qualities,
      columns: [
        Table.Column("network", .left) { $0.subject.label },
        Table.Column("batch", .right, .usual) { Format.count($0.subject.batchSize) },
        Table.Column("threads", .right, .usual) { "\($0.threads)" },
        Table.Column("goal", .left) { $0.goalText },
        Table.Column("reached") { "\($0.epochs.count) of \($0.seedCount)" },
        Table.Column("time") { UnitLadder.seconds.text($0.medianSeconds) },
        Table.Column("shortest to longest", .right, .usual) { $0.secondsRangeText },
        Table.Column("epochs", .right, .usual) { $0.epochText },
      ])
  }
}

extension QualityResult {
  /// `accuracy of 0.9`.
  var goalText: String { Records.qualityText(measure, Format.loss(goal)) }

  fileprivate var epochText: String {
    guard let first = epochs.first, let last = epochs.last else { return Format.missing }
    return "\(Format.loss(medianEpochs)) (\(first) to \(last))"
  }

  fileprivate var secondsRangeText: String {
    guard let first = seconds.first, let last = seconds.last else { return Format.missing }
    return "\(UnitLadder.seconds.text(first)) to \(UnitLadder.seconds.text(last))"
  }
}
