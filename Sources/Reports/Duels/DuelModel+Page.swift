import Records

extension DuelModel {
  /// The duel as a page of Markdown.
  ///
  /// - Parameter isBesideChart: whether it is saved in the duel's folder, so that it can show its chart.
  func markdown(isBesideChart: Bool) -> String {
    let notes = entry.advice.map { "> \($0.finding)\n" }.joined(separator: "\n")
    let picture =
      chart == nil || !isBesideChart
      ? "" : "\n![\(Self.chartTitle)](\(Self.chartFile))\n"
    return "# \(title.escapedForMarkdown)\n\n\(subtitle).\n\n**\(summary)** \(bitsSentence)\n"
      + (notes.isEmpty ? "" : "\n\(notes)") + picture + "\n"
      + sections.map(\.markdown).joined(separator: "\n")
  }

  /// The same as a page for a browser.
  ///
  /// - Parameters:
  ///   - folder: where the page is saved, so that it can lead to others; `nil` where nobody knows.
  ///   - readme: where Gradmark's README is, should none stand around the duel.
  /// - Throws: an error of the template.
  public func html(savedIn folder: String? = nil, readme: String? = nil) throws -> String {
    try page.html(links: PageLinks(besides: name, savedIn: folder, readme: readme))
  }

  /// The page for a browser.
  var page: Page {
    Page(
      title: title, subtitle: subtitle, lead: summary, trust: bitsSentence,
      notes: entry.advice.map(\.finding),
      facts: builds.map {
        Page.Fact(title: $0.name, value: $0.build.heading.escapedForMarkdown)
      } + [
        Page.Fact(title: "noise floor within a process", value: floorText),
        Page.Fact(title: "pairs of processes", value: evidence.usedText),
      ],
      charts: (chart?.sheets ?? []).map(Chart.dots), sections: sections)
  }

  static let chartFile = "ratios.svg"
  private static let chartTitle = "Speed of B over that of A"
  private var title: String { "Two builds on \(machineText)" }
  private var subtitle: String {
    "\(dates.upperBound.prefix(10)), duel \(name.escapedForMarkdown)"
  }
  private var floorText: String {
    noiseFloor.map { UnitLadder.percent.text($0.share) } ?? Format.missing
  }

  /// What the page has under titles.
  private var sections: [ReportSection] {
    let facts = Table(
      evidence.facts.map { ($0.title, $0.value) } + entry.fingerprint.machineFacts
        + [
          ("measured", "\(dates.lowerBound) to \(dates.upperBound)"), ("seed", "\(plan.seed)"),
          ("pinning", plan.pinning),
        ],
      columns: [
        Table.Column("fact", .left) { $0.0 }, Table.Column("value", .left) { $0.1 },
      ])
    return [
      ReportSection(title: "Ratios", blocks: [.table(table), .list(legend)]),
      ReportSection(title: "Builds", blocks: [.table(buildTable)]),
      ReportSection(title: "Evidence and machine", blocks: [.table(facts)]),
    ]
  }

  private var legend: String {
    """
    - \(termsSentence)
    - \(noiseSentence)
    - speed of B / A: in each pair of processes the median over rounds in which nothing disturbed \
    either, or over all of a pair without such where fewer than \(DuelTerms.leastPairs) others are there; \
    the mean over pairs, with Student's interval. Pairs end where all verdicts of a case stand, and go on \
    where time is left and a verdict is near.
    - A step, B step: each build's mean over all steps of a process, and the median over processes. They \
    drift with the machine; the ratio, which is not their quotient, does not.
    - bits: whether the weights after training are the same. Where not, parameter counts and the losses of \
    the first steps are.

    """
  }

  private var buildTable: Table {
    let titles = builds.first?.build.facts.map(\.title) ?? []
    return Table(
      Array(titles.indices),
      columns: [Table.Column("fact", .left) { titles[$0] }]
        + builds.map { name, build in
          Table.Column(name, .left) { build.facts[$0].value }
        })
  }

  /// A dot for each cell, sorted; `nil` where there is none.
  var chart: DotChart? {
    guard !compared.isEmpty else { return nil }
    let verdicts = Verdict.allCases.filter { verdict in
      compared.contains { $0.verdict == verdict }
    }
    return DotChart(
      title: Self.chartTitle,
      description:
        "A dot each cell, the slowest first. "
        + whiskerText(
          "intervals that hold for all cells together, and one that ends in a tip goes on",
          of: compared.map(\.ratio), "dot", lack: "pairs of processes"),
      axisTitle: "speed of B / speed of A (×)",
      lowTitle: "slower",
      highTitle: "faster", noteTitle: "B is", reference: 1,
      band: DotChart.Band(within: noiseFloor?.share, name: "noise floor within a process"),
      reach: 1.5,
      legend: Legend(
        verdicts.map { Legend.Entry(sign: .dot(series: $0.series), name: $0.rawValue) }),
      groups: [
        DotChart.Group(
          label: "network/batch/threads",
          rows: compared.sorted { $0.ratio.value < $1.ratio.value }.map { item in
            let subject = item.row.cell.subject
            return DotChart.Row(
              label: "\(subject.label)/\(subject.batchSize)/\(item.row.cell.threads)",
              dots: [DotChart.Dot(series: item.verdict.series, value: item.ratio)], limit: nil,
              note: item.verdict.rawValue)
          })
      ])
  }

  /// What is made from the records alone and stands beside them.
  func files() throws -> [RunFiles.File] {
    [
      RunFiles.File(name: "README.md", text: markdown(isBesideChart: true)),
      RunFiles.File(name: "table.csv", text: csv),
      RunFiles.File(name: "duel.json", text: try json),
    ]
      + [chart].compactMap { $0 }.map {
        RunFiles.File(name: Self.chartFile, text: $0.drawing.svg)
      }
  }
}

extension Verdict {
  /// The place in the palette.
  fileprivate var series: Int {
    switch self {
    case .same: 0
    case .slower: 1
    case .faster: 2
    case .inconclusive: 5
    }
  }
}
