import Records

extension ReportModel {
  /// Every cell with all its numbers, unrounded by people's needs: `table.csv`.
  public var csv: String {
    let rows = groupsOfAll.flatMap { group in
      group.cells.map { RawRow(group: group, result: $0) }
    }
    let columns =
      RawRow.identification + (ranked.isEmpty ? [] : RawRow.ranks)
      + (peers.isEmpty ? [] : RawRow.peers) + RawRow.numbers + RawRow.spread
      + (ranked.isEmpty ? [] : RawRow.exchange)
    // A run that did not record them has no columns for them.
    let hasCounters = cells.contains { $0.measurement?.disturbance != nil }
    return Table(
      rows,
      columns: columns + (hasCounters ? RawRow.disturbances : [])
        + (hasLostTime ? RawRow.lostTime : [])
    ).csv
  }
}

/// A cell as machines read it; what is missing is empty.
private struct RawRow {
  let group: CellGroup
  let result: CellResult

  private var cell: Cell { result.cell }

  static var identification: [Table.Column<RawRow>] {
    [
      Table.Column("model", .left) { $0.cell.subject.model },
      Table.Column("reduction", .left) { $0.cell.subject.reduction ?? "" },
      Table.Column("kernels", .left) { $0.cell.subject.kernels ?? "" },
      Table.Column("parameters") { "\($0.result.parameterCount)" },
      Table.Column("batch_size") { "\($0.cell.subject.batchSize)" },
      Table.Column("threads") { "\($0.cell.threads)" },
      Table.Column("oversubscribed") { "\($0.cell.isOversubscribed)" },
      Table.Column("verified") { "\($0.result.measurement != nil)" },
      Table.Column("failure", .left) { $0.result.failure ?? "" },
    ]
  }

  static var ranks: [Table.Column<RawRow>] { [Table.Column("ranks") { "\($0.cell.ranks)" }] }

  /// What ranks told each other, and what their connections allow.
  static var exchange: [Table.Column<RawRow>] {
    func raw(
      _ title: String, _ value: @escaping (RankExchange) -> Double?
    ) -> Table.Column<RawRow> {
      Table.Column(title) { Format.plain($0.result.measurement?.exchange.flatMap(value)) }
    }
    return [
      Self.raw("time_of_threads_over_ranks") { $0.againstThreads?.value },
      Self.raw("time_of_threads_over_ranks_low") { $0.againstThreads?.interval?.lowerBound },
      Self.raw("time_of_threads_over_ranks_high") { $0.againstThreads?.interval?.upperBound },
      raw("bytes_per_step") { $0.bytesPerStep }, raw("messages_per_step") { $0.messagesPerStep },
      raw("exposed_share") { $0.exposedShare }, raw("least_wait_share") { $0.waitRange.lowerBound },
      raw("greatest_wait_share") { $0.waitRange.upperBound },
      raw("exposed_seconds_per_step") { $0.exposedSeconds },
      raw("ring_share") { $0.ringShare }, raw("bus_bytes_per_second") { $0.busBandwidth },
      raw("all_reduce_bus_bytes_per_second") { $0.allReduceBandwidth },
      raw("latency_seconds") { $0.links.map { $0.latencyNanoseconds * 1e-9 } },
      raw("ring_bytes_per_second") { $0.links?.ringBytesPerSecond },
      raw("all_reduce_seconds") { $0.links.map { $0.allReduceNanoseconds * 1e-9 } },
      Table.Column("ranks_bound", .left) { $0.result.measurement?.exchange?.bound?.rawValue ?? "" },
    ]
  }

  /// Who trained it, and its time over gradmark's.
  static var peers: [Table.Column<RawRow>] {
    [
      Table.Column("implementation", .left) {
        $0.result.library ?? BenchmarkPlan.Implementation.gradmark
      },
      Table.Column("form", .left) { $0.result.peerRatio?.form ?? "" },
      Table.Column("refusal", .left) { $0.result.refusal ?? "" },
      Table.Column("time_over_gradmark") { Format.plain($0.result.peerRatio?.factor.value) },
      Table.Column("time_over_gradmark_low") {
        Format.plain($0.result.peerRatio?.factor.interval?.lowerBound)
      },
      Table.Column("time_over_gradmark_high") {
        Format.plain($0.result.peerRatio?.factor.interval?.upperBound)
      },
      Table.Column("gradmark_is", .left) { $0.result.peerRatio?.verdict.rawValue ?? "" },
      Table.Column("loss_deviation") { Format.plain($0.result.peerRatio?.lossDeviation) },
    ]
  }

