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
        Table.Column("batch") { Format.count($0.subject.batchSize) },
        Table.Column("threads") { "\($0.threads)" },
        Table.Column("goal", .left) { "\($0.measure) \(Format.loss($0.goal))" },
        Table.Column("reached") { "\($0.epochs.count) of \($0.seedCount)" },
        Table.Column("epochs") { Format.loss($0.medianEpochs) },
        Table.Column("fewest to most") { $0.epochRangeText },
        Table.Column("time") { UnitLadder.seconds.text($0.medianSeconds) },
        Table.Column("shortest to longest") { $0.secondsRangeText },
      ])
  }
}

extension QualityResult {
  fileprivate var epochRangeText: String {
    guard let first = epochs.first, let last = epochs.last else { return Format.missing }
    return "\(first) to \(last)"
  }

  fileprivate var secondsRangeText: String {
    guard let first = seconds.first, let last = seconds.last else { return Format.missing }
    return "\(UnitLadder.seconds.text(first)) to \(UnitLadder.seconds.text(last))"
  }
}
