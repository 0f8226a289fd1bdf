import Records

/// `results/README.md` and `results/index.html`: a line for each machine, and every run in one place,
/// newest first.
public struct ResultsIndex: Sendable, Equatable {
  /// The runs, newest first.
  let runs: [ReportModel]
  /// The machines, the one with the newest run first.
  let machines: [MachineRuns]

  /// The duels of two builds, newest first.
  let duels: [DuelModel]

  /// How many runs are listed.
  public var count: Int { runs.count }

  /// Lists runs; their order does not matter.
  public init(_ runs: [ReportModel], duels: [DuelModel] = []) {
    // The name settles runs of one second, so that the same records give the same bytes.
    self.runs = runs.sorted {
      ($0.dates.upperBound, $0.name) > ($1.dates.upperBound, $1.name)
    }
    machines = MachineRuns.all(of: self.runs)
    self.duels = duels.sorted {
      ($0.dates.upperBound, $0.name) > ($1.dates.upperBound, $1.name)
    }
  }

  /// The page as Markdown.
  public var markdown: String {
    let head = """
      # Results

      \(Self.origin)

      """
    guard !runs.isEmpty || !duels.isEmpty else { return head + "\nThere are no runs yet.\n" }
    return ([head] + sections(linkingTo: "README.md").map(\.markdown)).joined(separator: "\n")
  }

  /// The page for a browser.
  var page: Page {
    Page(
      title: "Results", lead: Self.origin, notes: [],
      facts: [
        Page.Fact(title: "runs", value: Format.count(count)),
        Page.Fact(title: "machines", value: Format.count(machines.count)),
      ], charts: [],
      sections: runs.isEmpty && duels.isEmpty ? [] : sections(linkingTo: Page.fileName))
  }

  private static let origin =
    "Made by `gradmark publish` from the records in the folders below, none of which `gradmark verify` "
    + "rejects; each run's page has all its numbers."

  /// The tables over all machines and runs.
  ///
  /// - Parameter page: the file of a run's folder that its name leads to.
  private func sections(linkingTo page: String) -> [ReportSection] {
    [
      ReportSection(
        title: "Machines",
        blocks: [.table(machineTable(linkingTo: page)), .list(machineLegend)]),
      ReportSection(title: "Runs", blocks: [.table(runTable(linkingTo: page))]),
      ReportSection(
        title: "Best throughput by network, in samples/s",
        blocks: [.table(networkTable)]),
    ]
      + (duels.isEmpty
        ? []
        : [
          ReportSection(
            title: "Duels of two builds", blocks: [.table(duelTable(linkingTo: page))])
        ])
  }

  /// One row a machine.
  private func machineTable(linkingTo page: String) -> Table {
    Table(
      machines,
      columns: [
        Table.Column("machine", .left) { machine in
          machine.sweeps.isEmpty
            ? machine.name.escapedForMarkdown
            : markdownLink(machine.name, to: machine.history.fileName)
        },
        Table.Column("verified", .left) { $0.verifiedText },
        Table.Column("runs", .left) { machine in
          machine.runs.map { $0.link(to: page) }.joined(separator: ", ")
        },
        Table.Column("sessions") { Format.count($0.sweeps.count) },
        Table.Column("scaling", .left) { machine in
          guard let figure = machine.figure({ $0.scaling?.factor }),
            let threads = machine.sweeps.first?.scaling?.threads
          else { return Format.missing }
          return "\(UnitLadder.factor.text(figure)) with \(threads) threads"
        },
        Table.Column("best throughput, samples/s", .left) { machine in
          UnitLadder.rate.text(machine.figure { $0.bestThroughput() })
        },
        Table.Column("most arithmetic", .left) { machine in
          UnitLadder.flopsPerSecond.text(machine.figure(\.mostArithmetic))
        },
      ])
  }

  private var machineLegend: String {
    """
    - verified: whether all records are consistent and every cell proved its work.
    - scaling, best throughput, most arithmetic: the median over all sweeps of the machine, so that no run \
    is picked for its numbers, and in brackets the least and the greatest, which tell the spread between \
    sessions. Scaling is the geometric mean of the speed-ups against one thread, over all networks and \
    batch sizes, with the most threads that have a CPU each.
    - Machines without a name (`gradmark bench --name`) that are alike in all that is recorded stand in one \
    row, though their sessions may be of several hosts.

    """
  }

  private func duelTable(linkingTo page: String) -> Table {
    Table(
      duels,
      columns: [
        Table.Column("duel", .left) { markdownLink($0.name, to: "\($0.name)/\(page)") },
        Table.Column("machine", .left) { $0.entry.machine.shortText },
        Table.Column("measured", .left) { String($0.dates.upperBound.prefix(10)) },
        Table.Column("builds", .left) { duel in
          duel.builds.map { "\($0.name): \($0.build.heading.escapedForMarkdown)" }
            .joined(separator: "; ")
        },
        Table.Column("outcome", .left) { $0.summary },
      ])
  }

  private func runTable(linkingTo page: String) -> Table {
    Table(
      runs,
      columns: [
        Table.Column("run", .left) { $0.link(to: page) },
        Table.Column("machine", .left) { run in
          machines.first { $0.runs.contains { $0.name == run.name } }?.name.escapedForMarkdown
            ?? Format.unknown
        },
        Table.Column("measured", .left) { String($0.dates.upperBound.prefix(10)) },
        Table.Column("commit", .left) { $0.machine.build.commit ?? Format.unknown },
        Table.Column("verified", .left) { $0.indexText },
      ])
  }

  /// One row a network, one column a machine: the median over its sweeps, and their spread.
  private var networkTable: Table {
    let measured = machines.filter { !$0.sweeps.isEmpty }
    let sizes = measured.flatMap(\.sweeps).flatMap(\.groups).map {
      Network(name: $0.label, size: $0.parameterCount)
    }
    let networks = Set(sizes).sorted { ($0.size, $0.name) < ($1.size, $1.name) }
    return Table(
      networks,
      columns: [
        Table.Column("network", .left) { $0.name },
        Table.Column("parameters") { Format.count($0.size) },
      ]
        + measured.map { machine in
          Table.Column(
            markdownLink(machine.name, to: machine.history.fileName) + ", \(machine.sessionsText)"
          ) { network in
            UnitLadder.rate.text(machine.figure { $0.bestThroughput(of: network.name) })
          }
        })
  }

  private struct Network: Hashable {
    let name: String
    let size: Int
  }
}

extension ReportModel {
  /// The run's name, leading to a file of its folder.
  fileprivate func link(to page: String) -> String { markdownLink(name, to: "\(name)/\(page)") }

  /// What was proved: cells, or trainings to a quality where nothing was timed.
  fileprivate var indexText: String {
    guard cells.isEmpty, !qualities.isEmpty else { return verifiedText }
    return "trainings to a quality"
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
