import Records

extension ReportModel {
  /// How speed grows with threads, for every case of more than one.
  var scalingTable: Table {
    table(
      scalingQuantities,
      of: groups.filter { $0.cells.contains { $0.cell.threads > 1 && $0.measurement != nil } })
  }

  /// What its columns mean.
  var scalingLegend: String { legend(scalingQuantities) + sharingLegend }

  var scalingQuantities: [Quantity] {
    // The fewest of several where none has a CPU for each.
    let most = mostThreads > 1 ? mostThreads : threadCounts.first { $0 > 1 } ?? 1
    let several = threadCounts.filter { $0 > 1 }
    func at(_ weight: Table.Weight) -> Quantity.Span {
      .threads(
        shown: several.isEmpty ? [] : [(most, weight)], others: several.filter { $0 != most })
    }
    let deep = Quantity.Span.threads(shown: [], others: several)
    let verdict = { (cell: ReportedCell) in Verdict(on: cell.speedup, floor: cell.floor) }
    return [
      speedup(at(.essential)),
      Quantity(
        title: "verdict", span: at(.essential), alignment: .left,
        legend: """
          verdict: faster or slower where the interval and every process exclude 1 and the speed-up lies \
          beyond the noise floor within the session; inconclusive otherwise, which is not the same as \
          equal: \(Verdict.doubtText).
          """,
        fields: [
          .word("verdict", "verdict") { cell in
            cell.speedup.flatMap {
              $0.threads == 1
                ? nil : cell.result.isShared ? verdict(cell).rawValue : CellResult.unshared
            }
          }
        ],
        tone: { $0.result.isShared ? verdict($0).tone : .plain },
        text: { cell in
          guard cell.result.isShared else { return CellResult.unshared }
          // Without a run on one thread nothing was measured that could be doubtful.
          return cell.speedup.map {
            verdict(cell).text(about: $0.factor, floor: cell.floor)
          }
        }),
      efficiency(at(.usual)),
      .shared(
        "of the machine's", at(.usual),
        fields: [
          .estimate("ceiling_efficiency", "ceilingEfficiency") {
            $0.sharedSpeedup?.ceilingEfficiency
          }
        ]
      ) { $0.ceilingText },
      .shared(
        "by process", at(.usual),
        legend: """
          by process: the least and the greatest median over the pairs of one process. The interval of \
          the speed-up takes all pairs for independent; a range that is much wider says that they are not.
          """,
        fields: [
          ReportedField(
            columns: ["speedup_least_process", "speedup_greatest_process"],
            key: "speedupOfProcesses"
          ) { $0.numbers?.sharedSpeedup?.processRange.map(ReportedValue.range) }
        ]
      ) { $0.processRange.map { UnitLadder.factor.text($0) } },
      Quantity(
        title: "best with", span: several.isEmpty ? nil : .row(.usual), alignment: .left,
        legend: """
          best with: the thread count with the highest throughput, or others that may be as good: their \
          interval reaches that of the best, the noise floor within the session included, and no verdict tells \
          them apart.
          """,
        text: { cell in
          cell.group.cells.contains(where: \.isShared) ? cell.group.scaling?.bestText : "1 thread"
        }),
      coreLatency(most == mostThreads ? at(.deep) : deep),
      .shared(
        "pairs", deep,
        fields: [.count("speedup_pairs", "speedupPairs") { $0.sharedSpeedup?.pairCount }]
      ) { Format.count($0.pairCount) },
      serialShare(deep),
    ]
  }

  /// What a word takes from CPU to CPU.
  private func coreLatency(_ span: Quantity.Span) -> Quantity {
    var quantity = Quantity.estimate(
      "core to core", span, .seconds, column: "core_latency_seconds", key: "coreLatencySeconds",
      legend: """
        core to core: how long a word takes from the CPU that writes it to one that waits for it, measured \
        before each block on as many threads. Workers that share a step wait for at least two such ways in \
        each of its phases, so short steps gain nothing from threads where it is long.
        """, hasInterval: true
    ) { $0.coreLatency }
    quantity.isRecorded = cells.contains { $0.measurement?.coreLatency != nil }
    return quantity
  }

  /// The speed against one thread; of ranks, too.
  func speedup(_ span: Quantity.Span) -> Quantity {
    Quantity(
      title: "speed-up", span: span,
      fields: [.estimate("speedup", "speedup") { $0.sharedSpeedup?.factor }],
      text: { $0.result.speedupIntervalText })
  }

  /// That speed over all threads.
  func efficiency(_ span: Quantity.Span) -> Quantity {
    .shared(
      "efficiency", span,
      legend: """
        efficiency: speed-up over threads; of the machine's: speed-up over that of the loop of fused \
        multiply-adds, which is what the machine allowed.
        """, fields: [.estimate("efficiency", "efficiency") { $0.sharedSpeedup?.efficiency }]
    ) { UnitLadder.percent.valueText($0.efficiency) }
  }

  /// The share of the work that nobody helps with, by that speed.
  func serialShare(_ span: Quantity.Span) -> Quantity {
    .shared(
      "serial share", span,
      legend:
        """
        serial share: (1/s − 1/p) / (1 − 1/p) of speed-up s with p threads, by Karp and Flatt; \
        \(Format.unknown) where all together are slower than one, which no share explains.
        """,
      fields: [.estimate("serial_share", "serialShare") { $0.sharedSpeedup?.serialShare }]
    ) {
      $0.factor.value < 1 ? Format.unknown : UnitLadder.percent.valueText($0.serialShare)
    }
  }
}
