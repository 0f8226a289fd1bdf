import Records

extension ResultsIndex {
  /// The networks that stand for all where there is room for four: of a kind and a size each.
  private static let headlines = ["denoise", "conv", "digits", "pair"]

  /// Those of them that some machine has.
  var headlines: [String] {
    Self.headlines.filter { name in
      machines.contains { $0.figure { $0.bestThroughput(of: name) } != nil }
    }
  }

  /// One row a machine.
  ///
  /// - Parameter page: the file of a run's folder that a machine without a sweep leads to.
  func machineTable(linkingTo page: String) -> Table {
    let speeds = headlines.map { network in
      Table.Column<MachineRuns>("\(network), samples/s") { machine in
        machine.sweeps.isEmpty ? Format.unknown : machine.throughputText(of: network)
      }
    }
    var table = Table(
      machines,
      columns: [
        Table.Column("machine", .left) { markdownLink($0.name, to: $0.history.fileName) }
      ] + speeds + [
        Table.Column("speed-up of large steps", .left) { $0.scalingText },
        Table.Column("verified", .left) { $0.verifiedText },
        Table.Column("sweeps: \(Self.trustTitle)", .left) { machine in
          machine.sweepsText
            + (machine.sweeps.isEmpty ? "" : ": \(machine.trustText)")
        },
      ])
    table.isOfCards = true
    return table
  }

  var machineLegend: String {
    """
    - samples/s: at the fastest batch and thread count of the network.
    - speed-up of large steps: the geometric mean against one thread, over all cases whose step has 100 \
    MFLOP and more, with the most threads that have a CPU each\(inconclusiveLegend).
    - All figures are the median over all sweeps of the machine, so that no run is picked for its numbers, \
    and in brackets the least and the greatest, which tell the spread between sessions.
    \(otherLegend)\
    - verified: whether all records are consistent and every cell proved its work.
    - \(Self.trustTitle): how far equal trainers that took turns differed, and the share of blocks in which \
    something else was at work.
    - Machines that nobody named and that are alike in all that is recorded stand in one row, though their \
    sessions may be of several hosts.
    \(doubtLegend)\(unmeasuredLegend)
    """
  }

  private static let trustTitle = "noise; disturbed"

  /// What the mark means, where a figure has it.
  private var doubtLegend: String {
    let isMarked = machines.contains { machine in
      machine.sweeps.contains { run in run.networks.contains { run.isDoubtful(bestOf: $0.name) } }
    }
    return isMarked ? "- \(ReportModel.doubtMark): \(ReportModel.doubtText).\n" : ""
  }

  /// What stands behind such a speed-up, where one has it.
  private var inconclusiveLegend: String {
    machines.contains { $0.scalingDoubtText != nil }
      ? "; inconclusive: so many of these, of which nothing tells whether threads make them faster"
      : ""
  }

  /// Where figures of a machine without a sweep are from, where there is such.
  private var otherLegend: String {
    machines.flatMap(\.sweeps).allSatisfy { $0.otherKind == nil }
      ? ""
      : """
      - A machine without a sweep has the figures of its sessions beside libraries, of which \
      \(BenchmarkPlan.Implementation.shuffled) is what a sweep trains, or of what one process did in those over \
      ranks on one host.

      """
  }

  /// Why a machine has no figures, where one has none.
  private var unmeasuredLegend: String {
    machines.allSatisfy { !$0.sweeps.isEmpty }
      ? ""
      : """
      - A machine without figures has runs of other work alone: in order beside libraries, over hosts, or until a \
      quality; their pages have what they found.

      """
  }

  func duelTable(linkingTo page: String) -> Table {
    Table(
      duels,
      columns: [
        Table.Column("duel", .left) { markdownLink($0.name, to: "\($0.name)/\(page)") },
        Table.Column("outcome", .left) { $0.summary },
        Table.Column("measured", .left, .usual) { String($0.dates.upperBound.prefix(10)) },
        Table.Column("machine", .left, .usual) { $0.machineText.escapedForMarkdown },
        Table.Column("builds", .left, .usual) { duel in
          duel.builds.map { "\($0.name): \($0.build.heading.escapedForMarkdown)" }
            .joined(separator: "; ")
        },
      ])
  }

  var peerTable: Table {
    Table(
      peerSessions,
      columns: [
        Table.Column("session", .left) { markdownLink($0.name, to: "\($0.name).md") },
        Table.Column("outcome", .left) { $0.model.summary },
        Table.Column("measured", .left, .usual) { String($0.model.dates.upperBound.prefix(10)) },
        Table.Column("machine", .left, .usual) { $0.model.machine.shortText },
      ])
  }

  func runTable(linkingTo page: String) -> Table {
    Table(
      runs,
      columns: [
        Table.Column("run", .left) { markdownLink($0.name, to: "\($0.name)/\(page)") },
        Table.Column("measured", .left, .usual) { String($0.dates.upperBound.prefix(10)) },
        Table.Column("verified", .left) { $0.indexText },
        Table.Column(Self.trustTitle, .left) { $0.trustText },
        Table.Column("machine", .left, .usual) { run in
          machines.first { $0.runs.contains { $0.name == run.name } }?.name.escapedForMarkdown
            ?? Format.unknown
        },
        Table.Column("commit", .left, .usual) { $0.machine.build.commit ?? Format.unknown },
      ])
  }

