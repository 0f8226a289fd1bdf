import Records

extension RunComparison {
  /// The comparison for a terminal.
  public func text(usingColor: Bool) -> String {
    let head =
      (["A: \(baseline.heading)"] + candidates.enumerated().map { "\(letter($0)): \($1.heading)" })
      + candidates.enumerated().flatMap { index, candidate in
        baseline.last.differences(from: candidate.last).map { "\(letter(index)) differs: \($0)" }
      }
    let empty = ([("A", baseline)] + candidates.enumerated().map { (letter($0), $1) })
      .filter { !$0.1.isMeasured }.map { "no verified cell in \($0.0)" }
    let failed =
      empty + failures(in: "A", of: baseline)
      + candidates.enumerated().flatMap { failures(in: letter($0), of: $1) }
    let tail =
      failed + candidates.indices.flatMap { summary(of: $0) } + [terms]
      + unmatched("A", onlyInBaseline)
      + candidates.enumerated().flatMap { unmatched(letter($0), onlyIn($1)) }
      + [duelSentence].compactMap(\.self)
    let table = Table(rows, columns: columns)
    return head.lines + "\n" + table.text(usingColor: usingColor) + "\n" + tail.lines
  }

  /// `B` for the first candidate; numbers where letters end.
  private func letter(_ candidate: Int) -> String {
    let letters = Array("BCDEFGHIJKLMNOPQRSTUVWXYZ")
    return candidate < letters.count ? String(letters[candidate]) : "run \(candidate + 2)"
  }

  /// Why cells of a run have no time.
  private func failures(in run: String, of side: RunSide) -> [String] {
    side.failures.map { "failed in \(run): \($0.cell): \($0.failure ?? "")" }
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
    let letter = letter(candidate)
    var sentence = "\(letter) against A: no cell has a ratio"
    if let mean = geometricMean(of: ratios), let least = ratios.min(), let most = ratios.max() {
      let cells = "\(ratios.count) cell\(ratios.count == 1 ? "" : "s")"
      sentence =
        "\(letter) is \(Self.factor(mean)) as fast as A (geometric mean over \(cells); "
        + "\(Self.factor(least)) to \(Self.factor(most)))"
    }
    let drift = Drift(of: candidates[candidate], against: baseline).text(letter, "A")
    guard showsTimes(of: candidates[candidate]) else {
      return [sentence + "; another machine, so no verdict (--cross-machine gives one)"]
    }
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = outcomes.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    let few = outcomes.count { if case .fewSessions = $0 { true } else { false } }
    let all = counts + (few == 0 ? [] : ["\(few) without a verdict"])
    return [sentence + (all.isEmpty ? "" : ": " + all.joined(separator: ", "))]
      + [drift].compactMap(\.self)
  }

  private static func factor(_ value: Double) -> String { Format.fixed(value, decimals: 2) + "×" }

  /// How many sessions there are where they are too few.
  static func sessionClause(_ count: Int) -> String {
    count == 1 ? "one session each" : "\(count) sessions each"
  }

  /// What would give the verdict that sessions are too few for; `nil` where none is missing.
  var duelSentence: String? {
    let few = candidates.indices.first { place in
      outcomes(of: place).contains { if case .fewSessions = $0 { true } else { false } }
    }
    guard let few else { return nil }
    let builds = [baseline, candidates[few]].map(\.last.fingerprint.build)
    let commits = builds.map { $0.commit.value.map { String($0.prefix(12)) } }
    let isOneProgram =
      builds[0].binaryDigest.value != nil
      && builds[0].binaryDigest.value == builds[1].binaryDigest.value
    let reason =
      isOneProgram
      ? "both sides ran one program, so what differs is the machine, as a duel shows"
      : "two builds are told apart by turns in one session"
    let command =
      "make duel BASE=\(commits[0] ?? "PROGRAM")"
      + (commits[1].map { " in a checkout of \($0)" } ?? "")
    return "\(reason): \(command); or name three sessions a side, A1 A2 A3 -- B1 B2 B3"
  }

  /// What the verdicts rest on.
  private var terms: String {
    let floors = ([baseline] + candidates).map(\.noiseFloor)
    let known = floors.compactMap(\.?.share)
    let floor =
      known.count == floors.count
      ? "beyond the noise floor within a session of at most \(UnitLadder.percent.text(known.max()))"
      : "beyond the noise floor within a session, which not every run has measured"
    return
      "faster, slower: the interval, wide enough for all cells together, excludes 1, \(floor); "
      + "same: the interval lies within \(UnitLadder.percent.text(margin)) of 1; each needs three "
      + "sessions a side, as what sessions differ by is not known from one"
  }

  private var columns: [Table.Column<Row>] {
    let coordinates: [Table.Column<Row>] = [
      Table.Column("network", .left) { $0.cell.subject.label },
      Table.Column("batch") { Format.count($0.cell.subject.batchSize) },
      Table.Column("threads") { $0.cell.threadsText },
    ]
    let isOneMachine = candidates.allSatisfy { showsTimes(of: $0) }
    let own = numbers("A", isOneMachine) { $0.baseline }
    return coordinates + own
      + candidates.indices.flatMap { index in
        numbers(letter(index), isOneMachine) { $0.entries[index].cell }
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
    _ run: String, _ isOneMachine: Bool, _ cell: @escaping (Row) -> SideCell?
  ) -> [Table.Column<Row>] {
    if isOneMachine {
      return [
        Table.Column("\(run) samples/s") {
          UnitLadder.rate.valueText(cell($0)?.estimate(\.samplesPerSecond))
        }
      ]
    }
    return [
      Table.Column("\(run) speed-up") { row in
        UnitLadder.factor.valueText(cell(row)?.estimate { $0.speedup?.factor })
      },
      Table.Column("\(run) of peak") {
        UnitLadder.percent.valueText(cell($0)?.estimate(\.peakShare))
      },
    ]
  }
}

extension RunComparison.Outcome {
  fileprivate var text: String {
    switch self {
    case .compared(_, let verdict): verdict.rawValue
    case .fewSessions(_, let count): RunComparison.sessionClause(count)
    case .otherMachine: "no verdict"
    case .incomparable(let reason): reason
    case .absent: ""
    }
  }

  fileprivate var tone: Table.Tone {
    switch self {
    case .compared(_, let verdict): verdict.tone
    case .incomparable: .bad
    case .fewSessions, .otherMachine, .absent: .plain
    }
  }
}

extension ReportModel {
  /// The run in one line.
  var heading: String {
    "\(name): \(machineText), commit \(machine.build.commit ?? Format.unknown)"
  }
}
