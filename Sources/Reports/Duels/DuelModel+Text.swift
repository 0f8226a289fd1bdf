import Records

extension DuelModel {
  /// The builds, the base first.
  var builds: [(name: String, build: Fingerprint.Build)] {
    Array(zip([DuelTerms.base, DuelTerms.candidate], entry.builds ?? []).map { ($0, $1) })
  }

  /// What came out in a sentence.
  public var summary: String {
    let ratios = compared.map(\.ratio)
    guard let range = ratios.rangeText else {
      return "There is no cell that both builds have measured."
    }
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = compared.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(Format.count(count)) \(verdict.rawValue)"
    }
    return "B is \(ratios.meanText) as fast as A (geometric mean over "
      + "\(Format.count(ratios.count, "cell")); \(range)): "
      + counts.joined(separator: ", ") + "."
  }

  /// Whether weights ended in the same bits.
  var bitsSentence: String {
    let others = compared.filter { !$0.hasSameBits }
    if compared.isEmpty { return "No weights could be compared." }
    return others.isEmpty
      ? "Both builds trained to the same bits in every cell."
      : "Other bits in \(Format.count(others.count)) of \(Format.count(compared.count)) cells: the builds "
        + "round otherwise there; the losses of the first steps agree to "
        + "\(Format.plain(lossTolerance)) everywhere."
  }

  /// What the verdicts rest on.
  var termsSentence: String {
    let level = Format.fixed(100 * plan.duelLevel, decimals: 3)
    let turns =
      terms.turns == .blocks
      ? "block by block in Latin squares"
      : "process by process, as one of them is of a version that knows nothing of blocks"
    return
      "The builds took turns, \(turns). faster, slower: the interval of the ratio excludes 1, from "
      + "\(DuelTerms.leastPairs) pairs of processes on; same: it lies within \(UnitLadder.percent.text(terms.margin)) of 1; inconclusive: neither, which is "
      + "not the same (\(Verdict.doubtText)). Each interval has a confidence of \(level) %, so that all cells and all looks at "
      + "them hold together with 95 %."
  }

  /// How far equal trainers of one process lie apart.
  var noiseSentence: String {
    noiseFloor.map {
      "Noise floor within a process: \(UnitLadder.percent.text($0.share)), from consecutive turns of A; "
        + "processes differ by more, which the intervals hold."
    } ?? "The noise floor was not measured."
  }

  /// The duel for a terminal.
  ///
  /// - Parameters:
  ///   - usingColor: whether tones are told by colours.
  ///   - width: the terminal's columns; `nil` leaves table and sentences as wide as they are.
  public func text(usingColor: Bool, within width: Int? = nil) -> String {
    let head = [summary, ""] + builds.map { "\($0.name): \($0.build.heading)" } + [machineLine]
    let failed = rows.compactMap { row in
      row.failure.map {
        Table.Tone.bad.text("failed: \(row.cell): \($0)", usingColor: usingColor)
      }
    }
    return head.lines(within: width) + "\n" + table.text(usingColor: usingColor, within: width)
      + "\n"
      + (failed + [bitsSentence, noiseSentence, termsSentence]
      + rows.map(\.cell).crowdedSentences).lines(within: width)
  }

  private var machineLine: String { "on \(machineText), \(dates.upperBound)" }

  /// The cells, in the order of their ratios: the slowest candidate first.
  var table: Table {
    let sorted = rows.sorted { ($0.ratio?.value ?? 0) < ($1.ratio?.value ?? 0) }
    return Table(
      sorted,
      columns: [
        Table.Column(
          "network", .left, titleAddition: "/batch/threads",
          addition: { "/\($0.cell.subject.batchSize)/\($0.cell.threadsText)" },
          text: { $0.cell.subject.label }),
        Table.Column("batch", .right, .usual) { Format.count($0.cell.subject.batchSize) },
        Table.Column("threads", .right, .usual) { $0.cell.threadsText },
        Table.Column("A step", .right, .usual) { UnitLadder.seconds.valueText($0.base) },
        Table.Column("B step", .right, .usual) { UnitLadder.seconds.valueText($0.candidate) },
        Table.Column(
          "speed of B / A", titleBeginning: "B / A",
          beginning: { $0.ratio.map { UnitLadder.factor.valueText($0) } },
          text: { $0.ratio.map { UnitLadder.factor.text($0) } ?? Format.missing }),
        Table.Column("pairs", .right, .deep) { Format.count($0.pairs) },
        Table.Column("bits", .left, .usual) { $0.hasSameBits.map { $0 ? "same" : "other" } ?? "" },
        Table.Column(
          "B is", .left, tone: { $0.verdict?.tone ?? .bad }, beginning: { $0.verdict?.rawValue },
          text: { $0.verdictText ?? $0.failure ?? "" }),
      ])
  }
}

extension DuelModel.Row {
  /// The ratio, where there is one.
  var ratio: Estimate? { if case .compared(let ratio, _, _) = outcome { ratio } else { nil } }
  /// The verdict, where there is one.
  public var verdict: Verdict? {
    if case .compared(_, let verdict, _) = outcome { verdict } else { nil }
  }
  /// The verdict, and why it is none.
  var verdictText: String? {
    guard case .compared(let ratio, let verdict, _) = outcome else { return nil }
    let isShort = pairs < DuelTerms.leastPairs
    return verdict.text(
      verdict.doubt(about: ratio, floor: 0, shortage: isShort ? "pairs" : nil))
  }
  /// Whether both builds trained to the same bits, where they did the same work.
  var hasSameBits: Bool? { if case .compared(_, _, let bits) = outcome { bits } else { nil } }
}

extension Fingerprint.Build {
  /// The build in a line: `commit 0123abc, x86-64-v3, Swift 6.3.1`.
  var heading: String {
    let changes = isTreeClean.value == false ? " and changes to it" : ""
    let origin = commit.value.map { "commit \($0.prefix(12))\(changes)" } ?? "no known commit"
    let program = binaryDigest.value.map { ", program \($0.prefix(12))" } ?? ""
    return "\(origin), for \(targetCPU), \(compiler)\(program)"
  }
}
