import Records

/// A column of a table with one row a network and batch size.
private typealias Column = Table.Column<CellGroup>
/// What a cell says in a column.
private typealias Text = (CellResult) -> String

/// Tables with one row a network and batch size, and columns for each thread count.
extension ReportModel {
  /// How fast every case is.
  var throughputTable: Table {
    let most = mostThreads
    // Of a run that has more threads than CPUs alone there is no example.
    let shown = Set(exampleThreadCounts + [most]).sorted()
    let rate: Text = { UnitLadder.rate.valueText($0.measurement?.samplesPerSecond) }
    let step: Text = { UnitLadder.seconds.text($0.measurement?.secondsPerStep) }
    let peak: Text = { $0.measurement?.peakText ?? Format.missing }
    let arithmetic: Text = {
      UnitLadder.flopsPerSecond.valueText($0.measurement?.flopsPerSecond)
    }
    let roof: Text = { $0.measurement?.roofText ?? Format.missing }
    func weight(_ threads: Int) -> Table.Weight { threads == most ? .essential : .usual }
    var columns = shown.map { column("samples/s", $0, weight($0), rate) }
    for threads in shown where threads > 1 {
      columns.append(column("speed-up", threads, weight(threads)) { $0.speedupText })
    }
    columns.append(column("of peak", most, .usual, peak))
    columns.append(column("step", most, shown.count > 2 ? .deep : .usual, step))
    columns += rest("samples/s", besides: shown, rate)
    columns += rest("step", besides: [most], step)
    columns += rest("of peak", besides: [most], peak)
    columns += rest("arithmetic", arithmetic)
    columns += rest("of roof", align: .left, roof)
    return table(columns)
  }

  /// How speed grows with threads, for every case of more than one.
  var scalingTable: Table {
    // The fewest of several where none has a CPU for each.
    let most = mostThreads > 1 ? mostThreads : threadCounts.first { $0 > 1 } ?? 1
    let groups = groups.filter {
      $0.cells.contains { $0.cell.threads > 1 && $0.measurement != nil }
    }
    guard most > 1 else { return table([], of: []) }
    let efficiency = shared { UnitLadder.percent.valueText($0.efficiency) }
    let machine = shared { $0.ceilingText }
    let process = shared { $0.processRange.map { UnitLadder.factor.text($0) } ?? Format.missing }
    var columns = [
      column("speed-up", most, .essential) { $0.speedupIntervalText },
      verdictColumn(most, .essential), column("efficiency", most, .usual, efficiency),
      column("of the machine's", most, .usual, machine),
      column("by process", most, .usual, process),
      Column("best with", .left, .usual) { $0.scaling?.bestText ?? Format.missing },
    ]
    for threads in threadCounts where threads > 1 && threads != most {
      columns.append(column("speed-up", threads, .deep) { $0.speedupIntervalText })
      columns.append(verdictColumn(threads, .deep))
      columns.append(column("efficiency", threads, .deep, efficiency))
      columns.append(column("of the machine's", threads, .deep, machine))
      columns.append(column("by process", threads, .deep, process))
    }
    columns += rest("pairs", besides: [1], shared { Format.count($0.pairCount) })
    columns += rest(
      "serial share", besides: [1], shared { UnitLadder.percent.valueText($0.serialShare) })
    return table(columns, of: groups)
  }

  private func verdictColumn(_ threads: Int, _ weight: Table.Weight) -> Column {
    let verdict = { [noiseFloor] (result: CellResult) in
      Verdict(on: result.measurement?.speedup, floor: noiseFloor)
    }
    return column(
      "verdict", threads, weight, align: .left,
      tone: { $0.isShared ? verdict($0).tone : .plain },
      { $0.isShared ? verdict($0).rawValue : CellResult.unshared })
  }

  /// What a speed-up says; a line where the work was not shared.
  private func shared(_ text: @escaping (Speedup) -> String) -> Text {
    { result in
      guard let speedup = result.measurement?.speedup else { return Format.missing }
      return result.isShared ? text(speedup) : Format.unknown
    }
  }

