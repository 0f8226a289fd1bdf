import Records

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
  /// The laws of every case that has speed-ups; no row where none is fitted.
  var lawTable: Table {
    let cases = groups.compactMap { group in group.scaling.map { (group, $0) } }
    return Table(
      mostFittedPoints < ScalingFit.leastPoints ? [] : cases,
      columns: [
        Table.Column("network", .left) { $0.0.label },
        Table.Column("batch") { Format.count($0.0.batchSize) },
        Table.Column("Amdahl's law", .left) { $0.1.amdahl.amdahlText },
        Table.Column("universal law", .left, .usual) { $0.1.universal.universalText },
      ])
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

extension ScalingFit {
  fileprivate var amdahlText: String {
    switch self {
    case .notFitted(let points): "not fitted (\(points) points)"
    case .fitted(let serial, _, let residual):
      "\(percent(serial)) serial, off by \(percent(residual))"
    }
  }

  var universalText: String {
    switch self {
    case .notFitted(let points): "not fitted (\(points) points)"
    // More than all of the work cannot be serial: what is paid for every rank or thread is no share of it.
    case .fitted(let serial, let coherency, _) where serial + coherency > 1:
      "does not apply: slower than one alone"
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
    } ?? "none for sure, of the sizes that were measured"
  }
}
