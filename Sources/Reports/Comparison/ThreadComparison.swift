import Records

extension ReportModel {
  /// The thread counts of the run side by side, for a terminal; of trainings to a quality, how long they took.
  ///
  /// - Parameters:
  ///   - usingColor: whether tones are told by colours.
  ///   - width: the terminal's columns; `nil` leaves tables and sentences as wide as they are.
  public func threadComparison(usingColor: Bool, within width: Int? = nil) -> String {
    if isOfQualities {
      return answer.wrapped(within: width) + "\n\n"
        + qualityText(usingColor: usingColor, within: width)
    }
    // Ranks alone have no thread counts side by side.
    let threads = groups.isEmpty && !ranked.isEmpty ? [] : [threadTable]
    let others = [strongRankTable, peerTable, rankedPeerTable, rankBitsTable].filter {
      !$0.rows.isEmpty
    }
    let tables = (threads + others).map {
      $0.text(usingColor: usingColor, within: width) + "\n"
    }
    let failures = failures.map {
      Table.Tone.bad.text("failed: \($0.cell): \($0.failure ?? "")", usingColor: usingColor)
    }
    let hasSpeedups = !ranked.isEmpty || threadCounts.contains { $0 > 1 }
    let head = [
      heading,
      "samples/s"
        + (hasSpeedups
          ? ", and speed-up against one thread; its intervals hold together with 95 %" : ""),
    ]
    let isUndecided = cells.contains { $0.isUndecided(floor: noiseFloor) }
    let marks =
      ownCells.map(\.cell).crowdedSentences
      + (isUndecided ? ["\(undecidedMark) \(undecidedText)"] : [])
    let tail =
      warnings + marks + failures + [answer, verificationSentence]
      + [peerSentence, trustSentence, evidence.line].compactMap(\.self)
    return head.lines(within: width) + "\n" + tables.joined() + tail.lines(within: width)
  }

  private var threadTable: Table {
    let oversubscribed = Set(cells.filter(\.cell.isOversubscribed).map(\.cell.threads))
    func title(_ threads: Int) -> String {
      let mark = oversubscribed.contains(threads) ? "*" : ""
      return counted(threads, "thread") { "\($0)\(mark)" }
    }
    // Where there is no room for all counts, the most answer, and what they gain.
    let most = mostThreads
    let throughput = threadCounts.map { threads in
      column(title(threads), threads, threads == most ? .essential : threads == 1 ? .usual : .deep)
      {
        UnitLadder.rate.valueText($0.measurement?.samplesPerSecond)
      }
    }
    let speedups = threadCounts.filter { $0 > 1 }.map { threads in
      column(
        "speed-up, \(threads)", threads, threads == most ? .essential : .deep,
        beginning: { $0.markedIfUndecided($0.speedupText, floor: noiseFloor) },
        text: { $0.markedIfUndecided($0.speedupIntervalText, floor: noiseFloor) })
    }
    let coordinates: [Table.Column<CellGroup>] = [
      Table.Column(
        "network", .left, titleAddition: "/batch",
        addition: { "/\($0.batchSize)" }, text: { $0.label }),
      Table.Column("batch", .right, .usual) { Format.count($0.batchSize) },
    ]
    return Table(groups, columns: coordinates + throughput + speedups)
  }

  /// A column about one thread count: its number, `failed`, or nothing where it was not measured.
  ///
  /// `beginning` is what stands where there is no room for all of the text.
  private func column(
    _ title: String, _ threads: Int, _ weight: Table.Weight,
    beginning: ((CellResult) -> String)? = nil, text: @escaping (CellResult) -> String
  ) -> Table.Column<CellGroup> {
    func written(_ group: CellGroup, _ text: (CellResult) -> String) -> String {
      guard let cell = group.cell(threads: threads) else { return Format.missing }
      return cell.measurement == nil ? Format.failed : text(cell)
    }
    return Table.Column(
      title, .right, weight,
      tone: { $0.cell(threads: threads)?.failure == nil ? .plain : .bad },
      beginning: { group in beginning.map { written(group, $0) } },
      text: { written($0, text) })
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
