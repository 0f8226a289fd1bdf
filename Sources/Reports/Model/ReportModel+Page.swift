import Records

extension ReportModel {
  /// The run's page for a browser: the answer, how far it can be trusted, charts, tables, evidence.
  ///
  /// Efficiency is a file of its own: it is throughput over its ideal, whose lines are on the page already,
  /// and a page of a dozen networks would be without end on a telephone.
  ///
  /// - Parameter isBesideRecords: whether it is saved in the run's folder, so that it can lead to its files.
  func page(isBesideRecords: Bool = true) -> Page {
    Page(
      title: machineText, subtitle: subtitle, lead: answer, trust: trust, notes: notes, facts: [],
      charts: answeringCharts.filter { $0.name != Self.efficiencyChartName }.map(\.chart),
      furtherCharts: furtherCharts.map(\.chart),
      sections: sections + [networkSection, methodSection(isBesideRecords)].compactMap(\.self))
  }

  /// The run's page, to be saved anywhere.
  ///
  /// - Parameters:
  ///   - folder: where the page is saved, so that it can lead to others; `nil` where nobody knows.
  ///   - readme: where Gradmark's README is, should none stand around the run.
  /// - Throws: an error of the template.
  public func html(savedIn folder: String? = nil, readme: String? = nil) throws -> String {
    try page(isBesideRecords: false).html(
      links: PageLinks(besides: name, savedIn: folder, readme: readme))
  }

  /// Run, day and commit in a line.
  var subtitle: String {
    "\(dates.upperBound.prefix(10)), run \(name.escapedForMarkdown), commit "
      + "`\(machine.build.commit ?? Format.unknown)`"
  }

  /// What connected ranks, where there are some.
  var surroundings: RankSurroundings? { RankSurroundings(of: self) }

  /// What connected ranks, what was proven, and how far the times can be trusted.
  var trust: String {
    [surroundings?.sentence, verificationSentence, peerSentence, trustSentence].compactMap(\.self)
      .joined(separator: " ")
  }

  /// What stands behind the numbers and what does not, in short.
  private func methodSection(_ isBesideRecords: Bool) -> ReportSection {
    func file(_ name: String) -> String { isBesideRecords ? "[`\(name)`](\(name))" : "`\(name)`" }
    return ReportSection(
      title: "Method and limits", isFolded: true,
      blocks: [
        .list(
          (isOfQualities ? Self.qualityMethod : Self.sweepMethod) + """
            - Every raw sample is in \(file("records.jsonl")); this page is derived from it, and the same \
            tables stand in \(file("README.md")) and \(file("table.csv"))\
            \(isBesideRecords ? "" : ", all in the run's folder").
            - The digests show that plan, log and page belong together. They do not show that whoever \
            measured was honest.
            - Not measured: accelerators, mixed precision, reading data from disk, inference. Other \
            guests of a virtual machine are noise that no method removes.

            """)
      ])
  }

  private static let sweepMethod = """
    - Every network and batch size is measured in child processes of its own; within each, the thread counts \
    take turns in blocks whose order is a random Latin square.
    - No correctness, no time: parameter counts agree in four places, the loss falls, and the weights after \
    training are the same bits for every thread count.

    """

  private static let qualityMethod = """
    - Every training begins from a seed of its own, which settles data, start weights and shuffling; after each \
    epoch its predictions of data that it never trained on are judged. Judging is not in the time.
    - A training ends with the first epoch that reaches the goal, or after a number of epochs that the plan \
    sets. The median counts those that never got there, so that no seed is picked.

    """
}
