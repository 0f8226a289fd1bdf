import Records

extension PeerModel {
  /// What the chart shows, in a few words.
  static let chartTitle = "Time of a step against gradmark's"

  /// Every library's step time over gradmark's, a row each network, batch size and number of threads;
  /// `nil` where no peer's time counts.
  ///
  /// A library stands there once, in its fastest form.
  var chart: DotChart? {
    let peers = peerNames
    guard !peers.isEmpty else { return nil }
    return DotChart(
      title: Self.chartTitle,
      description:
        "Dots left of the line are faster than gradmark, dots right of it slower, at equal work.",
      axisTitle: "time of a step / gradmark's (×)",
      lowTitle: "faster",
      highTitle: "slower",
      noteTitle: "gradmark, of peak",
      reference: 1,
      legend: Legend(
        ([PeerRecord.Contestant.gradmark.peer] + peers).enumerated().map {
          Legend.Entry(sign: .dot(series: $0), name: $1)
        } + [
          Legend.Entry(sign: .limitMark, name: "where the peak of fused multiply-adds would be")
        ]),
      groups: workloads.map { workload in
        DotChart.Group(
          label: "\(workload.task), batch \(Format.count(workload.batchSize))",
          rows: workload.results.map { $0.row(peers: peers) })
      })
  }

  /// The peers with a time that counts, in the order of the records.
  private var peerNames: [String] {
    matches.flatMap(\.comparedPeers).reduce(into: []) { names, entry in
      let name = entry.record.contestant.peer
      if !names.contains(name) { names.append(name) }
    }
  }

  /// Matches of one network and batch size.
  private struct Workload {
    let task: String
    let batchSize: Int
    var results: [PeerMatchResult]
  }

  private var workloads: [Workload] {
    matches.reduce(into: []) { workloads, result in
      let match = result.match
      let index = workloads.firstIndex {
        $0.task == match.task && $0.batchSize == match.batchSize
      }
      if let index {
        workloads[index].results.append(result)
      } else {
        workloads.append(
          Workload(task: match.task, batchSize: match.batchSize, results: [result]))
      }
    }
  }
}

extension PeerMatchResult {
  /// The peers whose work is equal and whose rounds pair with gradmark's.
  fileprivate var comparedPeers: [PeerEntry] {
    entries.filter { $0.record.contestant != .gradmark && $0.counts && $0.ratio != nil }
  }

  fileprivate func row(peers: [String]) -> DotChart.Row {
    // Last, so that nothing hides it.
    let dots =
      peers.enumerated().compactMap { dot(of: $1, series: $0 + 1) } + [ownDot].compactMap(\.self)
    return DotChart.Row(
      label: "\(match.threads) thread\(match.threads == 1 ? "" : "s")", dots: dots,
      limit: nearLimit, note: UnitLadder.percent.text(own?.peakShare?.value))
  }

  private func dot(of peer: String, series: Int) -> DotChart.Dot? {
    comparedPeers.filter { $0.record.contestant.peer == peer }
      .compactMap(\.ratio).min { $0.value < $1.value }
      .map { DotChart.Dot(series: series, value: $0) }
  }

  private var ownDot: DotChart.Dot? {
    own?.secondsPerStep.map { _ in DotChart.Dot(series: 0, value: Estimate(1)) }
  }

  /// The step time at the peak over gradmark's. Beyond a tenth it is left to the row's note: a tiny
  /// network's limit, three decades off, would squeeze all that the chart is about.
  private var nearLimit: Double? {
    own?.peakShare.map(\.value).flatMap { $0 >= 0.1 ? $0 : nil }
  }
}
