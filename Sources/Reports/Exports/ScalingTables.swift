import Records

/// A cell of more than one thread, as the table of scaling shows it.
struct ScalingRow {
  let group: CellGroup
  let result: CellResult
  let floor: NoiseFloor?

  private var speedup: Speedup? { result.measurement?.speedup }

  static func columns(hasPeers: Bool) -> [Table.Column<ScalingRow>] {
    CellResult.coordinates(hasPeers: hasPeers).map { $0.reading(\.result) } + numbers
  }

  private static var numbers: [Table.Column<ScalingRow>] {
    [
      Table.Column("speed-up") { UnitLadder.factor.text($0.speedup?.factor) },
      Table.Column("by process") {
        $0.speedup?.processRange.map { UnitLadder.factor.text($0) } ?? Format.missing
      },
      Table.Column("pairs") { $0.speedup.map { Format.count($0.pairCount) } ?? Format.missing },
      Table.Column("verdict", .left, tone: { $0.verdict.tone }) { $0.verdict.rawValue },
      Table.Column("efficiency") { UnitLadder.percent.valueText($0.speedup?.efficiency) },
      Table.Column("of the machine's") {
        UnitLadder.percent.valueText($0.speedup?.ceilingEfficiency)
      },
      Table.Column("serial share") { UnitLadder.percent.valueText($0.speedup?.serialShare) },
    ]
  }

  private var verdict: Verdict { Verdict(on: speedup, floor: floor) }
}

extension Verdict {
  /// Green for faster, red for slower.
  var tone: Table.Tone {
    switch self {
    case .faster: .good
    case .slower: .bad
    case .same, .inconclusive: .plain
    }
  }
}

extension ReportModel {
  /// The best thread count of every case that has speed-ups, and the laws where one is fitted.
  var lawTable: Table {
    let laws: [Table.Column<(CellGroup, Scaling)>] = [
      Table.Column("Amdahl's law", .left) { $0.1.amdahl.amdahlText },
      Table.Column("universal law", .left) { $0.1.universal.universalText },
    ]
    return Table(
      groups.compactMap { group in group.scaling.map { (group, $0) } },
      columns: [
        Table.Column("network", .left) { $0.0.label },
        Table.Column("batch") { Format.count($0.0.batchSize) },
        Table.Column("best with", .left) { $0.1.bestText },
      ] + (mostFittedPoints < ScalingFit.leastPoints ? [] : laws))
  }

  /// The most thread counts that a case has for a law to be fitted to.
  var mostFittedPoints: Int { groups.compactMap(\.scaling?.speedups.count).max() ?? 0 }

  /// From which size on a second thread pays.
  var secondThreadTable: Table {
    Table(
      secondThread,
      columns: [
        Table.Column("network", .left) { $0.label },
        Table.Column("a second thread pays from", .left) { $0.text },
      ])
  }

  /// How a step's time holds when the batch grows with the threads.
  var weakScalingTable: Table {
    Table(
      weakScaling,
      columns: [
        Table.Column("network", .left) { $0.label },
        Table.Column("samples for each thread") { Format.count($0.samplesPerThread) },
        Table.Column("threads") { "\($0.threads)" },
        Table.Column("weak efficiency") { UnitLadder.percent.text($0.efficiency) },
      ])
  }
}

extension Scaling {
  /// `4 threads; 2 may be as good`.
  fileprivate var bestText: String {
    let others = ties.map(String.init).joined(separator: ", ")
    return "\(best) thread\(best == 1 ? "" : "s")"
      + (ties.isEmpty ? "" : "; \(others) may be as good")
  }
}

extension ScalingFit {
  fileprivate var amdahlText: String {
    switch self {
    case .notFitted(let points): "not fitted (\(points) points)"
    case .fitted(let serial, _, let residual):
      "\(percent(serial)) serial, off by \(percent(residual))"
    }
  }

  fileprivate var universalText: String {
    switch self {
    case .notFitted(let points): "not fitted (\(points) points)"
    case .fitted(let serial, let coherency, let residual):
      "\(percent(serial)) serial, \(percent(coherency)) for each pair, off by \(percent(residual))"
    }
  }

  /// A share to a hundredth of a percent: a fit says no more.
  private func percent(_ share: Double) -> String {
    Format.fixed(100 * share, decimals: 2) + " %"
  }
}

extension SecondThread {
  fileprivate var text: String {
    smallest.map {
      "batch \(Format.count($0.batchSize)), "
        + "\(UnitLadder.flops.text($0.flopsPerStep)) in a step"
    } ?? "no size that was measured"
  }
}
