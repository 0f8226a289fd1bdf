import Records

extension RunComparison {
  /// The comparison for a terminal.
  public func text(usingColor: Bool) -> String {
    let head =
      (["A: \(baseline.heading)"] + candidates.enumerated().map { "\(letter($0)): \($1.heading)" })
      + candidates.enumerated().flatMap { index, candidate in
        baseline.differences(from: candidate).map { "\(letter(index)) differs: \($0)" }
      }
    let empty = ([("A", baseline)] + candidates.enumerated().map { (letter($0), $1) })
      .filter { $0.1.verified.isEmpty }.map { "no verified cell in \($0.0)" }
    let failed =
      empty + failures(in: "A", of: baseline)
      + candidates.enumerated().flatMap { failures(in: letter($0), of: $1) }
    let tail =
      failed + candidates.indices.flatMap { summary(of: $0) } + [terms]
      + unmatched("A", onlyInBaseline)
      + candidates.enumerated().flatMap { unmatched(letter($0), onlyIn($1)) }
    let table = Table(rows, columns: columns)
    return head.lines + "\n" + table.text(usingColor: usingColor) + "\n" + tail.lines
  }

  /// `B` for the first candidate; numbers where letters end.
  private func letter(_ candidate: Int) -> String {
    let letters = Array("BCDEFGHIJKLMNOPQRSTUVWXYZ")
    return candidate < letters.count ? String(letters[candidate]) : "run \(candidate + 2)"
  }

  /// Why cells of a run have no time.
  private func failures(in run: String, of model: ReportModel) -> [String] {
    model.failures.map { "failed in \(run): \($0.cell): \($0.failure ?? "")" }
  }

  /// One line about the cells of one run alone, the first three by name.
  private func unmatched(_ run: String, _ cells: [Cell]) -> [String] {
    guard !cells.isEmpty else { return [] }
    let names = cells.prefix(3).map(\.description).joined(separator: "; ")
    let rest = cells.count > 3 ? "; and \(cells.count - 3) more" : ""
    return ["only in \(run): \(names)\(rest)"]
  }

  private func summary(of candidate: Int) -> [String] {
    let outcomes = outcomes(of: candidate)
    let ratios = outcomes.compactMap(\.ratio?.value)
    let start = "\(letter(candidate)) against A in \(ratios.count) cells: "
    let mean = "geometric mean of the ratios \(UnitLadder.factor.text(geometricMean(of: ratios)))"
    guard showsTimes(of: candidates[candidate]) else {
      return [start + mean + "; another machine, so no verdict (--cross-machine gives one)"]
    }
    let counts = Verdict.allCases.map { verdict in
      "\(outcomes.count { $0.verdict == verdict }) \(verdict.rawValue)"
    }
    return [start + counts.joined(separator: ", ") + "; " + mean]
  }

  /// What the verdicts rest on.
  private var terms: String {
    let floors = ([baseline] + candidates).map(\.noiseFloor)
    let known = floors.compactMap(\.?.share)
    let floor =
      known.count == floors.count
      ? "beyond the noise floor of at most \(UnitLadder.percent.text(known.max()))"
      : "beyond the noise floor, which not every run has measured"
    return "faster, slower: the 95 % interval excludes 1, \(floor); same: the interval lies within "
      + "\(UnitLadder.percent.text(margin)) of 1"
  }

  private var columns: [Table.Column<Row>] {
    let coordinates: [Table.Column<Row>] = [
      Table.Column("network", .left) { $0.cell.subject.label },
      Table.Column("batch") { Format.count($0.cell.subject.batchSize) },
      Table.Column("threads") { $0.cell.threadsText },
    ]
    let isOneMachine = candidates.allSatisfy { showsTimes(of: $0) }
    let own = numbers("A", isOneMachine) { $0.baseline.measurement }
    return coordinates + own
      + candidates.indices.flatMap { index in
        numbers(letter(index), isOneMachine) { $0.entries[index].measurement }
          + [
            Table.Column("\(letter(index)) / A") {
              $0.entries[index].outcome.ratio.map { UnitLadder.factor.text($0) } ?? ""
            },
            Table.Column(
              "\(letter(index)) is", .left, tone: { $0.entries[index].outcome.tone }
            ) { $0.entries[index].outcome.text },
          ]
      }
  }

  /// The throughput of a run; for different machines, what can be compared between them.
  private func numbers(
    _ run: String, _ isOneMachine: Bool, _ measurement: @escaping (Row) -> Measurement?
  ) -> [Table.Column<Row>] {
    if isOneMachine {
      return [
        Table.Column("\(run) samples/s") {
          UnitLadder.rate.valueText(measurement($0)?.samplesPerSecond)
        }
      ]
    }
    return [
      Table.Column("\(run) speed-up") {
        UnitLadder.factor.valueText(measurement($0)?.speedup?.factor)
      },
      Table.Column("\(run) of peak") { UnitLadder.percent.valueText(measurement($0)?.peakShare) },
    ]
  }
}

extension RunComparison.Outcome {
  fileprivate var text: String {
    switch self {
    case .compared(_, let verdict): verdict.rawValue
    case .otherMachine: "no verdict"
    case .incomparable(let reason): reason
    case .absent: ""
    }
  }

  fileprivate var tone: Table.Tone {
    switch self {
    case .compared(_, let verdict): verdict.tone
    case .incomparable: .bad
    case .otherMachine, .absent: .plain
    }
  }
}

extension ReportModel {
  /// The run in one line.
  var heading: String {
    "\(name): \(machine.shortText), commit \(machine.build.commit ?? Format.unknown)"
  }
}
