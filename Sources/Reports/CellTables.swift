import Records

extension ReportModel {
  /// Every cell with all its numbers, unrounded by people's needs: `table.csv`.
  public var csv: String {
    Table(cells, columns: CellResult.identification + CellResult.rawColumns).csv
  }

  /// Throughput and scaling of every verified cell.
  var throughputTable: Table {
    Table(measuredCells, columns: CellResult.coordinates + CellResult.throughputColumns)
  }

  /// Step times, memory and results of every verified cell.
  var evidenceTable: Table {
    Table(measuredCells, columns: CellResult.coordinates + CellResult.evidenceColumns)
  }

  /// The cells that failed, with the reason.
  var failureTable: Table {
    Table(
      failures,
      columns: CellResult.coordinates + [
        Table.Column("failure", .left, tone: { _ in .bad }) { $0.failure ?? "" }
      ])
  }

  private var measuredCells: [CellResult] { cells.filter { $0.measurement != nil } }
}

extension CellResult {
  /// The columns that say which cell a row is about.
  static var coordinates: [Table.Column<CellResult>] {
    [
      Table.Column("network", .left) { $0.cell.model },
      Table.Column("batch") { Format.count($0.cell.batchSize) },
      Table.Column("threads") { $0.cell.threadsText },
    ]
  }

  fileprivate static var throughputColumns: [Table.Column<CellResult>] {
    [
      Table.Column("samples/s") { UnitLadder.rate.text($0.measurement?.samplesPerSecond.value) },
      Table.Column("step") { UnitLadder.seconds.text($0.measurement?.secondsPerStep) },
      Table.Column("speed-up") { UnitLadder.factor.text($0.measurement?.speedup) },
      Table.Column("efficiency") { UnitLadder.percent.text($0.measurement?.efficiency?.value) },
      Table.Column("arithmetic") {
        UnitLadder.flopsPerSecond.text($0.measurement?.flopsPerSecond.value)
      },
      Table.Column("of peak") { UnitLadder.percent.text($0.measurement?.peakShare?.value) },
    ]
  }

  fileprivate static var evidenceColumns: [Table.Column<CellResult>] {
    [
      Table.Column("p50") { UnitLadder.seconds.text($0.measurement?.stepQuantiles.p50) },
      Table.Column("p90") { UnitLadder.seconds.text($0.measurement?.stepQuantiles.p90) },
      Table.Column("p99") { UnitLadder.seconds.text($0.measurement?.stepQuantiles.p99) },
      Table.Column("timed by") { $0.measurement.map { Format.count($0.stepsPerGroup) } ?? "" },
      Table.Column("allocated") {
        UnitLadder.bytes.wholeText($0.measurement?.allocatedBytesPerStep)
      },
      Table.Column("final loss") { Format.loss($0.measurement?.finalLoss) },
      Table.Column("weights", .left) { "`\($0.digest.prefix(12))`" },
    ]
  }

  fileprivate static var identification: [Table.Column<CellResult>] {
    [
      Table.Column("model", .left) { $0.cell.model },
      Table.Column("parameters") { "\($0.cell.parameterCount)" },
      Table.Column("batch_size") { "\($0.cell.batchSize)" },
      Table.Column("threads") { "\($0.cell.threads)" },
      Table.Column("oversubscribed") { "\($0.cell.isOversubscribed)" },
      Table.Column("verified") { "\($0.measurement != nil)" },
      Table.Column("failure", .left) { $0.failure ?? "" },
    ]
  }

  fileprivate static var rawColumns: [Table.Column<CellResult>] {
    raw("samples_per_second") { $0.samplesPerSecond }
      + raw("step_seconds") { $0.secondsPerStep }
      + raw("speedup") { $0.speedup }
      + raw("efficiency") { $0.efficiency }
      + raw("flops_per_second") { $0.flopsPerSecond }
      + raw("peak_share") { $0.peakShare }
      + [
        raw("step_seconds_p50") { $0.stepQuantiles.p50 },
        raw("step_seconds_p90") { $0.stepQuantiles.p90 },
        raw("step_seconds_p99") { $0.stepQuantiles.p99 },
        raw("steps_per_group") { Double($0.stepsPerGroup) },
        raw("rounds") { Double($0.secondsOfRounds.count) },
        raw("allocated_bytes_per_step") { $0.allocatedBytesPerStep },
        raw("final_loss") { $0.finalLoss },
        Table.Column("weights_sha256", .left) { $0.digest },
      ]
  }

  private static func raw(
    _ title: String, _ value: @escaping (Measurement) -> Double?
  ) -> Table.Column<CellResult> {
    Table.Column(title) { Format.plain($0.measurement.flatMap(value)) }
  }

  private static func raw(
    _ title: String, _ value: @escaping (Measurement) -> Estimate?
  ) -> [Table.Column<CellResult>] {
    [
      raw(title) { value($0)?.value },
      raw("\(title)_low") { value($0)?.interval?.lowerBound },
      raw("\(title)_high") { value($0)?.interval?.upperBound },
    ]
  }
}

extension RunRecord.Cell {
  /// The thread count, marked where it exceeds the usable CPUs.
  var threadsText: String { "\(threads)" + (isOversubscribed ? "*" : "") }
}
