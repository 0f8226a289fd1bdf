import Records

extension ReportModel {
  /// Step times, memory and results of every case.
  var stepTable: Table { table(stepQuantities) }

  /// What its columns mean.
  var stepLegend: String { legend(stepQuantities) }

  var stepQuantities: [Quantity] {
    [
      percentile(50, "p50", .essential),
      percentile(95, "p95", .usual),
      percentile(99, "p99", .essential),
      percentile(100, "max", .usual),
      Quantity(
        title: "outliers", span: most(.usual), alignment: .left,
        legend: """
          outliers: beyond 1.5 (mild) or 3 (far) interquartile ranges from the quartiles, by Tukey; none \
          is left out of any number.
          """,
        fields: [
          .count("mild_outliers", "mildOutliers") { $0.steps.mildOutliers },
          .count("far_outliers", "farOutliers") { $0.steps.farOutliers },
        ],
        text: { $0.numbers?.steps.outlierText }),
      Quantity(
        title: "warm after", span: most(.usual), alignment: .left,
        legend: """
          warm after: the first steps until the running median of five samples stays within 5 % of the \
          steady median.
          """,
        fields: [.count("warm_after_steps", "warmAfterSteps") { $0.warmUp?.steps }],
        text: { $0.numbers?.warmUp?.text }),
      Quantity(
        title: "first step", span: deep,
        legend: "first step: \(firstStepText)",
        isRecorded: tellsFirstSteps,
        fields: [.number("first_step_seconds", "firstStepSeconds") { $0.firstStepSeconds }],
        text: { UnitLadder.seconds.text($0.numbers?.firstStepSeconds) }),
      .count("steps/sample", deep, column: "steps_per_group", key: "stepsPerSample") {
        $0.steps.stepsPerGroup
      },
      .number(
        "allocated", deep, column: "allocated_bytes_per_step", key: "allocatedBytesPerStep",
        legend: "allocated: heap memory that all workers asked for in a steady step.",
        { $0.allocatedBytesPerStep }, text: { UnitLadder.bytes.wholeText($0) }),
      .number(
        "final loss", deep, column: "final_loss", key: "finalLoss", { $0.finalLoss },
        text: { Format.loss($0) }),
      Quantity(
        title: "weights", span: deep, alignment: .left,
        legend: "weights: start of the SHA-256 of the weights after training.",
        fields: [.word("weights_sha256", "weightsDigest") { $0.result.digest }],
        text: { "`\($0.result.digest.prefix(12))`" }),
      Quantity(
        title: "of the case", span: nil,
        fields: [
          ReportedField(columns: ["peak_memory_bytes"], key: "peakMemoryBytes") {
            $0.group.peakMemoryBytes.map(ReportedValue.count)
          },
          ReportedField.word("data_sha256", "dataDigest") { $0.group.dataDigest },
        ]
          + StepDistribution.percents.filter { ![50, 95, 99, 100].contains($0) }
          .map { Self.percentile($0, columns: []) },
        text: { _ in nil }),
    ]
  }

  /// What comes before a first step is done, in a process that does nothing else.
  var firstStepText: String {
    """
    from the start of a process to the end of its first step, the median over processes: loading the program, \
    laying out or compiling the step, start weights; not making the data.
    """
  }

  /// Whether the records tell how long first steps took.
  var tellsFirstSteps: Bool { cells.contains { $0.measurement?.firstStepSeconds != nil } }

  /// A percentile of the times of single steps; the first tells what all are.
  private func percentile(_ percent: Double, _ title: String, _ weight: Table.Weight) -> Quantity {
    Quantity(
      title: title, span: most(weight),
      legend: percent > 50
        ? nil
        : """
        p50, p95, p99, max: single steps, or, where one is too short for the clock, means over \
        'steps/sample' steps; kept to three digits.
        """,
      fields: [Self.percentile(percent, columns: ["step_seconds_\(title)"])],
      text: { $0.numbers.map { UnitLadder.seconds.text($0.steps.seconds(percent)) } })
  }

  private static func percentile(_ percent: Double, columns: [String]) -> ReportedField {
    ReportedField(
      columns: columns, key: "stepSecondsByPercentile.\(Format.plain(percent))"
    ) { ($0.numbers?.steps.seconds(percent)).map(ReportedValue.number) }
  }
}
