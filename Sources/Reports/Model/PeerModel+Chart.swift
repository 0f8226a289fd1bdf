import Records

extension PeerModel {
  /// What the chart shows, in a few words.
  static let chartTitle = "Time of a step over gradmark's"

  /// Every library's step time over gradmark's, a row each network, batch size and number of threads, with
  /// the ratios as numbers; `nil` where no peer's time counts.
  ///
  /// A library stands there once, in its fastest form. The axis ends at 4: tiny networks, a thousand times as
  /// slow elsewhere, would squeeze all that the chart is about.
  var chart: DotChart? {
    let peers = peerNames
    guard !peers.isEmpty else { return nil }
    let axis = 0.0...4
    let groups = workloads.map { workload in
      DotChart.Group(
        label: "\(workload.task), batch \(Format.count(workload.batchSize))",
        rows: workload.results.map { $0.row(peers: peers) })
    }
    return DotChart(
      title: Self.chartTitle,
      description:
        "Dots right of the line are slower than gradmark, at equal and proven work; each library "
        + "in its fastest form. "
        + whiskerText("95 % intervals", of: groups.estimates, "dot", lack: "rounds")
        + DotChart.textBeyond(axis, of: groups),
      axisTitle: "time of a step / gradmark's (×)", lowTitle: "faster", highTitle: "slower",
      noteTitle: peers.joined(separator: ", "), reference: 1, linear: axis,
      legend: Legend(
        peers.enumerated().map {
          Legend.Entry(sign: .dot(series: Palette.kind($0 + 1)), name: $1)
        }),
      groups: groups)
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
    let ratios = peers.map(ratio)
    return DotChart.Row(
      label: counted(match.threads, "thread"),
      dots: ratios.enumerated().compactMap { index, ratio in
        ratio.map { DotChart.Dot(series: Palette.kind(index + 1), value: $0) }
      }, limit: nil,
      note: ratios.map { $0.map { UnitLadder.factor.valueText($0) } ?? Format.unknown }
        .joined(separator: ", "))
  }

  private func ratio(of peer: String) -> Estimate? {
    comparedPeers.filter { $0.record.contestant.peer == peer }
      .compactMap(\.ratio).min { $0.value < $1.value }
  }
}
