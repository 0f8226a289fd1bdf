import Records

extension ReportModel {
  /// The run's `README.md`: verification, tables and what their columns mean, evidence, machine.
  ///
  /// - Parameters:
  ///   - chartName: the chart's file beside it, or `nil` where there is none.
  ///   - isListed: whether a page over all runs stands in the folder above.
  ///   - isBesideRecords: whether it is saved in the run's folder, so that it can lead to its files.
  func markdown(
    chartName: String?, isListed: Bool = false, isBesideRecords: Bool = true
  ) -> String {
    var head = [
      "# \(machineText.escapedForMarkdown)\n", "\(subtitle).\n", "**\(answer)** \(trust)\n",
    ]
    head += notes.map { "> \($0)\n" }
    if let chartName {
      head.append("![\(chartTitle)](\(chartName))\n")
    }
    head.append(Self.generatedNote(isBesideRecords) + (isListed ? " \(Self.indexLink)" : "") + "\n")
    return (head + sections.map(\.markdown)).joined(separator: "\n")
  }

  private var chartTitle: String { speedupChart?.title ?? qualityChart?.title ?? "" }

  /// How many cells stand up to verification.
  var verificationSentence: String {
    guard !ownCells.isEmpty else { return qualitySentence ?? "No cell was measured." }
    guard verified.count == ownCells.count else {
      return "\(verifiedText) are verified; the others have a reason in place of times."
    }
    let counts = threadCounts.map(String.init).joined(separator: ", ")
    let equality =
      ranked.isEmpty && threadCounts.count < 2
      ? ""
      : ", and the weights after training are equal bit for bit with "
        + (ranked.isEmpty ? "\(counts) threads" : teamsText)
    let kind = evidence.partialRun == nil ? "" : "measured "
    let cells =
      ownCells.count == 1
      ? "The one \(kind)cell is verified"
      : "All \(Format.count(ownCells.count)) \(kind)cells are verified"
    return "\(cells): the parameter counts agree everywhere, the loss fell\(equality)."
  }

  /// `1, 2 ranks × 1, 2 threads`.
  private var teamsText: String {
    func list(_ count: (Cell) -> Int, _ noun: String) -> String {
      let counts = Set(ownCells.map { count($0.cell) }).sorted()
      return counts.map(String.init).joined(separator: ", ") + " \(noun)\(counts == [1] ? "" : "s")"
    }
    return "\(list(\.ranks, "rank")) × \(list(\.threads, "thread"))"
  }

  /// How many trainings got to their goal; `nil` in a run without any.
  private var qualitySentence: String? {
    guard !qualities.isEmpty else { return nil }
    let seeds = qualities.reduce(0) { $0 + $1.seedCount }
    let reached = qualities.reduce(0) { $0 + $1.epochs.count }
    return
      "\(Format.count(reached)) of \(Format.count(seeds)) trainings reached their goal; no cell "
      + "was timed."
  }

  /// What no effect may be smaller than, as a sentence.
  var noiseSentence: String {
    guard let noiseFloor else {
      return
        "The noise floor within the session was not measured, so that nothing is called faster or slower."
    }
    let cases = noiseFloor.caseCount
    return
      "Noise floor within the session: \(UnitLadder.percent.text(noiseFloor.share)), by which equal trainers "
      + "differed that took turns in \(Format.count(cases, "case")), over "
      + "\(Format.count(noiseFloor.pairCount, "pair")) of blocks. Sessions of one machine differ by more."
  }

  private static func generatedNote(_ isBesideRecords: Bool) -> String {
    func file(_ name: String) -> String { isBesideRecords ? "[`\(name)`](\(name))" : "`\(name)`" }
    return "Made by `gradmark` from \(file("records.jsonl")); all numbers, unrounded, are in "
      + "\(file("table.csv")), all charts in \(file(Page.fileName))"
      + "\(isBesideRecords ? "" : ", all in the run's folder")."
  }

  /// What leads to the page over all runs.
  static let indexLink = "[All machines and runs](../README.md)."
}

extension RunEvidence {
  /// The evidence in a line, digests cut short.
  var line: String {
    let processes = started.map {
      "\(Format.count($0)) process\($0 == 1 ? "" : "es") started, \(Format.count(used)) used"
        + (omissions.isEmpty ? "" : ", left out: \(omissionText)")
    }
    return "plan \(planDigest.prefix(12)), log ends in \(head.prefix(12)), "
      + (processes ?? "processes not recorded")
  }

  /// Whether the log's lines follow from each other; those of the first format were never chained.
  var chainText: String {
    guard let chainFault else { return "holds" }
    return schema.major < Schema.current.major ? "none: \(chainFault)" : "broken: \(chainFault)"
  }

  /// The evidence as titles and values.
  var facts: [(title: String, value: String)] {
    var facts: [(title: String, value: String)] = [
      ("plan", "`\(planDigest)`"),
      ("last line of the log", "`\(head)`"),
      ("chain of digests", chainText),
      ("plans", Format.count(planCount)),
      ("processes started", startedText),
      ("processes used", usedText),
      ("processes left out", omissionText),
      ("processes failed", Format.count(failed)),
      ("interruptions", Format.count(interrupted)),
      ("schema", "\(schema)"),
    ]
    if let partialRun { facts.append((title: "stopped", value: partialRun.text)) }
    return facts
  }

  /// How many processes the log saw begin.
  var startedText: String { started.map(Format.count) ?? "not recorded" }

  /// How many of them the numbers rest on.
  var usedText: String { started == nil ? "not recorded" : Format.count(used) }
}
