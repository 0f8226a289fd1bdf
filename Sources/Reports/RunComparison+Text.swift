import Records

extension RunComparison {
  /// The comparison for a terminal.
  public func text(usingColor: Bool) -> String {
    let head =
      ["A: \(baseline.heading)", "B: \(candidate.heading)"]
      + differences.map { "differs: \($0)" }
    let table = Table(rows, columns: Self.columns)
    let tail = summary + unmatched("A", onlyInBaseline) + unmatched("B", onlyInCandidate)
    return head.lines + "\n" + table.text(usingColor: usingColor) + "\n" + tail.lines
  }

  /// One line about the cells of one run alone, the first three by name.
  private func unmatched(_ run: String, _ cells: [Cell]) -> [String] {
    guard !cells.isEmpty else { return [] }
    let names = cells.prefix(3).map(\.description).joined(separator: "; ")
    let rest = cells.count > 3 ? "; and \(cells.count - 3) more" : ""
    return ["only in \(run): \(names)\(rest)"]
  }

  private var summary: [String] {
    let counts = [Verdict.faster, .slower, .noDifference].map { verdict in
      "\(rows.count { $0.verdict == verdict }) \(verdict.rawValue)"
    }
    let undecided = rows.count { $0.ratio != nil && $0.verdict == nil }
    let mean = geometricMean(of: ratios.map(\.value))
    return [
      "B against A in \(rows.count) cells: \(counts.joined(separator: ", ")); "
        + "geometric mean of the ratios \(UnitLadder.factor.text(mean))"
    ]
      + (undecided == 0
        ? [] : ["without a verdict: \(undecided), since an interval needs 6 rounds in both runs"])
  }

  private static var columns: [Table.Column<Row>] {
    [
      Table.Column("network", .left) { $0.cell.subject.model },
      Table.Column("batch") { Format.count($0.cell.subject.batchSize) },
      Table.Column("threads") { $0.cell.threadsText },
      Table.Column("A samples/s") { UnitLadder.rate.text($0.throughputs?.baseline) },
      Table.Column("B samples/s") { UnitLadder.rate.text($0.throughputs?.candidate) },
      Table.Column("B / A") { UnitLadder.factor.text($0.ratio) },
      Table.Column("verdict", .left, tone: { $0.tone }) { $0.verdictText },
    ]
  }
}

extension RunComparison.Row {
  fileprivate var throughputs: (baseline: Double, candidate: Double)? {
    guard case .compared(let baseline, let candidate, _) = outcome else { return nil }
    return (baseline.samplesPerSecond.value, candidate.samplesPerSecond.value)
  }

  fileprivate var verdictText: String {
    switch outcome {
    case .compared: verdict?.rawValue ?? Format.missing
    case .incomparable(let reason): reason
    }
  }

  fileprivate var tone: Table.Tone {
    switch verdict {
    case .faster: .good
    case .slower: .bad
    case .noDifference: .plain
    case nil: ratio == nil ? .bad : .plain
    }
  }
}

extension ReportModel {
  fileprivate var heading: String {
    "\(name): \(machine.shortText), commit \(machine.build.commit ?? Format.unknown)"
  }
}
