import Records

extension ReportModel {
  /// How fast every case is.
  var throughputTable: Table { table(throughputQuantities) }

  /// What its columns mean.
  var throughputLegend: String {
    legend(throughputQuantities) + Self.digitLegend
      + sharingLegend
      + (cells.contains { $0.cell.isOversubscribed }
        ? "- `*`: more threads than CPUs that the process may use.\n" : "")
  }

  /// How exact numbers are.
  static let digitLegend = """
    - Numbers have the digits that their interval allows, and two where too little was measured for one; \
    [\(Format.untold)]: an interval of so few pairs that it reaches beyond a hundred times the number.

    """

  var throughputQuantities: [Quantity] {
    let most = mostThreads
    // Of a run that has more threads than CPUs alone there is no example.
    let counts = Set(exampleThreadCounts + [most]).sorted()
    let shown = counts.map {
      (threads: $0, weight: $0 == most ? Table.Weight.essential : .usual)
    }
    return [
      samplesPerSecond(
        .threads(shown: shown, others: threadCounts.filter { !counts.contains($0) })),
      Quantity(
        title: "speed-up", span: .threads(shown: shown.filter { $0.threads > 1 }, others: []),
        legend: """
          speed-up: one thread's time over this one's, the median over pairs of blocks that were \
          measured in turn, and so not the quotient of two columns; its interval, by the sign test, is wide enough \
          (\(Format.fixed(100 * speedupLevel, decimals: 2)) %) for all speed-ups of this page to hold \
          together with 95 %.
          """,
        text: { $0.result.markedIfUndecided($0.result.speedupText, floor: noiseFloor) }),
      Quantity(
        title: "of peak", span: self.most(.usual),
        legend: """
          of peak: arithmetic over that of a loop of fused multiply-adds, measured before each block \
          on as many threads.
          """,
        fields: [.estimate("peak_share", "peakShare") { $0.peakShare }],
        text: { $0.numbers?.peakText(ceilingMark(of: $0.group.subject)) }),
      secondsPerStep(self.most(counts.count > 2 ? .deep : .usual)),
      .estimate(
        "arithmetic", deep, .flopsPerSecond, column: "flops_per_second", key: "flopsPerSecond"
      ) { $0.flopsPerSecond },
      Quantity(
        title: "of roof", span: deep, alignment: .left,
        legend: """
          of roof: arithmetic over the lower of two limits, that loop and the memory stream times the \
          flops for each byte, and which limit is the lower one.
          """,
        fields: [
          .number("intensity_flops_per_byte", "intensityFlopsPerByte") { $0.roofline?.intensity },
          .number("roof_flops_per_second", "roofFlopsPerSecond") {
            $0.roofline?.roofFlopsPerSecond
          },
          .word("bound", "bound") { $0.numbers?.roofline?.bound.rawValue },
        ],
        text: { $0.numbers?.roofText(ceilingMark(of: $0.group.subject)) }),
    ]
  }

  /// Samples that are trained on in a second; of ranks, too.
  func samplesPerSecond(_ span: Quantity.Span) -> Quantity {
    .estimate(
      "samples/s", span, .rate, column: "samples_per_second", key: "samplesPerSecond",
      legend:
        "samples/s, arithmetic: from the time of a step; the arithmetic is the model's alone."
    ) { $0.samplesPerSecond }
  }

  /// The time of a step; of ranks, too.
  func secondsPerStep(_ span: Quantity.Span) -> Quantity {
    .estimate(
      "step", span, .seconds, column: "step_seconds", key: "secondsPerStep",
      legend: """
        step: each process's mean over all steps of its blocks, and the median over processes; in \
        brackets its 95 % interval, from drawing processes and then steps within them anew. One \
        process alone has the median over rounds, with the interval of the sign test.
        """, hasInterval: true
    ) { $0.secondsPerStep }
  }

  /// What stands in place of numbers.
  var sharingLegend: String {
    """
    - \(CellResult.unshared): one worker took part by design, as the step is too short for two; what one thread's \
    number and this one differ by is no gain of threads, but one thread's work measured twice.
    - \(aboveCeilingMark): above 100 %, so that the ceiling was measured too low, under another load than \
    the step.

    """
      + (filteredCases.isEmpty ? "" : "- \(fewerProductsMark): \(Self.fewerProductsText).\n")
      + (cells.contains { $0.isUndecided(floor: noiseFloor) }
        ? "- \(undecidedMark): \(undecidedText).\n" : "")
  }
}
