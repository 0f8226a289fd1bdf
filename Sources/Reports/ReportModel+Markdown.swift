import Records

extension ReportModel {
  /// The run's `README.md`: machine, verification, tables, and what the columns mean.
  ///
  /// - Parameter chartName: the chart's file beside it, or `nil` where there is none.
  func markdown(chartName: String?) -> String {
    var sections = ["# \(name)\n", generatedNote, verificationSentence + "\n"]
    sections += warnings.map { "> \($0)\n" }
    if let chartName {
      sections.append("![Scaling with the number of threads](\(chartName))\n")
    }
    if !failures.isEmpty {
      sections.append("## Failures\n\n" + failureTable.markdown)
    }
    sections.append("## Throughput and scaling\n\n" + throughputTable.markdown)
    sections.append("## Steps, memory, results\n\n" + evidenceTable.markdown)
    sections.append(legend)
    sections.append("## Machine\n\n" + machineTable.markdown)
    return sections.joined(separator: "\n")
  }

  /// How many cells stand up to verification.
  var verificationSentence: String {
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

  private var generatedNote: String {
    "Made by `gradmark` from [`records.jsonl`](records.jsonl); the same numbers, unrounded, are in "
      + "[`table.csv`](table.csv).\n"
  }

  private var machineTable: Table {
    machine.table(
      adding: [
        ("measured", "\(dates.lowerBound) to \(dates.upperBound)"),
        ("seed", seeds.map(String.init).joined(separator: ", ")),
      ], loadAverage: highestLoadAverage, stealPercent: highestStealPercent)
  }

  private var legend: String {
    let mark =
      cells.contains { $0.cell.isOversubscribed }
      ? "- `*`: more threads than CPUs that the process may use.\n" : ""
    return """
      - step: mean over all steps of a round, then median over rounds; in brackets its 95 % \
      confidence interval.
      - samples/s, arithmetic: from that step time; the arithmetic is the model's alone.
      - speed-up: one thread's time over this one's in rounds measured in turn, with its 95 % \
      confidence interval; efficiency: speed-up over threads.
      - of peak: arithmetic over that of a loop of fused multiply-adds, measured in the same \
      rounds on as many threads.
      - p50, p90, p99: quantiles of single steps; where one step is too short for the clock, of \
      means over 'steps/sample' steps.
      - allocated: heap memory that all workers asked for in a steady step.
      - weights: start of the SHA-256 of the weights after training.

      """ + mark
  }
}