  /// Step times, memory and results of every case.
  var stepTable: Table {
    let most = mostThreads
    func percentile(_ percent: Double) -> Text {
      { UnitLadder.seconds.text($0.measurement?.steps.seconds(percent)) }
    }
    let outliers: Text = { $0.measurement?.steps.outlierText ?? Format.missing }
    let warmth: Text = { $0.measurement?.warmUp?.text ?? Format.missing }
    var columns = [
      column("p50", most, .essential, percentile(50)),
      column("p95", most, .usual, percentile(95)),
      column("p99", most, .essential, percentile(99)),
      column("max", most, .usual, percentile(100)),
      column("outliers", most, .usual, align: .left, outliers),
      column("warm after", most, .usual, align: .left, warmth),
    ]
    for (title, percent) in [("p50", 50.0), ("p95", 95), ("p99", 99), ("max", 100)] {
      columns += rest(title, besides: [most], percentile(percent))
    }
    columns += rest("outliers", align: .left, besides: [most], outliers)
    columns += rest("warm after", align: .left, besides: [most], warmth)
    columns += rest("steps/sample") {
      $0.measurement.map { Format.count($0.steps.stepsPerGroup) } ?? Format.missing
    }
    columns += rest("allocated") {
      UnitLadder.bytes.wholeText($0.measurement?.allocatedBytesPerStep)
    }
    columns += rest("final loss") { Format.loss($0.measurement?.finalLoss) }
    columns += rest("weights", align: .left) { "`\($0.digest.prefix(12))`" }
    return table(columns)
  }

  /// What ran of what was asked for.
  var participationTable: Table {
    let most = mostThreads
    let took: Text = { $0.measurement?.participation.text ?? Format.missing }
    let busy: Text = { UnitLadder.percent.text($0.measurement?.participation.busyShare) }
    let disturbed: Text = {
      $0.measurement.map { Format.count($0.extent.disturbed) } ?? Format.missing
    }
    let blocks: Text = { $0.measurement.map { Format.count($0.extent.blocks) } ?? Format.missing }
    let cpus: Text = { $0.measurement?.participation.cpuText ?? Format.missing }
    let time: Text = { UnitLadder.factor.text($0.measurement?.busyCPUs) }
    var columns = [
      column("took part", most, .essential, align: .left, took),
      column("disturbed blocks", most, .essential, disturbed),
      column("blocks", most, .usual, blocks), column("workers busy", most, .usual, busy),
      column("CPU / wall time", most, .usual, time),
      column("on CPUs", most, .usual, align: .left, cpus),
    ]
    columns += rest("took part", align: .left, besides: [most], took)
    columns += rest("disturbed blocks", besides: [most], disturbed)
    columns += rest("blocks", besides: [most], blocks)
    columns += rest("workers busy", besides: [most], busy)
    columns += rest("CPU / wall time", besides: [most], time)
    columns += rest("on CPUs", align: .left, besides: [most], cpus)
    columns += rest("processes") {
      $0.measurement.map { Format.count($0.extent.processes) } ?? Format.missing
    }
    return table(columns)
  }

  /// What the kernel counted during the blocks of every case whose records tell.
  var disturbanceTable: Table {
    typealias Part = KeyPath<DisturbanceSummary, DisturbanceSummary.Share?>
    func share(_ part: Part) -> Text {
      { $0.measurement?.disturbance?[keyPath: part]?.text ?? Format.missing }
    }
    func count(_ value: @escaping (DisturbanceSummary) -> Double?) -> Text {
      { UnitLadder.rate.wholeText($0.measurement?.disturbance.flatMap(value)) }
    }
    let most = mostThreads
    var shares: [(title: String, text: Text, weight: Table.Weight)] = [
      ("steal", share(\.steal), .essential), ("CPU pressure", share(\.cpuPressure), .essential),
      ("memory pressure", share(\.memoryPressure), .usual),
      ("I/O pressure", share(\.ioPressure), .usual), ("throttled", share(\.throttling), .usual),
    ]
    if hasLostTime { shares.append(("kept from running", share(\.lost), .usual)) }
    var columns = shares.map { column($0.title, most, $0.weight, $0.text) }
    for one in shares { columns += rest(one.title, besides: [most], one.text) }
    columns += rest("switches/CPU s", count { $0.switchesPerCPUSecond })
    columns += rest("disk pages", count { $0.majorFaults })
    columns += rest("throttled by heat", count { $0.thermalThrottles })
    return table(
      columns, of: groups.filter { $0.cells.contains { $0.measurement?.disturbance != nil } })
  }

