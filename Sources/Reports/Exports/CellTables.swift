import Records

extension ReportModel {
  /// Throughput of every verified cell.
  var throughputTable: Table {
    Table(measuredCells, columns: coordinates + CellResult.throughputColumns)
  }

  /// How speed grows with threads, for every verified cell of more than one.
  var scalingTable: Table {
    let rows = groupsOfAll.flatMap { group in
      group.cells.filter { $0.cell.threads > 1 && $0.measurement != nil }
        .map { ScalingRow(group: group, result: $0, floor: noiseFloor) }
    }
    return Table(rows, columns: ScalingRow.columns(hasPeers: !peers.isEmpty))
  }

  /// Step times, memory and results of every verified cell.
  var stepTable: Table {
    Table(measuredCells, columns: coordinates + CellResult.stepColumns)
  }

  /// What ran of what was asked for, in every verified cell.
  var participationTable: Table {
    Table(measuredCells, columns: coordinates + CellResult.participationColumns)
  }

  /// What the kernel counted during the blocks of every cell whose records tell.
  var disturbanceTable: Table {
    Table(
      measuredCells.filter { $0.measurement?.disturbance != nil },
      columns: coordinates + CellResult.disturbanceColumns
        + (hasLostTime ? [CellResult.disturbanceShare("kept from running", \.lost)] : []))
  }

  /// Whether the workers of any cell counted what they lost, as records before did not.
  var hasLostTime: Bool { cells.contains { $0.measurement?.disturbance?.lost != nil } }

  /// Where the time of a step went, of every cell that an instrumented run looked into.
  var phaseTable: Table {
    let rows = measuredCells.filter { $0.measurement?.phases != nil }
    let names = rows.first?.measurement?.phases?.shares.map(\.name) ?? []
    return Table(
      rows,
      columns: coordinates
        + names.map { name in
          Table.Column(name) { row in
            let shares = row.measurement?.phases?.shares
            return UnitLadder.percent.text(shares?.first { $0.name == name }?.value)
          }
        })
  }

  /// The cells that failed, with the reason.
  var failureTable: Table {
    Table(
      failures,
      columns: coordinates + [
        Table.Column("failure", .left, tone: { _ in .bad }) { $0.failure ?? "" }
      ])
  }

  private var measuredCells: [CellResult] { cellsOfAll.filter { $0.measurement != nil } }

  /// The columns that say which cell a row is about, and who trained it where others did, too.
  private var coordinates: [Table.Column<CellResult>] {
    CellResult.coordinates(hasPeers: !peers.isEmpty)
  }
}

extension CellResult {
  /// The columns that say which cell a row is about.
  static func coordinates(hasPeers: Bool) -> [Table.Column<CellResult>] {
    [
      Table.Column("network", .left) { $0.cell.subject.label },
      Table.Column("batch") { Format.count($0.cell.subject.batchSize) },
      Table.Column("threads") { $0.cell.threadsText },
    ] + (hasPeers ? [Table.Column("trained by", .left) { $0.trainedBy }] : [])
  }

  /// Who trained it: `gradmark`, `jax scan`.
  var trainedBy: String {
    [library ?? BenchmarkPlan.Implementation.gradmark, peerRatio?.form].compactMap(\.self)
      .joined(separator: " ")
  }

  fileprivate static var throughputColumns: [Table.Column<CellResult>] {
    [
      Table.Column("samples/s") {
        UnitLadder.rate.valueText($0.measurement?.samplesPerSecond)
      },
      Table.Column("step") { UnitLadder.seconds.text($0.measurement?.secondsPerStep) },
      Table.Column("speed-up") { UnitLadder.factor.text($0.measurement?.speedup?.factor) },
      Table.Column("arithmetic") {
        UnitLadder.flopsPerSecond.valueText($0.measurement?.flopsPerSecond)
      },
      Table.Column("for each thread") {
        UnitLadder.flopsPerSecond.valueText($0.measurement?.flopsPerSecondPerThread)
      },
      Table.Column("of peak") { UnitLadder.percent.valueText($0.measurement?.peakShare) },
      Table.Column("of roof", .left) { $0.measurement?.roofText ?? Format.missing },
    ]
  }

