import Records

extension PeerModel {
  /// The report: who is faster by how much, what everybody did, versions, machine.
  ///
  /// - Parameters:
  ///   - recordsName: the file of the records beside it.
  ///   - chartName: the file of the chart beside it; `nil` where there is nothing to draw.
  public func markdown(recordsName: String, chartName: String?) -> String {
    [
      "# Gradmark and its peers, side by side\n",
      "Made by `gradmark peers`; every raw sample is in [`\(recordsName)`]"
        + "(\(recordsName.percentEncodedPath)).\n",
      chartName.map {
        "![\(Self.chartTitle)](\($0.percentEncodedPath))\n\nEach library in its fastest form, with 95 % "
          + "intervals. The batches are the same in every step, where a sweep shuffles them and packs each "
          + "within the step.\n"
      },
      (warning.map { "> \($0)\n\n" } ?? "")
        + "## Against the fastest peer\n\n" + comparisonTable.markdown,
      "## Every contestant\n\n" + contestantTable.markdown,
      legend,
      "## Versions\n\n" + versionTable.markdown,
      "## Machine\n\n"
        + machine.table(
          adding: [
            ("measured", "\(dates.lowerBound) to \(dates.upperBound)"),
            ("highest load average", Format.loadAverage(highestLoadAverage)),
            (
              "highest steal time",
              highestStealPercent.map { UnitLadder.percent.text($0 / 100) } ?? Format.unknown
            ),
          ]
        ).markdown,
    ].compactMap(\.self).joined(separator: "\n")
  }

  /// Where others were at work: the contestants themselves make a load of at most one for each CPU.
  private var warning: String? {
    guard let load = highestLoadAverage, load > Double(machine.usableCores) + 0.5 else {
      return nil
    }
    return "Other programs were at work (load average \(Format.fixed(load, decimals: 2)) on "
      + "\(machine.usableCores) CPUs), so that times are longer than on a quiet machine."
  }

  private var comparisonTable: Table {
    Table(
      matches,
      columns: PeerMatchResult.coordinates + [
        Table.Column("gradmark") { UnitLadder.seconds.text($0.own?.secondsPerStep?.value) },
        Table.Column("of peak") { UnitLadder.percent.text($0.own?.peakShare?.value) },
        Table.Column("fastest peer", .left) {
          $0.fastestPeer?.record.contestant.description ?? Format.missing
        },
        Table.Column("its step") { UnitLadder.seconds.text($0.fastestPeer?.secondsPerStep?.value) },
        Table.Column("of peak") { UnitLadder.percent.text($0.fastestPeer?.peakShare?.value) },
        Table.Column("peer / gradmark") { UnitLadder.factor.text($0.fastestPeer?.ratio) },
        Table.Column("gradmark is", .left) { $0.verdictText },
      ])
  }

  /// One row an entry.
  private struct Line {
    let match: PeerRecord.Match
    let entry: PeerEntry
  }

  private var contestantTable: Table {
    let lines = matches.flatMap { result in
      result.entries.map { Line(match: result.match, entry: $0) }
    }
    return Table(
      lines,
      columns: [
        Table.Column("network", .left) { $0.match.task },
        Table.Column("batch") { Format.count($0.match.batchSize) },
        Table.Column("threads") { "\($0.match.threads)" },
        Table.Column("contestant", .left) { $0.entry.record.contestant.description },
        Table.Column("step") { UnitLadder.seconds.text($0.entry.secondsPerStep) },
        Table.Column("samples/s") { line in
          UnitLadder.rate.text(
            line.entry.secondsPerStep.map { Double(line.match.batchSize) / $0.value })
        },
        Table.Column("of peak") { UnitLadder.percent.text($0.entry.peakShare?.value) },
        Table.Column("time / gradmark's") {
          $0.entry.comparedRatio.map { UnitLadder.factor.text($0) } ?? Format.unknown
        },
        Table.Column("same bits", .left) {
          $0.entry.hasSameBits.map { $0 ? "yes" : "no" } ?? Format.unknown
        },
        Table.Column("to begin with") { UnitLadder.seconds.text($0.entry.preparationSeconds) },
        Table.Column("counts", .left) { $0.entry.standingText },
      ])
  }

  private var versionTable: Table {
    Table(
      versions,
      columns: [
        Table.Column("peer", .left) { $0.contestant.description },
        Table.Column("version", .left) { $0.text },
      ])
  }

  private var legend: String {
    """
    - Every contestant trains in a process of its own, held to as many CPUs as it has threads, from \
    the same weights on the same batches in the same order; a step is forward pass, loss, backward \
    pass and update. They take turns round by round, each turn from the start weights.
    - counts: a time counts where the work is proven equal, by losses of the first \
    \(matches.first?.own?.record.losses.count ?? 0) steps that differ from gradmark's by at most \
    \(Format.plain(lossTolerance)) of it; the largest share is shown.
    - step: median over rounds; in brackets its 95 % confidence interval.
    - of peak: arithmetic of the model over that of a loop of fused multiply-adds, measured in the \
    same rounds on as many threads.
    - peer / gradmark, time / gradmark's: from paired rounds, with its 95 % confidence interval; \
    above 1 where gradmark is faster.
    - same bits: whether the contestant's own weights after the same steps are equal with every \
    number of threads.
    - to begin with: what the first steps took beyond later ones, compiling included; no part of \
    the step.
    - In the peers' favour: their batches are cut up before the clock starts, while gradmark may \
    have to pack each batch within the step; losses may be computed from logits.

    """
  }
}

extension PeerMatchResult {
  fileprivate static var coordinates: [Table.Column<PeerMatchResult>] {
    [
      Table.Column("network", .left) { $0.match.task },
      Table.Column("batch") { Format.count($0.match.batchSize) },
      Table.Column("threads") { "\($0.match.threads)" },
    ]
  }

  fileprivate var verdictText: String {
    guard fastestPeer?.ratio?.interval != nil else { return Format.missing }
    return verdict == .slower ? "**\(verdict.rawValue)**" : verdict.rawValue
  }
}

extension PeerEntry {
  /// The ratio of a peer whose time counts.
  fileprivate var comparedRatio: Estimate? {
    counts && record.contestant != .gradmark ? ratio : nil
  }

  fileprivate var preparationSeconds: Double? {
    record.version.isEmpty ? nil : Double(record.preparationNanoseconds) * 1e-9
  }

  fileprivate var standingText: String {
    switch standing {
    case .equal where record.contestant == .gradmark: "the measure"
    case .equal(let deviation): "yes: \(Format.loss(deviation))"
    case .different(let reason): "no: \(reason)"
    case .failed(let reason): "no, it failed: \(reason)"
    }
  }
}