  static var numbers: [Table.Column<RawRow>] {
    raw("samples_per_second") { $0.samplesPerSecond }
      + raw("step_seconds") { $0.secondsPerStep }
      + raw("speedup") { $0.speedup?.factor }
      + [
        raw("speedup_least_process") { $0.speedup?.processRange?.lowerBound },
        raw("speedup_greatest_process") { $0.speedup?.processRange?.upperBound },
      ]
      + raw("efficiency") { $0.speedup?.efficiency }
      + raw("ceiling_efficiency") { $0.speedup?.ceilingEfficiency }
      + raw("serial_share") { $0.speedup?.serialShare }
      + raw("flops_per_second") { $0.flopsPerSecond }
      + raw("peak_share") { $0.peakShare }
      + [
        raw("intensity_flops_per_byte") { $0.roofline?.intensity },
        raw("roof_flops_per_second") { $0.roofline?.roofFlopsPerSecond },
        Table.Column("bound", .left) { $0.result.measurement?.roofline?.bound.rawValue ?? "" },
      ]
  }

  static var spread: [Table.Column<RawRow>] {
    [
      raw("step_seconds_p50") { $0.steps.seconds(50) },
      raw("step_seconds_p95") { $0.steps.seconds(95) },
      raw("step_seconds_p99") { $0.steps.seconds(99) },
      raw("step_seconds_max") { $0.steps.seconds(100) },
      raw("steps_per_group") { Double($0.steps.stepsPerGroup) },
      raw("mild_outliers") { Double($0.steps.mildOutliers) },
      raw("far_outliers") { Double($0.steps.farOutliers) },
      raw("warm_after_steps") { $0.warmUp?.steps.map(Double.init) },
      raw("processes") { Double($0.extent.processes) },
      raw("blocks") { Double($0.extent.blocks) },
      raw("disturbed_blocks") { Double($0.extent.disturbed) },
      raw("workers_that_took_part") { $0.participation.tookPart.map(Double.init) },
      raw("worker_busy_share") { $0.participation.busyShare },
      raw("busy_cpus") { $0.busyCPUs },
      Table.Column("peak_memory_bytes") { $0.group.peakMemoryBytes.map { "\($0)" } ?? "" },
      raw("allocated_bytes_per_step") { $0.allocatedBytesPerStep },
      raw("final_loss") { $0.finalLoss },
      Table.Column("data_sha256", .left) { $0.group.dataDigest ?? "" },
      Table.Column("weights_sha256", .left) { $0.result.digest },
    ]
  }

  static var disturbances: [Table.Column<RawRow>] {
    raw("steal_share") { $0.steal }
      + raw("cpu_pressure_share") { $0.cpuPressure }
      + raw("memory_pressure_share") { $0.memoryPressure }
      + raw("io_pressure_share") { $0.ioPressure }
      + raw("throttled_share") { $0.throttling }
      + [
        raw("involuntary_switches_per_cpu_second") { $0.disturbance?.switchesPerCPUSecond },
        raw("major_faults") { $0.disturbance?.majorFaults },
        raw("thermal_throttles") { $0.disturbance?.thermalThrottles },
      ]
  }

  static var lostTime: [Table.Column<RawRow>] { raw("lost_share") { $0.lost } }

  private static func raw(
    _ title: String, _ value: @escaping (Measurement) -> Double?
  ) -> Table.Column<RawRow> {
    Table.Column(title) { Format.plain($0.result.measurement.flatMap(value)) }
  }

  private static func raw(
    _ title: String, _ value: @escaping (Measurement) -> Estimate?
  ) -> [Table.Column<RawRow>] {
    [
      raw(title) { value($0)?.value },
      raw("\(title)_low") { value($0)?.interval?.lowerBound },
      raw("\(title)_high") { value($0)?.interval?.upperBound },
    ]
  }
  private static func raw(
    _ title: String, _ share: @escaping (DisturbanceSummary) -> DisturbanceSummary.Share?
  ) -> [Table.Column<RawRow>] {
    [
      raw(title) { $0.disturbance.flatMap(share)?.mean },
      raw("\(title)_most") { $0.disturbance.flatMap(share)?.most },
    ]
  }
}
