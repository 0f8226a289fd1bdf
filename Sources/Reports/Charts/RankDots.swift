import Records

extension ReportModel {
  /// What ranks bring: a row each case, and where there are several, each team of ranks, with the threads of one
  /// process beside them that are as many; `nil` where a curve tells more, or bars as much.
  var rankDots: DotChart? {
    guard !hasRankPanels else { return nil }
    let rows = teamRows
    let teams = Set(rows.map(\.team)), hasThreads = rows.contains { $0.threads != nil }
    guard hasThreads || teams.count > 1 else { return nil }
    let counts = Set(rows.map(\.team.workers))
    let series = counts.count == 1 ? threadSeries(rows[0].team.workers) : Palette.threads(1)
    let groups = Self.dotGroups(of: rows, threadSeries: hasThreads ? series : nil)
    let threads =
      counts.count == 1 ? Self.threadsText(rows[0].team.workers) : "as many threads"
    let ranks = teams.count == 1 ? "\(rows[0].team)" : "ranks"
    return DotChart(
      title: "What ranks bring" + (hasThreads ? ", against threads" : ""),
      description:
        "How many times as fast as one thread of one process: "
        + (hasThreads ? "\(threads) of it, and " : "") + "\(ranks); the largest step first. "
        + whiskerText(
          "intervals that hold together with 95 %", of: groups.estimates, "dot",
          lack: "pairs of blocks")
        + (rankDoubtSentence.map { " \($0)" } ?? ""),
      axisTitle: "speed against one process with one thread (×)", lowTitle: "slower",
      highTitle: "faster", noteTitle: hasThreads ? "threads, ranks" : "", reference: 1,
      legend: Legend(
        (hasThreads
          ? [
            Legend.Entry(sign: .dot(series: series), name: "\(threads) of one process")
          ]
          : []) + [
            Legend.Entry(sign: .dot(series: Palette.ranks), name: ranks),
            Legend.Entry(sign: .limitMark, name: "ideal"),
          ]),
      groups: groups)
  }

  /// How many cases of the most ranks have no verdict, as a sentence; `nil` where all have one.
  var rankDoubtSentence: String? {
    guard let answer = RankAnswer(of: self) else { return nil }
    return Verdict.inconclusiveText(
      answer.cases.count { $0.verdict == .inconclusive }, of: answer.cases.count
    ).map { "Of \(answer.team), \($0)." }
  }

  /// What ranks bring in a case.
  private struct TeamRow {
    let group: CellGroup
    let team: Team
    let ranks: Estimate
    /// What as many threads of one process bring; `nil` where that was not measured, or not shared.
    let threads: Estimate?
  }

  /// The teams that have a CPU for each thread, by case, the largest step first.
  private var teamRows: [TeamRow] {
    let sorted = groups.enumerated().sorted {
      let (left, right) = ($0.element.flopsPerStep ?? 0, $1.element.flopsPerStep ?? 0)
      return left == right ? $0.offset < $1.offset : left > right
    }.map(\.element)
    return sorted.flatMap { own in
      ranked.filter { $0.subject == own.subject }.flatMap(\.cells)
        .filter { !$0.cell.isOversubscribed }
        .compactMap { result in
          result.measurement?.speedup.map { speedup in
            let alone = own.cell(threads: speedup.threads)
            return TeamRow(
              group: own, team: result.cell.team, ranks: speedup.factor,
              threads: alone.flatMap {
                $0.cell.isOversubscribed ? nil : $0.measurement?.sharedSpeedup?.factor
              })
          }
        }
    }
  }

  /// - Parameter threadSeries: the colour of threads of one process; `nil` where none have dots.
  private static func dotGroups(
    of rows: [TeamRow], threadSeries: Int?
  ) -> [DotChart.Group] {
    func row(_ one: TeamRow, label: String) -> DotChart.Row {
      let shown = (threadSeries.map { [(one.threads, $0)] } ?? []) + [(one.ranks, Palette.ranks)]
      return DotChart.Row(
        label: label,
        dots: shown.compactMap { value, series in
          value.map { DotChart.Dot(series: series, value: $0) }
        }, limit: Double(one.team.workers),
        note: shown.map { value, _ in
          value.map { UnitLadder.factor.valueText($0) } ?? Format.unknown
        }.joined(separator: ", "))
    }
    if Set(rows.map(\.team)).count == 1 {
      return [DotChart.Group(label: "", rows: rows.map { row($0, label: $0.group.caseText) })]
    }
    let cases = rows.map(\.group.subject).reduce(into: [BenchmarkCase]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return cases.map { subject in
      let own = rows.filter { $0.group.subject == subject }
      return DotChart.Group(
        label: "\(subject.label), batch \(Format.count(subject.batchSize))",
        rows: own.map { row($0, label: $0.team.description) })
    }
  }
}
