import Records

extension ReportModel {
  /// Each library in each cell: its time against gradmark's, or why it has none.
  var peerTable: Table {
    let rows = groups.flatMap { own in
      peers.filter { $0.subject == own.subject }.flatMap { group in
        group.cells.map {
          ReportedCell(
            group: group, result: $0, own: own.cell(threads: $0.cell.threads)?.measurement)
        }
      }
    }
    return table(
      peerQuantities, of: rows, team: Table.Column("threads") { $0.result.cell.threadsText })
  }

  /// What the columns of that table mean.
  var peerLegend: String {
    let versions = plan.peers.map { "\($0.name): \($0.version ?? Format.unknown)" }
    return """
      - Every one trains the same work: the same network with its penalties, from the same weights, on the same \
      batches in the same order; no samples are shuffled and no metrics taken, by gradmark neither. \(shuffledText)
      - Each has a process for each number of threads, held to as many CPUs; all take turns block by block in \
      Latin squares. A library is used in the form that was fastest in a trial of its process.

      """ + legend(peerQuantities) + """
        - In the libraries' favour: their batches are cut up and brought into their layout before any turn, and \
        losses may be computed from logits. A step of theirs is the mean over a turn. Switches and waiting for a \
        CPU do not disturb a block of theirs, as their own threads make them; but no round counts that disturbed \
        gradmark.
        - \(versions.joined(separator: "; "))

        """
  }

  var peerQuantities: [Quantity] {
    [
      Quantity(
        title: "trained by", span: .row(.essential), alignment: .left,
        fields: [
          .word("implementation", "library") {
            $0.result.library ?? BenchmarkPlan.Implementation.gradmark
          },
          .word("form", "form") { $0.ratio?.form },
        ],
        text: {
          [$0.result.library ?? BenchmarkPlan.Implementation.gradmark, $0.ratio?.form]
            .compactMap(\.self).joined(separator: " ")
        }),
      Quantity(
        title: "its step", span: .row(.essential),
        text: { UnitLadder.seconds.valueText($0.numbers?.secondsPerStep) }),
      Quantity(
        title: "gradmark's", span: .row(.essential),
        text: { UnitLadder.seconds.valueText($0.own?.secondsPerStep) }),
      Quantity(
        title: "time / gradmark's", span: .row(.essential),
        legend: """
          time / gradmark's: the geometric mean over pairs of blocks that were measured in turn, with Student's \
          interval, corrected for all ratios of the run; the verdict asks the median of each process to agree. \
          Above 1 gradmark is faster.
          """,
        fields: [
          ReportedField(
            columns: [
              "time_over_gradmark", "time_over_gradmark_low", "time_over_gradmark_high",
            ], key: "timeOverGradmark"
          ) { ($0.ratio?.factor).map(ReportedValue.estimate) }
        ],
        text: { $0.ratio.map { UnitLadder.factor.text($0.factor) } }),
      Quantity(
        title: "by process", span: .row(.essential),
        fields: [
          ReportedField(
            columns: [
              "time_over_gradmark_least_process", "time_over_gradmark_greatest_process",
            ], key: "timeOverGradmarkOfProcesses"
          ) { ($0.ratio?.processRange).map(ReportedValue.range) }
        ],
        text: { $0.ratio?.processRange.map { UnitLadder.factor.text($0) } }),
      Quantity(
        title: "losses apart", span: .row(.essential),
        legend: """
          losses apart: the largest deviation of the first losses from gradmark's, as a share; with more than \
          \(Format.plain(lossTolerance)), or another number of parameters, a library has no time.
          """,
        fields: [
          ReportedField(columns: ["loss_deviation"], key: "lossDeviation") {
            ($0.ratio?.lossDeviation).map(ReportedValue.number)
          }
        ],
        text: { $0.ratio.map { Format.loss($0.lossDeviation) } }),
      Quantity(
        title: "gradmark is", span: .row(.essential), alignment: .left,
        fields: [
          .word("gradmark_is", "gradmarkIs") { $0.ratio?.verdict.rawValue },
          .word("refusal", "refusal") { $0.result.refusal },
        ],
        tone: { $0.result.failure == nil ? $0.ratio?.verdict.tone ?? .plain : .bad },
        // What gradmark is against the library, or why it has no time.
        text: { cell in
          cell.ratio?.verdict.rawValue ?? cell.result.refusal.map { "does not take part: \($0)" }
            ?? cell.result.failure ?? Format.missing
        }),
    ].map { quantity in
      var quantity = quantity
      quantity.isRecorded = !peers.isEmpty
      return quantity
    }
  }
}

extension ReportedCell {
  fileprivate var ratio: PeerRatio? { result.peerRatio }
}
