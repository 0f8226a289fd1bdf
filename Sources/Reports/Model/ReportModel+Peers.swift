import Records

extension ReportModel {
  static let peerTitle = "Against other libraries"

  /// Each library in each cell: its time against gradmark's, or why it has none.
  var peerTable: Table {
    let rows = groups.flatMap { own in
      peers.filter { $0.subject == own.subject }.flatMap(\.cells).map {
        PeerRow(own: own.cell(threads: $0.cell.threads)?.measurement, theirs: $0)
      }
    }
    return Table(rows, columns: PeerRow.coordinates + PeerRow.columns)
  }

  /// What the columns of that table mean.
  var peerLegend: String {
    let versions = plan.peers.map { "\($0.name): \($0.version ?? Format.unknown)" }
    return """
      - Every one trains the same work: the same network with its penalties, from the same weights, on the same \
      batches in the same order; no samples are shuffled and no metrics taken, by gradmark neither. \(shuffledText)
      - Each has a process for each number of threads, held to as many CPUs; all take turns block by block in \
      Latin squares. A library is used in the form that was fastest in a trial of its process.
      - time / gradmark's: the median over pairs of blocks that were measured in turn; its interval and the \
      verdict as those of speed-ups. Above 1 gradmark is faster.
      - losses apart: the largest deviation of the first losses from gradmark's, as a share; with more than \
      \(Format.plain(lossTolerance)), or another number of parameters, a library has no time.
      - In the libraries' favour: their batches are cut up and brought into their layout before any turn, and \
      losses may be computed from logits. A step of theirs is the mean over a turn. Switches and waiting for a \
      CPU do not disturb a block of theirs, as their own threads make them; but no round counts that disturbed \
      gradmark.
      - \(versions.joined(separator: "; "))

      """
  }

  /// What becomes of the work that is left out.
  private var shuffledText: String {
    let name = BenchmarkPlan.Implementation.shuffled
    return hasShuffled
      ? "That work has rows of its own: \(name) is gradmark as a sweep without libraries has it, which shuffles "
        + "samples, packs each batch within the step and takes metrics."
      : "So gradmark's own times here are not those of a sweep without libraries, which shuffles."
  }

  /// Whether gradmark's own shuffled training takes part.
  private var hasShuffled: Bool {
    peers.contains { $0.library == BenchmarkPlan.Implementation.shuffled }
  }

  /// Who is compared with gradmark, the libraries first.
  var comparedNames: [String] {
    plan.peers.map(\.name) + (hasShuffled ? [BenchmarkPlan.Implementation.shuffled] : [])
  }

  /// Every library's step time over gradmark's, a row each number of threads; `nil` where there is none.
  var peerChart: DotChart? {
    let names = comparedNames
    let groups = groups.compactMap { peerRows(of: $0, names) }
    guard !groups.isEmpty else { return nil }
    let own = BenchmarkPlan.Implementation.gradmark
    return DotChart(
      title: PeerModel.chartTitle,
      description:
        "Dots left of the line are faster than gradmark, dots right of it slower, at equal work.",
      axisTitle: "time of a step / gradmark's (×)", lowTitle: "faster", highTitle: "slower",
      noteTitle: "gradmark, of peak", reference: 1,
      band: noiseFloor.map { 1 / (1 + $0.share)...1 + $0.share },
      legend: Legend(
        ([own] + names).enumerated().map { Legend.Entry(sign: .dot(series: $0), name: $1) }
          + (noiseFloor == nil
            ? [] : [Legend.Entry(sign: .band, name: "noise floor within the session")])),
      groups: groups)
  }

  /// The rows of one case; `nil` where no library has a time.
  private func peerRows(of own: CellGroup, _ names: [String]) -> DotChart.Group? {
    let rows = own.cells.compactMap { cell -> DotChart.Row? in
      let dots = names.enumerated().compactMap { index, name -> DotChart.Dot? in
        let library = peers.first { $0.subject == own.subject && $0.library == name }
        return library?.cell(threads: cell.cell.threads)?.peerRatio.map {
          DotChart.Dot(series: index + 1, value: $0.factor)
        }
      }
      guard !dots.isEmpty, let measurement = cell.measurement else { return nil }
      return DotChart.Row(
        label: Self.threadsText(cell.cell.threads),
        dots: dots + [DotChart.Dot(series: 0, value: Estimate(1))], limit: nil,
        note: UnitLadder.percent.text(measurement.peakShare?.value))
    }
    guard !rows.isEmpty else { return nil }
    return DotChart.Group(
      label: "\(own.label), batch \(Format.count(own.batchSize))", rows: rows)
  }

  /// What the libraries showed, as a sentence; `nil` in a run without any.
  var peerSentence: String? {
    let names = plan.peers.map(\.name)
    let cells = peers.filter { names.contains($0.library ?? "") }.flatMap(\.cells)
    guard !cells.isEmpty else { return nil }
    let (sound, refusing) = (
      cells.count { $0.measurement != nil }, cells.count { $0.refusal != nil }
    )
    let out =
      refusing == 0
      ? "" : "; in \(Format.count(refusing)) a library does not take part, and says why"
    return "Beside gradmark's, \(Format.count(sound)) of \(Format.count(cells.count)) cells of "
      + "\(names.joined(separator: ", ")) have times, with as many parameters and the losses of "
      + "gradmark's work\(out)."
  }
}

/// A library in one cell, beside gradmark's numbers.
private struct PeerRow {
  let own: Measurement?
  let theirs: CellResult

  private var ratio: PeerRatio? { theirs.peerRatio }

  static var coordinates: [Table.Column<PeerRow>] {
    [
      Table.Column("network", .left) { $0.theirs.cell.subject.label },
      Table.Column("batch") { Format.count($0.theirs.cell.subject.batchSize) },
      Table.Column("threads") { $0.theirs.cell.threadsText },
      Table.Column("trained by", .left) { $0.trainedBy },
    ]
  }

  /// Who trained it: `jax scan`.
  private var trainedBy: String {
    [theirs.library ?? BenchmarkPlan.Implementation.gradmark, ratio?.form].compactMap(\.self)
      .joined(separator: " ")
  }

  static var columns: [Table.Column<PeerRow>] {
    [
      Table.Column("its step") {
        UnitLadder.seconds.valueText($0.theirs.measurement?.secondsPerStep)
      },
      Table.Column("gradmark's") { UnitLadder.seconds.valueText($0.own?.secondsPerStep) },
      Table.Column("time / gradmark's") {
        $0.ratio.map { UnitLadder.factor.text($0.factor) } ?? Format.unknown
      },
      Table.Column("by process") {
        $0.ratio?.processRange.map { UnitLadder.factor.text($0) } ?? Format.unknown
      },
      Table.Column("losses apart") {
        $0.ratio?.lossDeviation.map { Format.loss($0) } ?? Format.unknown
      },
      Table.Column("gradmark is", .left, tone: { $0.tone }) { $0.text },
    ]
  }

  /// What gradmark is against the library, or why it has no time.
  private var text: String {
    ratio?.verdict.rawValue ?? theirs.refusal.map { "does not take part: \($0)" }
      ?? theirs.failure ?? Format.missing
  }

  private var tone: Table.Tone {
    theirs.failure == nil ? ratio?.verdict.tone ?? .plain : .bad
  }
}
