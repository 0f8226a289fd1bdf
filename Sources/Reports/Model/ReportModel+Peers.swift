import Records

extension ReportModel {
  static let peerTitle = "Against other libraries"
  static let peerCellTitle = "Other libraries, cell by cell"

  /// What a column of a library's ratios is called: without the word, twice as long would read as twice as fast.
  static func ratioTitle(_ name: String) -> String { "time of \(name) / gradmark" }

  /// What becomes of the work that is left out.
  var shuffledText: String {
    let name = BenchmarkPlan.Implementation.shuffled
    return hasShuffled
      ? "That work has rows of its own: \(name) is gradmark as a sweep without libraries has it, which shuffles "
        + "samples, packs each batch within the step and takes metrics."
      : "So gradmark's own times here are not those of a sweep without libraries, which shuffles."
  }

  /// Whether gradmark's own shuffled training takes part.
  var hasShuffled: Bool {
    peers.contains { $0.library == BenchmarkPlan.Implementation.shuffled }
  }

  /// The cells of that training.
  var shuffledCells: [CellResult] {
    peers.filter { $0.library == BenchmarkPlan.Implementation.shuffled }.flatMap(\.cells)
  }

  /// Who is compared with gradmark, the libraries first.
  var comparedNames: [String] {
    plan.peers.map(\.name) + (hasShuffled ? [BenchmarkPlan.Implementation.shuffled] : [])
  }

  /// A library's step time over gradmark's, each network with its largest batch, a row for the fewest and the
  /// most threads, with the ratios as numbers; `nil` where there is none.
  ///
  /// The axis ends at 4: tiny networks, a thousand times as slow elsewhere, would squeeze all that the chart is
  /// about.
  var peerChart: DotChart? {
    let names = chartedNames
    // As the chart of speed-ups has them: most of what there is to see is of large steps.
    let groups = representatives.enumerated().sorted {
      let (left, right) = ($0.element.flopsPerStep ?? 0, $1.element.flopsPerStep ?? 0)
      return left == right ? $0.offset < $1.offset : left > right
    }.compactMap { peerRows(of: $0.element, names) }
    guard !groups.isEmpty else { return nil }
    let isUndecided = groups.flatMap(\.rows).contains { $0.note.contains(undecidedMark) }
    let isAll = names == comparedNames && chartedThreads == threadCounts && hasAllRanks
    let axis = 0.0...4
    return DotChart(
      title: PeerModel.chartTitle,
      description:
        "Dots right of the line are slower than gradmark, at equal and proven work; each network with its "
        + "largest batch, the largest step first\(isAll ? "" : ", \(chartedText)"), and the table has all. "
        + whiskerText(
          "intervals that hold together with 95 %", of: groups.estimates, "dot",
          lack: "pairs of blocks")
        + DotChart.textBeyond(axis, of: groups)
        + (isUndecided ? " \(undecidedMark): \(undecidedText)." : ""),
      axisTitle: "time of a step / gradmark's (×)", lowTitle: "faster", highTitle: "slower",
      noteTitle: names.joined(separator: ", "), reference: 1, linear: axis,
      band: DotChart.Band(within: noiseFloor?.share, name: "noise floor within the session"),
      legend: Legend(
        names.enumerated().map {
          Legend.Entry(sign: .dot(series: Palette.kind($0 + 1)), name: $1)
        }),
      groups: groups)
  }

  /// Who has dots: beyond four, rows would be too high and numbers too many, so that those stand there that
  /// come nearest to gradmark.
  private var chartedNames: [String] {
    let most = 4
    guard comparedNames.count > most else { return comparedNames }
    let nearest = comparedNames.compactMap { name in
      geometricMean(of: representatives.flatMap { ratios(of: name, beside: $0) })
        .map { (name: name, ratio: $0) }
    }.sorted { $0.ratio < $1.ratio }.prefix(most).map(\.name)
    return comparedNames.filter(nearest.contains)
  }

  /// The thread counts that have rows: what lies between the ends is in the table.
  private var chartedThreads: [Int] {
    let counts = exampleThreadCounts.isEmpty ? threadCounts : exampleThreadCounts
    return Set([counts.first, counts.last].compactMap(\.self)).sorted()
  }

  /// The cells of several ranks that have a CPU for each thread.
  private var roomyRanks: [CellResult] {
    ranked.flatMap(\.cells).filter { !$0.cell.isOversubscribed }
  }