  fileprivate static var stepColumns: [Table.Column<CellResult>] {
    let percentile = { (title: String, percent: Double) in
      Table.Column<CellResult>(title) {
        UnitLadder.seconds.text($0.measurement?.steps.seconds(percent))
      }
    }
    return [
      percentile("p50", 50), percentile("p95", 95), percentile("p99", 99),
      percentile("max", 100),
      Table.Column("steps/sample") {
        $0.measurement.map { Format.count($0.steps.stepsPerGroup) } ?? Format.missing
      },
      Table.Column("outliers", .left) { $0.measurement?.steps.outlierText ?? Format.missing },
      Table.Column("warm after", .left) { $0.measurement?.warmUp?.text ?? Format.missing },
      Table.Column("allocated") {
        UnitLadder.bytes.wholeText($0.measurement?.allocatedBytesPerStep)
      },
      Table.Column("final loss") { Format.loss($0.measurement?.finalLoss) },
      Table.Column("weights", .left) { "`\($0.digest.prefix(12))`" },
    ]
  }

  fileprivate static var participationColumns: [Table.Column<CellResult>] {
    [
      Table.Column("workers", .left) {
        $0.measurement?.participation.text ?? Format.missing
      },
      Table.Column("on CPUs", .left) {
        $0.measurement?.participation.cpuText ?? Format.missing
      },
      Table.Column("workers busy") {
        UnitLadder.percent.text($0.measurement?.participation.busyShare)
      },
      Table.Column("CPU / wall time") { UnitLadder.factor.text($0.measurement?.busyCPUs) },
      Table.Column("processes") {
        $0.measurement.map { Format.count($0.extent.processes) } ?? Format.missing
      },
      Table.Column("blocks") {
        $0.measurement.map { Format.count($0.extent.blocks) } ?? Format.missing
      },
      Table.Column("disturbed") {
        $0.measurement.map { Format.count($0.extent.disturbed) } ?? Format.missing
      },
    ]
  }

  fileprivate static func disturbanceShare(
    _ title: String, _ part: KeyPath<DisturbanceSummary, DisturbanceSummary.Share?> & Sendable
  ) -> Table.Column<CellResult> {
    Table.Column(title) {
      $0.measurement?.disturbance?[keyPath: part]?.text ?? Format.missing
    }
  }

  fileprivate static var disturbanceColumns: [Table.Column<CellResult>] {
    let share = disturbanceShare
    let count = { (title: String, value: @escaping (DisturbanceSummary) -> Double?) in
      Table.Column<CellResult>(title) {
        UnitLadder.rate.wholeText($0.measurement?.disturbance.flatMap(value))
      }
    }
    return [
      share("steal", \.steal), share("CPU pressure", \.cpuPressure),
      share("memory pressure", \.memoryPressure), share("I/O pressure", \.ioPressure),
      share("throttled", \.throttling), count("switches/CPU s") { $0.switchesPerCPUSecond },
      count("disk pages") { $0.majorFaults }, count("throttled by heat") { $0.thermalThrottles },
    ]
  }
}

extension Cell {
  /// The thread count, marked where it exceeds the usable CPUs.
  var threadsText: String { "\(threads)" + (isOversubscribed ? "*" : "") }
}

extension BenchmarkCase {
  /// The network as tables name it, and how it was trained where that was asked for.
  var label: String {
    ([model] + [reduction, kernels].compactMap(\.self)).joined(separator: ", ")
  }
}

extension Measurement {
  /// The arithmetic over what both limits allow, and the limit that binds.
  fileprivate var roofText: String? {
    roofline.map {
      let share = UnitLadder.percent.text(flopsPerSecond.value / $0.roofFlopsPerSecond)
      return "\(share), \($0.bound.rawValue)"
    }
  }
}

extension DisturbanceSummary.Share {
  /// `0.4 %, at most 5.3 %`: to a tenth, as clauses about a disturbance have it; less says nothing.
  fileprivate var text: String {
    guard most > 0 else { return "0 %" }
    let percents = [mean, most].map { Format.fixed(100 * $0, decimals: 1) + " %" }
    return percents.joined(separator: ", at most ")
  }
}

extension StepDistribution {
  /// `12 mild, 3 far`.
  fileprivate var outlierText: String {
    let counts = [(mildOutliers, "mild"), (farOutliers, "far")].filter { $0.0 > 0 }
    return counts.isEmpty
      ? "none" : counts.map { "\(Format.count($0.0)) \($0.1)" }.joined(separator: ", ")
  }
}

extension WarmUp {
  /// `40 steps`.
  fileprivate var text: String {
    let count = steps ?? watched
    return (steps == nil ? "more than " : "") + "\(Format.count(count)) step"
      + (count == 1 ? "" : "s")
  }
}

extension Participation {
  /// `4 asked / 2 took part`.
  fileprivate var text: String {
    "\(asked) asked / " + (tookPart.map { "\($0) took part" } ?? Format.missing)
  }

  /// `0, 1`.
  fileprivate var cpuText: String {
    cpus.isEmpty ? Format.missing : cpus.map(String.init).joined(separator: ", ")
  }
}
