import Records

extension ReportModel {
  /// The verified cells with their numbers.
  var verified: [(cell: Cell, measurement: Measurement)] {
    cells.compactMap { result in result.measurement.map { (result.cell, $0) } }
  }

  /// How many cells are verified.
  var verifiedText: String {
    "\(Format.count(verified.count)) of \(Format.count(cells.count)) cells"
  }

  /// The highest throughput, and the cell that has it.
  var bestThroughputText: String {
    best(\.samplesPerSecond) { UnitLadder.rate.valueText($0.samplesPerSecond) + " samples/s" }
  }

  /// The most arithmetic in a second, and the cell that has it.
  var bestArithmeticText: String {
    best(\.flopsPerSecond) {
      let share = $0.peakShare.map { ", \(UnitLadder.percent.valueText($0)) of peak" } ?? ""
      return UnitLadder.flopsPerSecond.valueText($0.flopsPerSecond) + share
    }
  }

  /// The geometric mean of the speed-ups at the highest thread count that is no oversubscription.
  var scalingText: String {
    let candidates = verified.filter { !$0.cell.isOversubscribed && $0.cell.threads > 1 }
    guard let threads = candidates.map(\.cell.threads).max() else { return Format.missing }
    let speedups = candidates.filter { $0.cell.threads == threads }
      .compactMap(\.measurement.speedup?.factor.value)
    guard let mean = geometricMean(of: speedups) else { return Format.missing }
    return "\(UnitLadder.factor.text(mean)) with \(threads) threads"
  }

  private func best(
    _ quantity: (Measurement) -> Estimate, _ text: (Measurement) -> String
  ) -> String {
    let best = verified.max { quantity($0.measurement).value < quantity($1.measurement).value }
    return best.map { "\(text($0.measurement)) (\($0.cell))" } ?? Format.missing
  }
}
