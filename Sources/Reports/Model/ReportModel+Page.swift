import Records

extension ReportModel {
  /// The run's page for a browser: what to make of it, charts, tables, method, machine.
  ///
  /// - Parameter peers: a session with other libraries on the same machine.
  func page(peers: PeerModel?) -> Page {
    Page(
      title: name, lead: verificationSentence, notes: warnings + advice, facts: summary,
      charts: charts(peers: peers).map(\.chart), sections: sections + [methodSection])
  }

  private var summary: [Page.Fact] {
    let facts = [
      ("machine", machineText.escapedForMarkdown),
      ("measured", "\(dates.lowerBound) to \(dates.upperBound)"),
      ("commit", "`\(machine.build.commit ?? Format.unknown)`"),
      ("verified", verifiedText),
      ("scaling", scalingText),
      ("best throughput", bestThroughputText),
      ("most arithmetic", bestArithmeticText),
      (
        "noise floor within the session",
        noiseFloor.map { UnitLadder.percent.text($0.share) } ?? Format.missing
      ),
      ("processes started", evidence.startedText),
      ("processes used", evidence.usedText),
      ("processes left out", evidence.omissionText),
      ("chain of digests", evidence.chainText),
      ("plan", "`\(evidence.planDigest.prefix(16))`"),
      ("last line of the log", "`\(evidence.head.prefix(16))`"),
    ]
    return facts.map { Page.Fact(title: $0.0, value: $0.1) }
  }

  /// What stands behind the numbers and what does not, in short.
  private var methodSection: ReportSection {
    ReportSection(
      title: "Method and limits",
      blocks: [
        .list(
          """
          - Every network and batch size is measured in child processes of its own; within each, the \
          thread counts take turns in blocks whose order is a random Latin square.
          - No correctness, no time: parameter counts agree in four places, the loss falls, and the \
          weights after training are the same bits for every thread count.
          - Every raw sample is in [`records.jsonl`](records.jsonl); this page is derived from it, and \
          the same tables stand in [`README.md`](README.md) and [`table.csv`](table.csv).
          - The digests show that plan, log and page belong together. They do not show that whoever \
          measured was honest.
          - Not measured: accelerators, mixed precision, reading data from disk, inference. Other \
          guests of a virtual machine are noise that no method removes.

          """)
      ])
  }
}
