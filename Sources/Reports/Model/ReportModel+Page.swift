import Records

extension ReportModel {
  /// The run's page for a browser: the answer, how far it can be trusted, charts, tables, evidence.
  ///
  /// Efficiency is a file of its own: it is throughput over its ideal, whose lines are on the page already,
  /// and a page of a dozen networks would be without end on a telephone.
  ///
  /// - Parameter peers: the session with other libraries that belongs to the run.
  func page(peers: PeerModel?) -> Page {
    Page(
      title: machineText, subtitle: subtitle, lead: answer, trust: trust, notes: notes, facts: [],
      charts: answeringCharts.filter { $0.name != Self.efficiencyChartName }.map(\.chart),
      furtherCharts: furtherCharts(peers: peers).map(\.chart),
      sections: sections + [networkSection, methodSection].compactMap(\.self))
  }

  /// The run's page without the peers beside it.
  ///
  /// - Throws: an error of the template.
  public func html() throws -> String { try page(peers: nil).html() }

  /// Run, day and commit in a line.
  var subtitle: String {
    "\(dates.upperBound.prefix(10)), run \(name.escapedForMarkdown), commit "
      + "`\(machine.build.commit ?? Format.unknown)`"
  }

  /// What was proven, and how far the times can be trusted.
  var trust: String {
    [verificationSentence, peerSentence, trustSentence].compactMap(\.self).joined(separator: " ")
  }

  /// What stands behind the numbers and what does not, in short.
  private var methodSection: ReportSection {
    ReportSection(
      title: "Method and limits", isFolded: true,
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
