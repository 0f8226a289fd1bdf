import Records

extension ReportModel {
  /// Arithmetic against the size of the network, each with its largest batch; `nil` below two
  /// networks.
  ///
  /// - Parameter peers: a session with other libraries on the same machine; where it has a batch of
  ///   the run, that one stands for the network, so that equal work is compared.
  func sizeChart(peers: PeerModel?) -> PlotChart? {
    let threads = [exampleThreadCounts.first, exampleThreadCounts.last].compactMap(\.self)
    let counts = Set(threads).sorted()
    let groups = sizeGroups(peers: peers)
    guard groups.count > 1 else { return nil }
    let peerLines = counts.compactMap { threads in
      peers?.line(beside: groups, threads: threads, series: threadSeries(threads))
    }
    let peerNames = peers?.fastestNames(beside: groups) ?? []
    let above = groupsAbovePeak(groups, threads: counts)
    let lines = counts.flatMap { threads in
      [
        limit(of: groups, threads: threads, series: threadSeries(threads)),
        sizeLine(of: groups, above: above, threads: threads, series: threadSeries(threads)),
      ].compactMap(\.self)
    }
    let panels = [PlotChart.Panel(title: "", lines: lines + peerLines)]
    return PlotChart(
      title: "Speed against the size of the network",
      description: "Useful arithmetic, each network with its largest batch. Dotted: the loop of "
        + "fused multiply-adds, the most that the machine can do. "
        + whiskerText(
          "95 % intervals, where longer than a dot", of: panels.estimates, "dot", lack: "blocks")
        + textAbovePeak(above)
        + (peerLines.isEmpty ? "" : peers?.hollowText ?? ""),
      legend: Legend(
        threadLegend(of: counts) { .dot(series: $0) }
          + [Legend.Entry(sign: .rule(.limit), name: "FMA limit")]
          + (peerLines.isEmpty
            ? []
            : [
              Legend.Entry(
                sign: .dot(series: threadSeries(counts[0]), isHollow: true),
                name: "fastest peer: \(peerNames.joined(separator: ", "))")
            ])),
      horizontal: PlotChart.Axis(title: "parameters", unit: .rate, isLogarithmic: true),
      vertical: PlotChart.Axis(
        title: "arithmetic", unit: .flopsPerSecond, isLogarithmic: true),
      panels: panels)
  }

  /// One group for each network.
  private func sizeGroups(peers: PeerModel?) -> [CellGroup] {
    networks.compactMap { network in
      let measured = network.groups.filter { $0.cells.contains { $0.measurement != nil } }
      return measured.last { peers?.hasMatch(over: $0) ?? false } ?? measured.last
    }
  }

  private func sizeLine(
    of groups: [CellGroup], above: [CellGroup], threads: Int, series: Int
  ) -> PlotChart.Line? {
    let points = groups.compactMap { group in
      group.cell(threads: threads)?.measurement.map {
        PlotChart.Point(
          x: Double(group.parameterCount), y: $0.flopsPerSecond,
          label: threads == exampleThreadCounts.last ? chartLabel(of: group, above: above) : "")
      }
    }
    return points.isEmpty ? nil : PlotChart.Line(role: nil, series: series, points: points)
  }

  /// The median of the FMA peak loops over the networks.
  private func limit(of groups: [CellGroup], threads: Int, series: Int) -> PlotChart.Line? {
    let peaks = groups.compactMap { $0.cell(threads: threads)?.measurement?.peakFlopsPerSecond }
    let sizes = groups.map { Double($0.parameterCount) }
    guard let peak = median(of: peaks), let least = sizes.min(), let most = sizes.max() else {
      return nil
    }
    return PlotChart.Line(
      role: .limitOfSeries(series), series: nil,
      points: [least, most].map { PlotChart.Point(x: $0, y: Estimate(peak)) })
  }
}

extension PeerModel {
  /// What its hollow signs mean, as a sentence behind a chart's description. Its records are never the run's
  /// own: they stand in a file beside the run's folder.
  fileprivate var hollowText: String {
    " Hollow: the fastest other library, measured in another session on \(dates.lowerBound.prefix(10)), "
      + "maybe on another host of this kind, at equal and proven work, with a batch that both were measured "
      + "with."
  }

  /// Whether a group's network was trained by others with the group's batch.
  fileprivate func hasMatch(over group: CellGroup) -> Bool {
    matches.contains { $0.match.isOver(group) }
  }

  /// Who is the fastest peer of a network that others trained, too, in the order of the groups.
  fileprivate func fastestNames(beside groups: [CellGroup]) -> [String] {
    groups.flatMap { group in
      matches.filter { $0.match.isOver(group) }.compactMap {
        $0.fastestPeer?.record.contestant.peer
      }
    }.reduce(into: []) { names, name in if !names.contains(name) { names.append(name) } }
  }

  /// The fastest peer beside each network that others trained, too.
  fileprivate func line(
    beside groups: [CellGroup], threads: Int, series: Int
  ) -> PlotChart.Line? {
    let points = groups.compactMap { group -> PlotChart.Point? in
      let result = matches.first { $0.match.isOver(group) && $0.match.threads == threads }
      return result?.fastestPeer.flatMap { peer in
        peer.secondsPerStep.map { seconds in
          PlotChart.Point(
            x: Double(group.parameterCount),
            y: seconds.map { peer.record.match.flopsPerStep / $0 }, isHollow: true)
        }
      }
    }
    return points.isEmpty ? nil : PlotChart.Line(role: nil, series: series, points: points)
  }
}

extension PeerRecord.Match {
  /// Whether it was played over a group's network and batch.
  fileprivate func isOver(_ group: CellGroup) -> Bool {
    batchSize == group.batchSize && flopsPerStep == group.flopsPerStep
      && parameterCount == group.parameterCount
  }

  /// The weights of dense layers whose sizes the task names, as `784→10 softmax, SGD` does: matches
  /// have no name of a network, and the arithmetic of a step may be that of another one.
  private var parameterCount: Int {
    let sizes = task.split(separator: "→").compactMap { Int($0.prefix(while: \.isNumber)) }
    return zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
  }
}
