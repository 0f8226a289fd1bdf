import Networks
import Records

extension ReportModel {
  /// How long trainings took until a quality was reached, a dot each seed; `nil` where none got there.
  var qualityChart: DotChart? {
    let rows = qualities.filter { !$0.seconds.isEmpty }.map { result in
      DotChart.Row(
        label: "\(result.subject.label), \(Self.threadsText(result.threads))",
        dots: result.seconds.map {
          DotChart.Dot(series: threadSeries(result.threads), value: Estimate($0))
        }, limit: result.medianSeconds, note: UnitLadder.seconds.text(result.medianSeconds))
    }
    guard !rows.isEmpty else { return nil }
    return DotChart(
      title: "How long until predictions are good enough",
      description:
        "A sign for each seed that reached the goal; the number is the median over all seeds, "
        + "those that did not among them.",
      axisTitle: "time of training", unit: .seconds, noteTitle: "median", reference: nil,
      legend: Legend([Legend.Entry(sign: .limitMark, name: "median over seeds")]),
      groups: [DotChart.Group(label: "", rows: rows)])
  }

  /// What came of trainings to a quality, in a sentence; `nil` in a run without any.
  var qualityAnswer: String? {
    guard !qualities.isEmpty else { return nil }
    let parts = qualities.map { result -> String in
      let goal = withArticle(result.goalText)
      let who = "`\(result.subject.label)` with \(Self.threadsText(result.threads))"
      guard let seconds = result.medianSeconds, let least = result.seconds.first,
        let most = result.seconds.last
      else {
        return
          "\(who) reaches \(goal) from \(result.seconds.count) of \(result.seedCount) seeds alone"
      }
      return "\(who) reaches \(goal) in \(UnitLadder.seconds.text(seconds)) "
        + "(median over \(result.seedCount) seeds; \(UnitLadder.seconds.text(least)) to "
        + "\(UnitLadder.seconds.text(most)))"
    }
    return parts.joined(separator: "; ").capitalizedFirst + "."
  }
}
