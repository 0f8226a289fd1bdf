import Records

extension ReportModel {
  /// Arithmetic against the size of the network, each with its largest batch; `nil` below two
  /// networks.
  ///
  /// - Parameter peers: a session with other libraries on the same machine; its fastest peer stands
  ///   beside each network that it trained, with the batch that is nearest to the largest.
  func sizeChart(peers: PeerModel?) -> PlotChart? {
    let threads = [exampleThreadCounts.first, exampleThreadCounts.last].compactMap(\.self)
    let counts = Set(threads).sorted()
    guard representatives.count > 1 else { return nil }
    let peerLines = counts.enumerated().compactMap { peerLine(peers, threads: $1, series: $0) }
    let lines = counts.enumerated().flatMap { series, threads in
      [limit(threads: threads, series: series), sizeLine(threads: threads, series: series)]
        .compactMap(\.self)
    }
    return PlotChart(
      title: "Speed against the size of the network",
      description: "Useful arithmetic, each network with its largest batch. Dotted: the burn of "
        + "fused multiply-adds, the most that the machine can do."
        + (peerLines.isEmpty
          ? "" : " Hollow: the fastest other library, at equal and proven work."),
      legend: Legend(
        threadLegend(of: counts) { .dot(series: $0) }
          + [Legend.Entry(sign: .rule(.limit), name: "FMA limit")]
          + (peerLines.isEmpty
            ? [] : [Legend.Entry(sign: .dot(series: 0, isHollow: true), name: "fastest peer")])),
      horizontal: PlotChart.Axis(title: "parameters", unit: .rate, isLogarithmic: true),
      vertical: PlotChart.Axis(
        title: "arithmetic", unit: .flopsPerSecond, isLogarithmic: true),
      panels: [PlotChart.Panel(title: "", lines: lines + peerLines)])
  }

  private func sizeLine(threads: Int, series: Int) -> PlotChart.Line? {
    let points = representatives.compactMap { group in
      group.cell(threads: threads)?.measurement.map {
        PlotChart.Point(
          x: Double(group.parameterCount), y: $0.flopsPerSecond,
          label: threads == exampleThreadCounts.last ? group.label : "")
      }
    }
    return points.isEmpty ? nil : PlotChart.Line(role: nil, series: series, points: points)
  }

  /// The median of the burns over the networks.
  private func limit(threads: Int, series: Int) -> PlotChart.Line? {
    let peaks = representatives.compactMap {
      $0.cell(threads: threads)?.measurement?.peakFlopsPerSecond
    }
    guard let peak = median(of: peaks) else { return nil }
    let sizes = representatives.map { Double($0.parameterCount) }.sorted()
    return PlotChart.Line(
      role: .limitOfSeries(series), series: nil,
      points: [sizes[0], sizes[sizes.count - 1]].map {
        PlotChart.Point(x: $0, y: Estimate(peak))
      })
  }

  private func peerLine(_ peers: PeerModel?, threads: Int, series: Int) -> PlotChart.Line? {
    let points = representatives.compactMap { group -> PlotChart.Point? in
      guard let match = peers?.match(nearest: group, threads: threads),
        let seconds = match.fastestPeer?.secondsPerStep
      else { return nil }
      return PlotChart.Point(
        x: Double(group.parameterCount), y: seconds.map { match.match.flopsPerStep / $0 },
        isHollow: true)
    }
    return points.isEmpty ? nil : PlotChart.Line(role: nil, series: series, points: points)
  }
}

extension PeerModel {
  /// The match over a group's network with the batch nearest to the group's, from above or below.
  ///
  /// Records of peers name tasks in words of their own; the arithmetic of a sample tells networks
  /// apart.
  fileprivate func match(nearest group: CellGroup, threads: Int) -> PeerMatchResult? {
    guard let flops = group.flopsPerStep.map({ $0 / Double(group.batchSize) }) else { return nil }
    return matches.filter { result in
      let match = result.match
      let other = match.flopsPerStep / Double(match.batchSize)
      return match.threads == threads && abs(other / flops - 1) < 1e-9
    }.min {
      abs($0.match.batchSize - group.batchSize) < abs($1.match.batchSize - group.batchSize)
    }
  }
}
