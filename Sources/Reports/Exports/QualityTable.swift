import Records

extension ReportModel {
  /// The table for a terminal, with its heading and what shows that no seed was picked.
  ///
  /// - Parameters:
  ///   - usingColor: whether tones are told by colours.
  ///   - width: the terminal's columns; `nil` leaves table and sentences as wide as they are.
  public func qualityText(usingColor: Bool, within width: Int? = nil) -> String {
    [heading].lines(within: width) + "\n"
      + qualityTable.text(usingColor: usingColor, within: width) + "\n"
      + [verificationSentence, evidence.line].lines(within: width)
  }

  /// Whether nothing but trainings to a quality was measured.
  var isOfQualities: Bool { ownCells.isEmpty && !qualities.isEmpty }

  /// The same for programs, unrounded; what is missing is empty.
  var qualityCSV: String {
    let goals: [Table.Column<QualityResult>] = [
      Table.Column("batch_size") { "\($0.subject.batchSize)" },
      Table.Column("threads") { "\($0.threads)" },
      Table.Column("measure") { $0.measure },
      Table.Column("goal") { Format.plain($0.goal) },
      Table.Column("trainings") { "\($0.seedCount)" },
      Table.Column("reached") { "\($0.epochs.count)" },
    ]
    let times: [Table.Column<QualityResult>] = [
      Table.Column("median_seconds") { Format.plain($0.medianSeconds) },
      Table.Column("least_seconds") { Format.plain($0.seconds.first) },
      Table.Column("greatest_seconds") { Format.plain($0.seconds.last) },
      Table.Column("median_epochs") { Format.plain($0.medianEpochs) },
      Table.Column("least_epochs") { Format.plain($0.epochs.first.map(Double.init)) },
      Table.Column("greatest_epochs") { Format.plain($0.epochs.last.map(Double.init)) },
    ]
    let subject = Table.Column<QualityResult>.subject("model", among: qualities) { $0.subject }
    return Table(qualities, columns: subject + goals + times).csv
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
