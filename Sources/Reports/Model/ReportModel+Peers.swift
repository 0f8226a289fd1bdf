import Records

extension ReportModel {
  static let peerTitle = "Against other libraries"

  /// Every library's step time over gradmark's, a row each number of threads; `nil` where there is none.
  var peerChart: DotChart? {
    let names = plan.peers.map(\.name)
    let groups = groups.compactMap { peerRows(of: $0, names) }
    guard !groups.isEmpty else { return nil }
    let own = BenchmarkPlan.Implementation.gradmark
    return DotChart(
      title: PeerModel.chartTitle,
      description:
        "Dots left of the line are faster than gradmark, dots right of it slower, at equal work.",
      axisTitle: "time of a step / gradmark's (×)", lowTitle: "faster", highTitle: "slower",
      noteTitle: "gradmark, of peak", reference: 1,
      band: noiseFloor.map { 1 / (1 + $0.share)...1 + $0.share },
      legend: Legend(
        ([own] + names).enumerated().map { Legend.Entry(sign: .dot(series: $0), name: $1) }
          + (noiseFloor == nil
            ? [] : [Legend.Entry(sign: .band, name: "noise floor within the session")])),
      groups: groups)
  }

  /// The rows of one case; `nil` where no library has a time.
  private func peerRows(of own: CellGroup, _ names: [String]) -> DotChart.Group? {
    let rows = own.cells.compactMap { cell -> DotChart.Row? in
      let dots = names.enumerated().compactMap { index, name -> DotChart.Dot? in
        let library = peers.first { $0.subject == own.subject && $0.library == name }
        return library?.cell(threads: cell.cell.threads)?.peerRatio.map {
          DotChart.Dot(series: index + 1, value: $0.factor)
        }
      }
      guard !dots.isEmpty, let measurement = cell.measurement else { return nil }
      return DotChart.Row(
        label: Self.threadsText(cell.cell.threads),
        dots: dots + [DotChart.Dot(series: 0, value: Estimate(1))], limit: nil,
        note: UnitLadder.percent.text(measurement.peakShare?.value))
    }
    guard !rows.isEmpty else { return nil }
    return DotChart.Group(
      label: "\(own.label), batch \(Format.count(own.batchSize))", rows: rows)
  }

  /// What the libraries showed, as a sentence; `nil` in a run without any.
  var peerSentence: String? {
    guard !peers.isEmpty else { return nil }
    let cells = peers.flatMap(\.cells)
    let (sound, refusing) = (
      cells.count { $0.measurement != nil }, cells.count { $0.refusal != nil }
    )
    let out =
      refusing == 0
      ? "" : "; in \(Format.count(refusing)) a library does not take part, and says why"
    return "Beside gradmark's, \(Format.count(sound)) of \(Format.count(cells.count)) cells of "
      + "\(plan.peers.map(\.name).joined(separator: ", ")) have times, with as many parameters and the losses of "
      + "gradmark's work\(out)."
  }
}
