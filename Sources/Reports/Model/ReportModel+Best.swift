import Records

extension ReportModel {
  /// The verified cells with their numbers.
  var verified: [(cell: Cell, measurement: Measurement)] {
    ownCells.compactMap { result in result.measurement.map { (result.cell, $0) } }
  }

  /// Those that best figures are picked from: with a CPU for each thread, where there are such, and without those
  /// that are one thread's time once more, of which the better one would be picked for its luck.
  var headlined: [(cell: Cell, measurement: Measurement)] {
    let own = ownCells.filter { $0.measurement != nil }
    let roomy = own.filter { !$0.cell.isOversubscribed }
    return (roomy.isEmpty ? own : roomy).filter { result in
      result.cell.team.workers == 1 || result.isShared
        || !own.contains {
          $0.cell.subject == result.cell.subject && $0.cell.team == Team(threads: 1)
        }
    }.compactMap { result in result.measurement.map { (result.cell, $0) } }
  }

  /// How many cells are verified.
  var verifiedText: String {
    "\(Format.count(verified.count)) of \(Format.count(ownCells.count)) cells"
  }

  /// The highest throughput, and the cell that has it.
  var bestThroughputText: String {
    best(\.samplesPerSecond) { UnitLadder.rate.valueText($1.samplesPerSecond) + " samples/s" }
  }

  /// The most arithmetic in a second, and the cell that has it.
  var bestArithmeticText: String {
    best(\.flopsPerSecond) { cell, measurement in
      let share = measurement.peakText(ceilingMark(of: cell.subject)).map { ", \($0) of peak" }
      return UnitLadder.flopsPerSecond.valueText(measurement.flopsPerSecond) + (share ?? "")
    }
  }

  /// The geometric mean of the speed-ups at the highest thread count that is no oversubscription, over the
  /// cells whose work is shared, and that count, in words.
  var scalingText: String {
    scalingAnswer.flatMap { answer -> String? in
      let speedups = answer.classes.flatMap(\.cases).map(\.speedup.factor)
      guard !speedups.isEmpty else { return nil }
      return "\(speedups.meanText) with \(answer.threads) threads"
        + ([self].doubtText { _ in true }.map { ", \($0)" } ?? "")
    } ?? Format.missing
  }

  /// The highest throughput of a network over all its cells, in samples/s; of all networks for `nil`.
  func bestThroughput(of network: String? = nil) -> Double? {
    headlined.filter { network == nil || $0.cell.subject.label == network }
      .map(\.measurement.samplesPerSecond.value).max()
  }

  private func best(
    _ quantity: (Measurement) -> Estimate, _ text: (Cell, Measurement) -> String
  ) -> String {
    let best = headlined.max { quantity($0.measurement).value < quantity($1.measurement).value }
    return best.map { "\(text($0.cell, $0.measurement)) (\($0.cell))" } ?? Format.missing
  }
}
