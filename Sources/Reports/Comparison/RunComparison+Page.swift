import Records

extension RunComparison {
  /// The comparison as a text of Markdown.
  public var markdown: String {
    let sides = sides.map { "- \($0.letter): \($0.side.heading.escapedForMarkdown)" }
    let lists =
      [sides + candidates.indices.flatMap(relations).map { "- \($0.escapedForMarkdown)" }]
      + [remarks.map { "- \($0.escapedForMarkdown)" }]
    return
      "**\(sentences)**\n\n\(lists[0].lines)\n\(tables.map(\.markdown).lines)\(lists[1].lines)"
  }

  /// The comparison as a page for a browser, with a dot for each ratio.
  ///
  /// - Parameters:
  ///   - folder: where the page is saved, so that it can lead to the runs' pages; `nil` where nobody knows.
  ///   - readme: where Gradmark's README is, should none stand around the runs.
  /// - Throws: an error of the template.
  public func html(savedIn folder: String? = nil, readme: String? = nil) throws -> String {
    try Page(
      title: candidates.count == 1 ? "Two runs compared" : "Runs compared", lead: sentences,
      notes: [],
      facts: sides.map {
        Page.Fact(
          title: $0.letter,
          value: $0.side.heading.escapedForMarkdown + $0.side.pageLinks(from: folder))
      },
      charts: (chart?.sheets ?? []).map(Chart.dots),
      sections: [
        ReportSection(
          title: "Machines and builds",
          blocks: candidates.indices.flatMap(relations).map {
            .paragraph($0.escapedForMarkdown)
          }),
        ReportSection(
          title: tablesTitle,
          blocks: tables.map(ReportSection.Block.table) + remarkBlocks),
      ]
    ).html(links: PageLinks(besides: baseline.sessions[0].name, savedIn: folder, readme: readme))
  }

  /// What stands below the cells; nothing to fold out where that is nothing.
  private var remarkBlocks: [ReportSection.Block] {
    remarks.isEmpty ? [] : [.list(remarks.map { "- \($0.escapedForMarkdown)" }.lines)]
  }

  private var sentences: String { candidates.indices.map(sentence).joined(separator: " ") }

  /// Every ratio as a dot, the greatest first; `nil` where there is none.
  private var chart: DotChart? {
    let sorted = sortedByRatio().rows.filter { $0.entries.contains { $0.outcome.ratio != nil } }
    guard !sorted.isEmpty else { return nil }
    let floors = sides.map(\.side.noiseFloor)
    let known = floors.compactMap(\.?.share)
    let floor = known.count == floors.count ? known.max() : nil
    let whiskers = whiskerText(
      "95 % intervals that hold for all cells together, and one that ends in a tip goes on",
      of: sorted.flatMap(\.entries).compactMap(\.outcome.ratio), "dot", lack: "blocks")
    return DotChart(
      title: candidates.count == 1
        ? "Speed of \(letter(0)) against that of A" : "Speed against that of A",
      description:
        "A dot for each cell, the greatest ratio first. \(whiskers)"
        + (hasVerdicts ? "" : " What sessions differ by is not in them."),
      axisTitle: "samples/s over A's (×)", lowTitle: "slower", highTitle: "faster",
      noteTitle: candidates.count == 1 ? "\(letter(0)) / A" : "", reference: 1,
      band: DotChart.Band(within: floor, name: "noise floor within a session"), reach: 1.5,
      legend: Legend(
        candidates.count == 1
          ? []
          : candidates.indices.map {
            Legend.Entry(sign: .dot(series: Palette.kind($0)), name: letter($0))
          }),
      groups: [
        DotChart.Group(
          label: "network/batch/\(teamTitle)",
          rows: sorted.map { row in
            let ratios = row.entries.map(\.outcome.ratio)
            let subject = row.cell.subject
            return DotChart.Row(
              label: "\(subject.label)/\(subject.batchSize)/\(row.cell.threadsText)",
              dots: ratios.enumerated().compactMap { index, ratio in
                ratio.map { DotChart.Dot(series: Palette.kind(index), value: $0) }
              }, limit: nil,
              note: ratios.count == 1 ? ratios[0].map { UnitLadder.factor.valueText($0) } ?? "" : ""
            )
          })
      ])
  }
}

extension RunSide {
  /// Links to the pages of its sessions that are there.
  fileprivate func pageLinks(from folder: String?) -> String {
    guard let folder else { return "" }
    let pages = sessions.map { RunFolder(path: $0.name) }.filter(\.hasPage)
    return pages.map {
      " " + markdownLink("its page", to: $0.way(from: folder) + Page.fileName)
    }.joined()
  }
}
