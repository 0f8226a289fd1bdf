import Records

extension ReportModel {
  /// Where the time of a step goes: a bar each network with its largest batch and each thread count;
  /// `nil` without an instrumented run.
  var phaseChart: BarChart? {
    let groups = representatives.reversed().map { group in
      BarChart.Group(
        label: group.label,
        bars: exampleThreadCounts.compactMap { threads in
          (group.cell(threads: threads)?.measurement?.phases).map {
            Self.bar(of: $0, threads: threads)
          }
        })
    }.filter { !$0.bars.isEmpty }
    guard let first = groups.first?.bars.first else { return nil }
    return BarChart(
      title: "Where the time goes",
      description: "Shares of all workers' time, each network with its largest batch. Waiting is "
        + "time within a step without work: what threads cannot use. Other is \(Self.otherText).",
      axisTitle: "share of the workers' time", labelTitle: "threads", unit: .percent,
      reference: nil,
      legend: Legend(
        first.parts.map {
          Legend.Entry(sign: .area(series: $0.series), name: $0.name)
        }),
      groups: groups)
  }

  /// What no phase has.
  static let otherText = "gathering the batch and dealing out the work, and the clocks inside"

  private static func bar(of phases: PhaseShares, threads: Int) -> BarChart.Bar {
    BarChart.Bar(
      label: Format.count(threads),
      parts: phases.shares.enumerated().map {
        BarChart.Part(series: Palette.phase($0), value: $1.value, name: $1.name)
      },
      interval: nil, limit: nil, note: "")
  }
}
