import Records

extension ReportModel {
  /// The run's `README.md`: verification, tables and what their columns mean, evidence, machine.
  ///
  /// - Parameter chartName: the chart's file beside it, or `nil` where there is none.
  func markdown(chartName: String?) -> String {
    var sections = ["# \(name)\n", generatedNote, verificationSentence + "\n"]
    sections += (warnings + advice).map { "> \($0)\n" }
    if let chartName {
      sections.append("![Scaling with the number of threads](\(chartName))\n")
    }
    if !failures.isEmpty {
      sections.append("## Failures\n\n" + failureTable.markdown)
    }
    if !cells.isEmpty {
      sections += [
        "## Throughput\n\n" + throughputTable.measuredMarkdown, throughputLegend,
      ]
    }
    sections += scalingSections
    if !cells.isEmpty {
      sections += [
        "## Steps, memory, results\n\n" + stepTable.measuredMarkdown, stepLegend,
        "## What really ran\n\n" + participationTable.measuredMarkdown, participationLegend,
      ]
    }
    if !phaseTable.rows.isEmpty {
      sections += ["## Where the time goes\n\n" + phaseTable.markdown, phaseLegend]
    }
    if !qualities.isEmpty {
      sections += ["## Time to quality\n\n" + qualityTable.markdown, qualityLegend]
    }
    sections += [
      "## Evidence\n\n" + evidenceTable.markdown, "## Machine\n\n" + machineTable.markdown,
    ]
    return sections.joined(separator: "\n")
  }

  /// How many cells stand up to verification.
  var verificationSentence: String {
    guard !cells.isEmpty else { return "No cell was measured." }
    guard failures.isEmpty else {
      return "\(verifiedText) are verified; the others have a reason in place of times."
    }
    let counts = threadCounts.map(String.init).joined(separator: ", ")
    let equality =
      threadCounts.count > 1
      ? ", and the weights after training are equal bit for bit with \(counts) threads" : ""
    return "All \(Format.count(cells.count)) cells are verified: the parameter counts agree "
      + "everywhere, the loss fell\(equality)."
  }

  /// What no effect may be smaller than, as a sentence.
  var noiseSentence: String {
    guard let noiseFloor else {
      return "The noise floor was not measured, so that nothing is called faster or slower."
    }
    let cases = noiseFloor.caseCount
    return "Noise floor: \(UnitLadder.percent.text(noiseFloor.share)), by which equal trainers "
      + "differed that took turns in \(Format.count(cases)) case\(cases == 1 ? "" : "s"), over "
      + "\(Format.count(noiseFloor.pairCount)) pairs of blocks."
  }

  private var scalingSections: [String] {
    guard !scalingTable.rows.isEmpty else { return [] }
    var sections = [
      "## Scaling\n\n" + noiseSentence + "\n", scalingTable.measuredMarkdown, scalingLegend,
      lawTable.markdown,
    ]
    if !secondThread.isEmpty { sections.append(secondThreadTable.markdown) }
    if !weakScaling.isEmpty { sections.append(weakScalingTable.markdown) }
    return sections + [lawLegend]
  }

  private var generatedNote: String {
    "Made by `gradmark` from [`records.jsonl`](records.jsonl); the same numbers, unrounded, are in "
      + "[`table.csv`](table.csv).\n"
  }

  private var evidenceTable: Table {
    Table(
      evidence.facts,
      columns: [
        Table.Column("fact", .left) { $0.title }, Table.Column("value", .left) { $0.value },
      ])
  }

  private var machineTable: Table {
    machine.table(
      adding: [
        ("measured", "\(dates.lowerBound) to \(dates.upperBound)"),
        ("seed", "\(plan.seed)"),
        ("pinning", plan.pinning),
        ("highest load average", Format.loadAverage(highestLoadAverage)),
      ])
  }
}

extension RunEvidence {
  /// The evidence in a line, digests cut short.
  var line: String {
    let processes = started.map {
      "\(Format.count($0)) processes started, \(Format.count(used)) used"
    }
    return "plan \(planDigest.prefix(12)), log ends in \(head.prefix(12)), "
      + (processes ?? "processes not recorded")
  }

  private var chainText: String {
    guard let chainFault else { return "holds" }
    return schema.major < Schema.current.major ? "none: \(chainFault)" : "broken: \(chainFault)"
  }

  /// The evidence as titles and values.
  var facts: [(title: String, value: String)] {
    [
      ("plan", "`\(planDigest)`"),
      ("last line of the log", "`\(head)`"),
      ("chain of digests", chainText),
      ("plans", Format.count(planCount)),
      ("processes started", started.map(Format.count) ?? "not recorded"),
      ("processes used", started == nil ? "not recorded" : Format.count(used)),
      ("processes failed", Format.count(failed)),
      ("interruptions", Format.count(interrupted)),
      ("schema", "\(schema)"),
    ]
  }
}
