import Records

/// `results/README.md` and `results/index.html`: a line for each machine, and every run in one place,
/// newest first.
public struct ResultsIndex: Sendable, Equatable {
  /// The runs, newest first.
  let runs: [ReportModel]
  /// The machines, the one with the newest run first; behind those with sweeps the others, and last those that have
  /// no figures.
  let machines: [MachineRuns]

  /// The duels of two builds, newest first.
  let duels: [DuelModel]
  /// The sessions of the earlier `gradmark peers`, newest first.
  let peerSessions: [PeerSession]

  /// How many runs are listed.
  public var count: Int { runs.count }

  /// Lists runs; their order does not matter.
  public init(
    _ runs: [ReportModel], duels: [DuelModel] = [], peerSessions: [PeerSession] = []
  ) {
    // The name settles runs of one second, so that the same records give the same bytes.
    self.runs = runs.sorted {
      ($0.dates.upperBound, $0.name) > ($1.dates.upperBound, $1.name)
    }
    let all = MachineRuns.all(of: self.runs)
    let others = all.filter { !$0.isOfSweeps }
    machines =
      all.filter(\.isOfSweeps) + others.filter { !$0.sweeps.isEmpty }
      + others.filter(\.sweeps.isEmpty)
    self.duels = duels.sorted {
      ($0.dates.upperBound, $0.name) > ($1.dates.upperBound, $1.name)
    }
    self.peerSessions = peerSessions.sorted {
      ($0.model.dates.upperBound, $0.name) > ($1.model.dates.upperBound, $1.name)
    }
  }

  /// The page as Markdown.
  public var markdown: String {
    let sections = sections(linkingTo: "README.md")
    guard !sections.isEmpty else { return Self.head + "\nThere are no runs yet.\n" }
    let picture = chart.map { "![\($0.title)](\(Self.chartFile))\n" }
    let texts = sections.map(\.markdown)
    return
      ([Self.head] + texts.prefix(openingCount) + [picture].compactMap(\.self)
      + texts.dropFirst(openingCount)).joined(separator: "\n")
  }

  /// The page for a browser.
  var page: Page {
    let all = sections(linkingTo: Page.fileName)
    return Page(
      title: "Machines and runs", lead: summary, trust: Self.origin, notes: [], facts: [],
      openings: Array(all.prefix(openingCount)), charts: [chart].compactMap(\.self).map(Chart.bars),
      sections: Array(all.dropFirst(openingCount)))
  }

  /// How many sections stand above the chart: the rows of machines, which it is a picture of.
  private var openingCount: Int { runs.isEmpty ? 0 : 1 }

  /// What is here, in a sentence.
  private var summary: String {
    "\(Format.count(machines.count, "machine")), "
      + "\(Format.count(count, "run"))."
  }

  /// The page's file for a browser in the folder of all runs.
  static let pageFile = "index.html"

  /// What it begins with as Markdown.
  static let head = "# Results\n\n\(origin)\n"

  private static let origin =
    "Made from the records in the folders below, all of which were verified; each run's page has all its "
    + "numbers. `gradmark publish` makes it anew."

  /// The tables over all machines and runs.
  ///
  /// - Parameter page: the file of a run's folder that its name leads to.
  private func sections(linkingTo page: String) -> [ReportSection] {
    var sections: [ReportSection] = []
    if !runs.isEmpty {
      sections += [
        ReportSection(
          title: "Machines", blocks: [.table(machineTable(linkingTo: page)), .list(machineLegend)]),
        ReportSection(title: "Runs", blocks: [.table(runTable(linkingTo: page))]),
        ReportSection(
          title: "Best throughput by network, in samples/s", blocks: networkBlocks(linkingTo: page)),
      ]
    }
    if !duels.isEmpty {
      sections.append(
        ReportSection(
          title: "Duels of two builds", blocks: [.table(duelTable(linkingTo: page))]))
    }
    if !peerSessions.isEmpty {
      sections.append(
        ReportSection(
          title: "Side by side with other libraries, before they took part in runs", isFolded: true,
          blocks: [.table(peerTable)]))
    }
    return sections
  }
}

extension ResultsIndex {
  /// Reads the runs below a folder; duels and what holds no measurement are left out.
  ///
  /// - Throws: a `RecordError` where the folder or a run cannot be read.
  public init(readingRunsIn results: String) throws {
    self.init(
      try RunFolder.all(in: results).compactMap { folder in
        let log = try folder.logFile.log()
        return log.hasMeasurements && !log.isDuel
          ? try ReportModel(name: folder.name, log: log) : nil
      })
  }

  /// Makes every run's reports and the index anew from the records below `results`.
  ///
  /// - Throws: a `RecordError` where a run cannot be read or a file cannot be written.
  /// - Returns: the index.
  @discardableResult
  public static func publish(_ results: String) throws -> ResultsIndex {
    let publication = try Publication(of: results)
    try publication.write()
    return publication.index
  }
}
