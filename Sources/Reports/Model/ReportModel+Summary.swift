import Records

extension ReportModel {
  /// A short table of some cases for a text by hand: throughput of one thread and of the most that
  /// have a CPU each, and beside other libraries their times over gradmark's.
  ///
  /// - Parameters:
  ///   - names: the cases as `denoise/128`, in the order of the rows; all where there are none.
  ///   - path: the text, for errors.
  /// - Throws: a `RecordError` where the run has no such case.
  func summary(of names: [String], askedBy path: String) throws -> String {
    let groups = names.isEmpty ? groups : try names.map { try group(named: $0, askedBy: path) }
    let note = summaryNote(of: groups)
    return summaryTable(of: groups) + (note.isEmpty ? "" : "\n\(note.dropFirst())\n")
  }

  /// What marks in the table of some cases mean, as sentences behind others; empty where it has none.
  ///
  /// - Parameter isBesideChart: whether the chart of speed-ups stands there, too, which has one of them as well.
  func summaryNote(of groups: [CellGroup], isBesideChart: Bool = false) -> String {
    let shares = groups.filter { measurement($0, mostThreads)?.peakShare?.isAboveCeiling == true }
      .map { ceilingMark(of: $0.subject) }
    let isAbove = groups.contains { $0.cell(threads: mostThreads)?.isAboveCeiling == true }
    let isUndecided = groups.contains { group in
      group.cell(threads: mostThreads)?.isUndecided(floor: noiseFloor) == true
        || plan.peers.contains { ratios(of: $0.name, group).contains { $0?.isUndecided == true } }
    }
    let texts = [
      (fewerProductsMark, Self.fewerProductsText, shares.contains(fewerProductsMark)),
      (
        aboveCeilingMark, Self.aboveCeilingText,
        shares.contains(aboveCeilingMark) || isAbove || isBesideChart && hasSpeedupsAboveCeiling
      ), (undecidedMark, undecidedText, isUndecided),
    ]
    return texts.filter(\.2).map { " \($0.0): \($0.1)." }.joined()
  }

  /// A table to paste into a message: machine, answer, and a line for each network with its largest batch.
  public var shortTable: String {
    let rows =
      if !ranked.isEmpty {
        rankSummaryTable.markdown
      } else {
        isOfQualities ? qualityTable.markdown : summaryTable(of: representatives)
      }
    let day = dates.upperBound.prefix(10)
    let commit = machine.build.commit ?? Format.unknown
    let note =
      if !ranked.isEmpty { rankSummaryNote } else {
        cells.isEmpty ? "" : summaryNote(of: representatives)
      }
    return "\(machineText.escapedForMarkdown), \(day), Gradmark commit \(commit). \(answer)"
      + (careSentence.map { " \($0)" } ?? "") + "\(note)\n\n" + rows
  }

  func summaryTable(of groups: [CellGroup]) -> String {
    Table(groups, columns: summaryColumns).markdown
  }

  /// The network, its throughput, how that grows, how much of the machine it takes, and what others take.
  private var summaryColumns: [Table.Column<CellGroup>] {
    let threads = mostThreads
    return [
      Table.Column("network", .left) { "`\($0.label)`" },
      Table.Column("batch") { Format.count($0.batchSize) },
      Table.Column("1 thread") { rate($0, 1) },
    ]
      + (threads == 1 ? [] : columns(threads: threads))
      + [
        Table.Column("of the FMA peak" + (threads == 1 ? "" : ", \(threads) threads")) {
          $0.cell(threads: threads)?.measurement?.peakText(ceilingMark(of: $0.subject))
            ?? Format.missing
        }
      ]
      // Gradmark's own shuffled work is in the page and its charts: here it would be a ninth column.
      + plan.peers.map(\.name).map { name in
        Table.Column(
          Self.ratioTitle(name) + (threads == 1 ? "" : ", 1 and \(threads) threads")
        ) { ratioText(of: name, $0) }
      }
  }

  /// A library's times over gradmark's, with one thread and with the most that have a CPU each: `1.5×, 2×`.
  private func ratioText(of library: String, _ group: CellGroup) -> String {
    let texts = ratios(of: library, group).map { $0?.markedText ?? Format.unknown }
    return Set(texts) == [Format.unknown] ? Format.unknown : texts.joined(separator: ", ")
  }

  private func ratios(of library: String, _ group: CellGroup) -> [PeerRatio?] {
    let cells = peers.first { $0.library == library && $0.subject == group.subject }?.cells ?? []
    return Set([1, mostThreads]).sorted().map { threads in
      cells.first { $0.cell.threads == threads }?.peerRatio
    }
  }

  private func columns(threads: Int) -> [Table.Column<CellGroup>] {
    [
      Table.Column("\(threads) threads") { rate($0, threads) },
      Table.Column("speed-up", .left) {
        $0.cell(threads: threads)?.speedupMarkedText(floor: noiseFloor) ?? Format.missing
      },
    ]
  }

  private func rate(_ group: CellGroup, _ threads: Int) -> String {
    UnitLadder.rate.valueText(measurement(group, threads)?.samplesPerSecond)
  }

  private func measurement(_ group: CellGroup, _ threads: Int) -> Measurement? {
    group.cell(threads: threads)?.measurement
  }

  /// A case as `denoise/128`.
  ///
  /// - Throws: a `RecordError` where the run has no such case.
  func group(named name: String, askedBy path: String) throws -> CellGroup {
    guard let group = groups.first(where: { "\($0.label)/\($0.batchSize)" == name }) else {
      throw RecordError(
        .malformed,
        "\(path) asks for '\(name)', which the run \(self.name) does not have; name a case such as "
          + "denoise/128")
    }
    return group
  }
}
