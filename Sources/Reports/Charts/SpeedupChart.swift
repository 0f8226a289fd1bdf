import Records

extension ReportModel {
  /// The answer as a picture: a bar for each case whose work is shared, by the size of its step, with the
  /// most threads that have a CPU each; `nil` where there is none.
  var speedupChart: BarChart? {
    guard let answer = scalingAnswer, !answer.classes.isEmpty else { return nil }
    let bars = answer.classes.flatMap(\.cases)
    return BarChart(
      title: Self.speedupTitle(
        answer.classes[0].size, factor: answer.classes[0].meanText, threads: answer.threads),
      description:
        "How many times as fast \(answer.threads) threads are as one, the largest step first; "
        + "large is a step of 100 MFLOP and more. "
        + whiskerText(
          "intervals that hold together with 95 %", of: bars.map(\.speedup.factor), "bar",
          lack: "pairs of blocks")
        + (answer.doubtSentence.map { " \(undecidedMark): \($0.uncapitalizedFirst)" } ?? "")
        + (hasSpeedupsAboveCeiling ? " \(aboveCeilingMark): \(Self.aboveCeilingText)." : ""),
      axisTitle: "speed-up against 1 thread", labelTitle: "network, batch", unit: .factor,
      reference: BarChart.Reference(name: "ideal", value: Double(answer.threads)),
      legend: Legend([
        Legend.Entry(sign: .limitMark, name: "what the machine allowed, by a loop of multiply-adds")
      ]),
      groups: answer.classes.map { one in
        BarChart.Group(
          label: "\(one.size.rawValue) steps: \(one.meanText) on average"
            + (one.doubtText.map { ", \($0)" } ?? ""),
          bars: one.cases.map { bar(of: $0, threads: answer.threads) })
      }, footnote: unsharedNote(answer))
  }

  /// What the mark of a speed-up means that is above the machine's.
  static let aboveCeilingText =
    "beyond what the machine allowed, so that its ceiling was measured too low"

  /// Whether a bar has that mark.
  var hasSpeedupsAboveCeiling: Bool {
    scalingAnswer?.classes.flatMap(\.cases).contains(where: \.speedup.isAboveCeiling) ?? false
  }

  /// Short enough for the width of a chart, whatever the class and the numbers.
  static func speedupTitle(
    _ size: ScalingAnswer.Size, factor: String, threads: Int
  ) -> String {
    "\(threads) threads run \(size.rawValue) networks \(factor) as fast"
  }

  private func bar(of one: ScalingAnswer.Case, threads: Int) -> BarChart.Bar {
    let speedup = one.speedup
    return BarChart.Bar(
      label: one.group.caseText,
      parts: [
        BarChart.Part(
          series: threadSeries(threads), value: speedup.factor.value,
          name: UnitLadder.factor.text(speedup.factor))
      ],
      interval: speedup.factor.interval, limit: speedup.ceiling,
      note: UnitLadder.factor.valueText(speedup.factor)
        + (speedup.isAboveCeiling ? aboveCeilingMark : "")
        + (isUndecided(one, threads: threads) ? undecidedMark : ""))
  }

  private func isUndecided(_ one: ScalingAnswer.Case, threads: Int) -> Bool {
    one.group.cell(threads: threads)?.isUndecided(floor: noiseFloor) ?? false
  }

  /// The cases that one worker trains alone, by network.
  private func unsharedNote(_ answer: ScalingAnswer) -> String {
    let names = networks.compactMap { name, groups -> String? in
      let batches = groups.filter(answer.unshared.contains).map { Format.count($0.batchSize) }
      return batches.isEmpty ? nil : "\(name) (\(batches.joined(separator: "; ")))"
    }
    return names.isEmpty
      ? ""
      : "On one thread by design, as a step is too short to share: \(names.joined(separator: ", "))."
  }

  /// Throughput with the fewest, some and the most threads, a row each network with the batch at which it is
  /// fastest; `nil` where panels tell more.
  var throughputDots: DotChart? {
    let counts = exampleThreadCounts
    guard !hasPanels, counts.count > 1 else { return nil }
    let rows = networks.reversed().compactMap { network -> DotChart.Row? in
      let best = network.groups.max { Self.best($0)?.value ?? 0 < Self.best($1)?.value ?? 0 }
      guard let best, let rate = Self.best(best) else { return nil }
      return DotChart.Row(
        label: best.caseText,
        dots: counts.compactMap { threads in
          best.isRepeated(threads: threads)
            ? nil
            : (best.cell(threads: threads)?.measurement?.samplesPerSecond).map {
              DotChart.Dot(series: threadSeries(threads), value: $0)
            }
        }, limit: nil, note: UnitLadder.rate.valueText(rate))
    }
    guard !rows.isEmpty else { return nil }
    let group = DotChart.Group(label: "", rows: rows)
    let shown = Set(rows.flatMap(\.dots).map(\.series))
    return DotChart(
      title: "How many samples a second each network trains",
      description: "Each network with the batch at which it is fastest. "
        + whiskerText(
          "95 % intervals, where longer than a dot", of: [group].estimates, "dot", lack: "blocks"),
      axisTitle: "samples/s", unit: .rate, noteTitle: "best", reference: nil,
      legend: Legend(
        threadLegend(of: counts.filter { shown.contains(threadSeries($0)) }) { .dot(series: $0) }),
      groups: [group])
  }

  private static func best(_ group: CellGroup) -> Estimate? {
    group.cells.filter { !group.isRepeated(threads: $0.cell.threads) }
      .compactMap { $0.measurement?.samplesPerSecond }.max { $0.value < $1.value }
  }

  /// The place in the palette of a thread count: the fewest and the most have one colour in every chart.
  func threadSeries(_ threads: Int) -> Int {
    let counts = exampleThreadCounts
    let place = counts.firstIndex(of: threads) ?? 1
    return Palette.threads(counts.count == 2 && place == 1 ? 2 : place)
  }
}

extension CellGroup {
  /// The case as charts name it: `denoise 1,024`.
  var caseText: String { "\(label) \(Format.count(batchSize))" }
}

extension String {
  /// The text as the beginning of a sentence.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
  /// The text within a sentence.
  var uncapitalizedFirst: String { prefix(1).lowercased() + dropFirst() }
}
