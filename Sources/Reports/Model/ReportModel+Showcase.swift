import Records

/// What a README shows of a run beside other libraries: charts, how gradmark stands against the fastest of
/// them, and a table, all of the same work.
extension ReportModel {
  /// Two charts, a sentence and a table.
  ///
  /// - Parameters:
  ///   - names: the cases of the table as `denoise/128`; each network with its largest batch where there are
  ///     none.
  ///   - folder: where the run stands, as the text's links need it.
  ///   - path: the text, for errors.
  /// - Throws: a `RecordError` where the run has no such case.
  func showcase(of names: [String], in folder: String, askedBy path: String) throws -> String {
    let pictures = charts.filter { ["libraries", "scaling"].contains($0.name) }
      // The lower one first: where both have no room side by side, it is seen whole.
      .sorted { $0.name > $1.name }
      .map { chart in
        let path = "\(folder)/\(chart.fileName)".percentEncodedPath
        // Markdown's own pictures would stand on one line at their lower ends.
        let title = chart.chart.drawing.title.escapedForXML
        return "<img align=\"top\" src=\"\(path)\" alt=\"\(title)\">"
      }
    let page = markdownLink("this run's page", to: "\(folder)/README.md")
    let groups =
      names.isEmpty ? representatives : try names.map { try group(named: $0, askedBy: path) }
    return """
      \(pictures.joined(separator: " "))

      \(standing) All cells, and what every column means, are in \(page).\(shuffledNote)\(summaryNote(of: groups, isBesideChart: true))

      \(summaryTable(of: groups))
      """
  }

  /// Who stands in the first chart without being a library.
  private var shuffledNote: String {
    hasShuffled
      ? " \(BenchmarkPlan.Implementation.shuffled): gradmark as a sweep without libraries has it, which shuffles samples. The page "
        + "over all machines has a sweep's figures, or these of a machine without a sweep, and not those of this table."
      : ""
  }

  /// How gradmark stands against the fastest library of each cell that one of them trains.
  private var standing: String {
    let cells = groups.flatMap { own in own.cells.compactMap { fastest(in: own, $0.cell.threads) } }
    let names = plan.peers.map(\.name).joined(separator: " and ")
    let start =
      "Beside \(names), in turns and at equal and proven work, on \(machineText.escapedForMarkdown), "
      + "\(dates.upperBound.prefix(10)): "
    guard !cells.isEmpty else { return start + "no library has a time." }
    func count(_ verdict: Verdict) -> Int { cells.count { $0.verdict == verdict } }
    let rest = cells.count - count(.faster) - count(.slower)
    let undecided = rest > 0 ? ", and cannot be told apart in \(rest)" : ""
    let disturbed = disturbedText.map { " \($0)." } ?? ""
    let care = careSentence.map { " \($0)" } ?? ""
    return start
      + "gradmark is faster than the fastest of them in \(count(.faster)) of \(cells.count) cells, slower in "
      + "\(count(.slower))\(undecided)\(range(of: cells)).\(disturbed)\(care)"
  }

  /// How many times as fast gradmark is, as a clause behind others: of those cells alone of which that is known.
  private func range(of cells: [Fastest]) -> String {
    let known = cells.filter { [.faster, .slower].contains($0.verdict) }
      .sorted { $0.ratio.value < $1.ratio.value }
    guard let least = known.first, let most = known.last else { return "" }
    let ends = known.count == 1 ? least.text : "from \(least.text) to \(most.text)"
    return "; \(ends) as fast"
      + (known.count < cells.count ? " where that is known" : "")
  }

  /// The library that is fastest in a cell, and gradmark against it.
  private struct Fastest {
    let cell: Cell
    let ratio: Estimate
    let verdict: Verdict

    /// `1.08× (denoise, batch 128, 1 thread)`.
    var text: String {
      let batch = Format.count(cell.subject.batchSize)
      return "\(UnitLadder.factor.valueText(ratio)) (\(cell.subject.label), batch \(batch), "
        + "\(Format.count(cell.threads, "thread")))"
    }
  }

  private func fastest(in own: CellGroup, _ threads: Int) -> Fastest? {
    let names = plan.peers.map(\.name)
    let cells = peers.filter { $0.subject == own.subject && names.contains($0.library ?? "") }
      .compactMap { $0.cell(threads: threads) }
    let ratios = cells.compactMap { cell in cell.peerRatio.map { (cell.cell, $0) } }
    return ratios.min { $0.1.factor.value < $1.1.factor.value }.map {
      Fastest(cell: $0, ratio: $1.factor, verdict: $1.verdict)
    }
  }
}