  /// The best of each network, and what the table does not have.
  ///
  /// - Parameter page: see `runTable`; a page for a browser has columns of all machines.
  func networkBlocks(linkingTo page: String) -> [ReportSection.Block] {
    let table = networkTable
    let (shown, count) = (Self.usualMachines, machines.count { !$0.sweeps.isEmpty })
    var lines: [String] = []
    if table.rows.joined().contains(where: { $0.text == MachineRuns.elsewhere }) {
      lines.append(
        "- \(MachineRuns.elsewhere): only sessions of other work have trained it there; the machine's page has "
          + "them.\n")
    }
    if count > shown, page != Page.fileName {
      lines.append(
        "- README.md has columns of the first \(shown) machines, [\(Self.pageFile)](\(Self.pageFile)) those of all "
          + "\(Format.count(count)).\n")
    }
    return [.table(table)] + (lines.isEmpty ? [] : [.list(lines.joined())])
  }

  /// How many machines have columns in a text.
  private static let usualMachines = 6

  /// One row a network, one column a machine: the median over its sweeps, and their spread.
  var networkTable: Table {
    let measured = machines.filter { !$0.sweeps.isEmpty }
    let sizes = measured.flatMap(\.sweeps).flatMap(\.groups).map {
      Network(name: $0.label, size: $0.parameterCount)
    }
    let networks = Set(sizes).sorted { ($0.size, $0.name) < ($1.size, $1.name) }
    var table = Table(
      networks,
      columns: [
        Table.Column("network", .left) { $0.name },
        Table.Column("parameters", .right, .usual) { Format.count($0.size) },
      ]
        + zip(measured, Self.labels(of: measured)).enumerated().map { place, column in
          let machine = column.0
          return Table.Column(
            markdownLink(column.1, to: machine.history.fileName)
              + "; \(machine.sweepCountText)",
            .right, place < 3 ? .essential : place < Self.usualMachines ? .usual : .deep,
            beginning: { machine.throughputValueText(of: $0.name) },
            text: { machine.throughputText(of: $0.name) })
        })
    table.isWholeOnPaper = true
    return table
  }

  private struct Network: Hashable {
    let name: String
    let size: Int
  }
}

extension ReportModel {
  /// What was proved: cells, or trainings to a quality where nothing was timed.
  fileprivate var indexText: String {
    guard cells.isEmpty, !qualities.isEmpty else {
      return [verifiedText, evidence.stoppedText].compactMap(\.self).joined(separator: "; ")
    }
    let reached = qualities.reduce(0) { $0 + $1.epochs.count }
    let all = qualities.reduce(0) { $0 + $1.seedCount }
    return "\(Format.count(reached)) of \(Format.count(all)) trainings reached their goal"
  }
}

extension ReportModel {
  /// Whether it has a time of gradmark's for a network, at whatever work.
  fileprivate func hasMeasured(_ network: String) -> Bool {
    (ownCells + shuffledCells).contains {
      $0.measurement != nil && $0.cell.subject.label == network
    }
  }
}

extension MachineRuns {
  /// What stands in place of a figure that only sessions of other work than a sweep's have.
  static let elsewhere = "not in a sweep"

  /// The highest throughput of a network, marked where it is in doubt: the median over its sweeps.
  func throughputValueText(of network: String) -> String {
    guard let figure = throughput(of: network) else {
      return runs.contains { $0.hasMeasured(network) } ? Self.elsewhere : Format.missing
    }
    return UnitLadder.rate.valueText(ofSessions: figure)
      + (isDoubtful(bestOf: network) ? " \(ReportModel.doubtMark)" : "")
  }

  /// The same with its spread.
  fileprivate func throughputText(of network: String) -> String {
    guard let figure = throughput(of: network) else { return throughputValueText(of: network) }
    // The spread stands behind value and mark.
    let spread = UnitLadder.rate.text(ofSessions: figure)
      .dropFirst(UnitLadder.rate.valueText(ofSessions: figure).count)
    return throughputValueText(of: network) + spread
  }

  /// Whether that figure is to be taken with care, of any sweep.
  func isDoubtful(bestOf network: String) -> Bool {
    sweeps.contains { $0.isDoubtful(bestOf: network) }
  }

  private func throughput(of network: String) -> Estimate? {
    figure { $0.bestThroughput(of: network) }
  }

  /// How many of these have no verdict; `nil` where all have one.
  fileprivate var scalingDoubtText: String? { sweeps.doubtText { $0 == .large } }

  /// How many times as fast large steps are with the most threads: `1.91× with 2 threads`.
  fileprivate var scalingText: String {
    let answers = sweeps.compactMap(\.scalingAnswer)
    guard !sweeps.isEmpty else { return Format.unknown }
    let classes = answers.compactMap { $0.classes.first { $0.size == .large } }
    guard let threads = answers.first?.threads, let factor = Estimate(medianOf: classes.map(\.mean))
    else { return Format.missing }
    let text =
      classes.count == 1 ? classes[0].meanText : UnitLadder.factor.text(ofSessions: factor)
    return "\(text) with \(threads) threads"
      + (scalingDoubtText.map { ", \($0)" } ?? "")
  }
}
