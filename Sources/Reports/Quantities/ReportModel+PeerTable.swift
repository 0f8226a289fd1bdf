import Records

extension ReportModel {
  /// One row a network and batch: every library's time over gradmark's with as many threads, the most first.
  var peerRatioTable: Table {
    let counts = [mostThreads] + threadCounts.filter { $0 != mostThreads }
    let columns = counts.flatMap { threads in comparedNames.map { (name: $0, threads: threads) } }
    return Table(
      groups.filter { own in peers.contains { $0.subject == own.subject } },
      columns: [
        Table.Column("network", .left) { $0.label },
        Table.Column("batch") { Format.count($0.batchSize) },
      ]
        + columns.enumerated().map { place, column in
          let result = { (own: CellGroup) in
            self.peers.first { $0.subject == own.subject && $0.library == column.name }?
              .cell(threads: column.threads)
          }
          return Table.Column(
            "\(Self.ratioTitle(column.name)), \(Format.count(column.threads, "thread"))", .right,
            place < 2 ? .essential : place < 6 ? .usual : .deep,
            tone: { result($0)?.peerRatio?.verdict.tone ?? .plain },
            text: { result($0)?.ratioText ?? Format.unknown })
        })
  }

  /// What its columns mean.
  var peerRatioLegend: String {
    """
    - The time of a step over gradmark's with as many threads, at equal and proven work: above 1 gradmark is \
    faster, and the colour says where that is known; \(undecidedMark): \(undecidedText).
    - Intervals, times, and why a library takes no part stand under '\(Self.peerCellTitle)'.

    """
  }

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

  /// The same over ranks.
  var rankedPeerTable: Table {
    let rows = ranked.flatMap { own in
      rankedPeers.filter { $0.subject == own.subject && $0.ranks == own.ranks }.flatMap { group in
        group.cells.map {
          ReportedCell(
            group: group, result: $0, own: own.cell(threads: $0.cell.threads)?.measurement)
        }
      }
    }
    return table(peerQuantities, of: rows, team: Self.teamColumn)
  }

  /// Whether each one's weights are the same bits with every number of ranks.
  var rankBitsTable: Table {
    struct Row {
      let subject: BenchmarkCase
      let name: String
      let cells: [CellResult]
    }
    let all = groups + ranked + peers + rankedPeers
    let names: [String?] = [nil] + plan.peers.map(\.name)
    let rows = rankedPeers.map(\.subject).reduce(into: [BenchmarkCase]()) {
      if !$0.contains($1) { $0.append($1) }
    }.flatMap { subject in
      names.map { name in
        Row(
          subject: subject, name: name ?? BenchmarkPlan.Implementation.gradmark,
          cells: all.filter { $0.subject == subject && $0.library == name }.flatMap(\.cells)
            .filter { !$0.digest.isEmpty })
      }
    }.filter { !$0.cells.isEmpty }
    return Table(
      rows,
      columns: [
        Table.Column("network", .left) { $0.subject.label },
        Table.Column("batch") { Format.count($0.subject.batchSize) },
        Table.Column("trained by", .left) { $0.name },
        Table.Column("ranks × threads", .left, .usual) {
          $0.cells.map(\.cell.teamText).joined(separator: ", ")
        },
        Table.Column(
          "same bits", .left,
          tone: { Set($0.cells.map(\.digest)).count == 1 ? .good : .bad },
          text: {
            let count = Set($0.cells.map(\.digest)).count
            return count == 1 ? "yes" : "no: \(Format.count(count)) different ones"
          }),
      ])
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
        title: "its step", span: .row(.usual),
        text: { UnitLadder.seconds.valueText($0.numbers?.secondsPerStep) }),
      Quantity(
        title: "gradmark's", span: .row(.usual),
        text: { UnitLadder.seconds.valueText($0.own?.secondsPerStep) }),
      Quantity(
        title: "time / gradmark's", span: .row(.essential),
        legend: """
          time / gradmark's: the geometric mean over pairs of blocks that were measured in turn, and so not the \
          quotient of the two columns before it, with Student's interval, corrected for all ratios of the run; the verdict asks the median of each process to agree. \
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
        title: "by process", span: .row(.deep),
        fields: [
          ReportedField(
            columns: [
              "time_over_gradmark_least_process", "time_over_gradmark_greatest_process",
            ], key: "timeOverGradmarkOfProcesses"
          ) { ($0.ratio?.processRange).map(ReportedValue.range) }
        ],
        text: { $0.ratio?.processRange.map { UnitLadder.factor.text($0) } }),
      Quantity(
        title: "first step", span: .row(.deep),
        legend: """
          first step: \(firstStepText) A library reads data and weights from files, and makes a step in each of \
          its forms.
          """,
        isRecorded: tellsFirstSteps,
        text: { UnitLadder.seconds.text($0.numbers?.firstStepSeconds) }),
      Quantity(
        title: "gradmark's first", span: .row(.deep), isRecorded: tellsFirstSteps,
        text: { UnitLadder.seconds.text($0.own?.firstStepSeconds) }),
      Quantity(
        title: "losses apart", span: .row(.deep),
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
        title: "gradmark is", span: .row(.usual), alignment: .left,
        fields: [
          .word("gradmark_is", "gradmarkIs") { $0.ratio?.verdict.rawValue },
          .word("refusal", "refusal") { $0.result.refusal },
        ],
        tone: { $0.result.failure == nil ? $0.ratio?.verdict.tone ?? .plain : .bad },
        // What gradmark is against the library, or why it has no time.
        text: { cell in
          cell.ratio.map { $0.verdict.text(about: $0.factor, floor: noiseFloor) }
            ?? cell.result.refusal.map { "does not take part: \($0)" }
            ?? cell.result.failure ?? Format.missing
        }),
    ].map { quantity in
      var quantity = quantity
      quantity.isRecorded = quantity.isRecorded && !peers.isEmpty
      return quantity
    }
  }
}

extension CellResult {
  /// A library's time over gradmark's, or why there is none, in two words.
  fileprivate var ratioText: String {
    if refusal != nil { return "no part" }
    return failure == nil ? peerRatio?.markedText ?? Format.missing : Format.failed
  }
}

extension ReportedCell {
  fileprivate var ratio: PeerRatio? { result.peerRatio }
}