  /// The numbers of ranks that have rows, likewise.
  private var chartedRanks: Set<Int> {
    let counts = roomyRanks.map(\.cell.ranks)
    return Set([counts.min(), counts.max()].compactMap(\.self))
  }

  private var hasAllRanks: Bool { ranked.allSatisfy { chartedRanks.contains($0.ranks) } }

  /// What of all is shown, as a clause.
  private var chartedText: String {
    [
      chartedNames == comparedNames
        ? nil : "the \(chartedNames.count) of \(comparedNames.count) that come nearest to gradmark",
      chartedThreads == threadCounts
        ? nil : "with \(chartedThreads.map(Self.threadsText).joined(separator: " and "))",
      hasAllRanks
        ? nil
        : (chartedRanks.count > 1 ? "over the fewest and the most ranks" : "over ranks")
          + " that have a CPU for each thread",
    ].compactMap(\.self).joined(separator: ", ")
  }

  /// A library's times over gradmark's in the rows of one case.
  private func ratios(of name: String, beside own: CellGroup) -> [Double] {
    (peers.first { $0.subject == own.subject && $0.library == name }?.cells ?? [])
      .filter { chartedThreads.contains($0.cell.threads) }
      .compactMap { $0.peerRatio?.factor.value }
  }

  /// The rows of one case; `nil` where no library has a time.
  private func peerRows(of own: CellGroup, _ names: [String]) -> DotChart.Group? {
    let others = ranked.filter { $0.subject == own.subject && chartedRanks.contains($0.ranks) }
    let cells = (own.cells + others.flatMap(\.cells).filter { !$0.cell.isOversubscribed })
      .filter { chartedThreads.contains($0.cell.threads) }
    let rows = cells.compactMap { cell -> DotChart.Row? in
      let ratios = names.map { name in
        (peers + rankedPeers).first {
          $0.subject == own.subject && $0.library == name && $0.ranks == cell.cell.ranks
        }?.cell(threads: cell.cell.threads)?.peerRatio
      }
      guard ratios.contains(where: { $0 != nil }), cell.measurement != nil else { return nil }
      return DotChart.Row(
        label: cell.cell.team.description,
        dots: ratios.enumerated().compactMap { index, ratio in
          ratio.map { DotChart.Dot(series: Palette.kind(index + 1), value: $0.factor) }
        }, limit: nil,
        note: ratios.map { $0?.chartText ?? Format.unknown }.joined(separator: ", "))
    }
    guard !rows.isEmpty else { return nil }
    return DotChart.Group(
      label: "\(own.label), batch \(Format.count(own.batchSize))", rows: rows)
  }

  /// How libraries stand against gradmark over the same ranks that have a CPU for each thread, a sentence each; `nil`
  /// where none has a time.
  var rankPeerAnswer: String? {
    let sentences = plan.peers.map(\.name).compactMap { name -> String? in
      let ratios = rankedPeers.filter { $0.library == name }.flatMap(\.cells)
        .filter { !$0.cell.isOversubscribed }.compactMap(\.peerRatio)
      let factors = ratios.map(\.factor).sorted { $0.value < $1.value }
      guard !factors.isEmpty else { return nil }
      let ends = [factors.first, factors.last].map { UnitLadder.factor.valueText($0) }
      let doubt = Verdict.inconclusiveText(
        ratios.count { $0.verdict == .inconclusive }, of: ratios.count)
      return
        "Over the same ranks, \(name) takes \(factors.meanText) as long for a step as gradmark "
        + "(\(counted(factors.count, "cell")); \(ends[0]) to \(ends[1])"
        + (doubt.map { ", \($0)" } ?? "") + ")."
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  /// What the libraries showed, as a sentence; `nil` in a run without any.
  var peerSentence: String? {
    let names = plan.peers.map(\.name)
    let cells = (peers + rankedPeers).filter { names.contains($0.library ?? "") }.flatMap(\.cells)
    guard !cells.isEmpty else { return nil }
    let (sound, refusing) = (
      cells.count { $0.measurement != nil }, cells.count { $0.refusal != nil }
    )
    let out =
      refusing == 0
      ? "" : "; in \(Format.count(refusing)) a library does not take part, and says why"
    return "\(Format.count(sound)) of \(Format.count(cells.count)) cells of "
      + "\(names.joined(separator: ", ")) have times, with as many parameters and the losses of "
      + "gradmark's work\(out)."
  }
}