  /// Whether the workers of any cell counted what they lost, as records before did not.
  var hasLostTime: Bool { cells.contains { $0.measurement?.disturbance?.lost != nil } }

  /// Where the time of a step went, of every case that an instrumented run looked into.
  var phaseTable: Table {
    let names = cells.lazy.compactMap(\.measurement?.phases).first?.shares.map(\.name) ?? []
    func share(_ name: String) -> Text {
      { UnitLadder.percent.text($0.measurement?.phases?.shares.first { $0.name == name }?.value) }
    }
    var columns = names.map { name in
      column(
        name, mostThreads, ["forward", "waiting"].contains(name) ? .essential : .usual, share(name))
    }
    for name in names { columns += rest(name, besides: [mostThreads], share(name)) }
    return table(
      columns, of: groups.filter { $0.cells.contains { $0.measurement?.phases != nil } })
  }

  /// The cells that failed, with the reason.
  var failureTable: Table {
    Table(
      failures,
      columns: [
        Table.Column("network", .left) { $0.cell.subject.label },
        Table.Column("batch") { Format.count($0.cell.subject.batchSize) },
        Table.Column("threads") { $0.cell.threadsText },
        Table.Column("failure", .left, tone: { _ in .bad }) { $0.failure ?? "" },
      ])
  }
}

extension ReportModel {
  /// The most threads that have a CPU each, or the fewest where none has.
  var mostThreads: Int {
    cells.filter { !$0.cell.isOversubscribed }.map(\.cell.threads).max() ?? threadCounts.first ?? 1
  }

  private func table(_ columns: [Column], of groups: [CellGroup]? = nil) -> Table {
    let measured = self.groups.filter { $0.cells.contains { $0.measurement != nil } }
    let coordinates = [
      Column("network", .left) { $0.label }, Column("batch") { Format.count($0.batchSize) },
    ]
    return Table(groups ?? measured, columns: coordinates + columns)
  }

  /// A quantity with one thread count: its text, `failed`, or a line where there is no such cell.
  private func column(
    _ title: String, _ threads: Int, _ weight: Table.Weight,
    align alignment: Table.Alignment = .right,
    tone: @escaping (CellResult) -> Table.Tone = { _ in .plain },
    _ text: @escaping Text
  ) -> Column {
    let isOversubscribed = cells.contains {
      $0.cell.threads == threads && $0.cell.isOversubscribed
    }
    let heading =
      "\(title), \(Format.count(threads))\(isOversubscribed ? "*" : "") thread"
      + (threads == 1 ? "" : "s")
    return Column(
      heading, alignment, weight,
      tone: { group in
        guard let cell = group.cell(threads: threads) else { return .plain }
        return cell.measurement == nil ? .bad : tone(cell)
      },
      text: { group in
        guard let cell = group.cell(threads: threads) else { return Format.unknown }
        return cell.measurement == nil ? Format.failed : text(cell)
      })
  }

  /// A quantity with every thread count but those that have a column already, for those who unfold the
  /// table.
  private func rest(
    _ title: String, align alignment: Table.Alignment = .right, besides counts: [Int] = [],
    _ text: @escaping Text
  ) -> [Column] {
    threadCounts.filter { !counts.contains($0) }.map {
      column(title, $0, .deep, align: alignment, text)
    }
  }
}
