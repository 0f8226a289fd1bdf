import Records

extension ReportModel {
  /// The thread counts of the run side by side, for a terminal; of trainings to a quality, how long they took.
  public func threadComparison(usingColor: Bool) -> String {
    if isOfQualities { return answer + "\n\n" + qualityText(usingColor: usingColor) }
    // Ranks alone have no thread counts side by side.
    let threads =
      groups.isEmpty && !ranked.isEmpty
      ? "" : Table(groups, columns: threadColumns).text(usingColor: usingColor) + "\n"
    let failures = failures.map {
      Table.Tone.bad.text("failed: \($0.cell): \($0.failure ?? "")", usingColor: usingColor)
    }
    let mark =
      ownCells.contains { $0.cell.isOversubscribed }
      ? ["* more threads than CPUs that the process may use"] : []
    let head = [
      heading,
      "samples/s, and speed-up against one thread; its intervals hold together with 95 %",
    ]
    let ranks =
      strongRankTable.rows.isEmpty ? "" : strongRankTable.text(usingColor: usingColor) + "\n"
    let tail =
      warnings + mark + failures + [answer, verificationSentence]
      + [peerSentence, trustSentence, evidence.line].compactMap(\.self)
    let others = peers.isEmpty ? "" : peerTable.text(usingColor: usingColor) + "\n"
    return head.lines + "\n" + threads + ranks + others + tail.lines
  }

  private var threadColumns: [Table.Column<CellGroup>] {
    let oversubscribed = Set(cells.filter(\.cell.isOversubscribed).map(\.cell.threads))
    func title(_ threads: Int) -> String {
      let mark = oversubscribed.contains(threads) ? "*" : ""
      return counted(threads, "thread") { "\($0)\(mark)" }
    }
    let throughput = threadCounts.map { threads in
      column(title(threads), threads) {
        UnitLadder.rate.valueText($0.measurement?.samplesPerSecond)
      }
    }
    let speedups = threadCounts.filter { $0 > 1 }.map { threads in
      column("speed-up, \(threads)", threads) { $0.speedupIntervalText }
    }
    return [
      Table.Column("network", .left) { $0.label },
      Table.Column("batch") { Format.count($0.batchSize) },
    ] + throughput + speedups
  }

  /// A column about one thread count: its number, `failed`, or nothing where it was not measured.
  private func column(
    _ title: String, _ threads: Int, _ text: @escaping (CellResult) -> String
  ) -> Table.Column<CellGroup> {
    Table.Column(
      title, tone: { $0.cell(threads: threads)?.failure == nil ? .plain : .bad },
      text: { group in
        guard let cell = group.cell(threads: threads) else { return Format.missing }
        return cell.measurement == nil ? Format.failed : text(cell)
      })
  }
}

extension Table.Tone {
  /// A text in this tone, or as it is where colours are not wanted.
  package func text(_ text: String, usingColor: Bool) -> String {
    usingColor ? colored(text) : text
  }
}

extension [String] {
  /// The strings as lines, each with its end.
  var lines: String { map { "\($0)\n" }.joined() }
}
