import Records

extension ReportModel {
  /// What the kernel counted during the blocks of every case whose records tell.
  var disturbanceTable: Table {
    table(
      disturbanceQuantities,
      of: groups.filter { $0.cells.contains { $0.measurement?.disturbance != nil } })
  }

  /// What its columns mean.
  var disturbanceLegend: String {
    """
    - Counted by the kernel around each block, disturbed ones among them: shares of the time of all \
    blocks, and of the block with the most.

    """ + legend(disturbanceQuantities)
  }

  var disturbanceQuantities: [Quantity] {
    let summaries = cells.compactMap { $0.measurement?.disturbance }
    return [
      share(
        "steal", .essential, column: "steal_share", key: "steal", \.steal,
        legend: "steal: CPU time of the machine that a hypervisor gave to others."),
      share(
        "CPU pressure", .essential, column: "cpu_pressure_share", key: "cpuPressure", \.cpuPressure,
        legend: """
          pressure: time in which some task of the machine, one of this program among them, waited for \
          a CPU, for memory, or for input and output.
          """),
      share(
        "memory pressure", .usual, column: "memory_pressure_share", key: "memoryPressure",
        \.memoryPressure),
      share("I/O pressure", .usual, column: "io_pressure_share", key: "ioPressure", \.ioPressure),
      share(
        "throttled", .usual, column: "throttled_share", key: "throttling", \.throttling,
        legend: "throttled: time for which a quota stopped threads, added up over CPUs."),
      // Records before did not count it.
      share(
        "kept from running", .usual, column: "lost_share", key: "lost", \.lost,
        legend: """
          kept from running: time in which a worker neither ran nor waited for others to end their part, \
          of the worker that lost most: other tasks had its CPU, or the process stood still.
          """, isRecorded: summaries.contains { $0.lost != nil }),
      counter(
        "switches/CPU s", column: "involuntary_switches_per_cpu_second",
        key: "involuntarySwitchesPerCPUSecond", { $0.switchesPerCPUSecond },
        legend:
          "switches/CPU s: how often another task took a thread's CPU, for each second of CPU time."
      ),
      counter(
        "disk pages", column: "major_faults", key: "majorFaults", { $0.majorFaults },
        legend: "disk pages: pages that had to come from a disk."),
      counter(
        "throttled by heat", column: "thermal_throttles", key: "thermalThrottles",
        { $0.thermalThrottles },
        legend: "throttled by heat: how often a clock rate was lowered."),
    ].map { quantity in
      var quantity = quantity
      quantity.isRecorded = quantity.isRecorded && !summaries.isEmpty
      return quantity
    }
  }

  private func share(
    _ title: String, _ weight: Table.Weight, column: String, key: String,
    _ part: KeyPath<DisturbanceSummary, DisturbanceSummary.Share?>, legend: String? = nil,
    isRecorded: Bool = true
  ) -> Quantity {
    let value = { (cell: ReportedCell) in cell.numbers?.disturbance?[keyPath: part] }
    return Quantity(
      title: title, span: most(weight), legend: legend, isRecorded: isRecorded,
      fields: [
        ReportedField(columns: [column, "\(column)_most"], key: "disturbance.\(key)") {
          value($0).map(ReportedValue.share)
        }
      ],
      text: { value($0)?.text })
  }

  private func counter(
    _ title: String, column: String, key: String,
    _ value: @escaping (DisturbanceSummary) -> Double?, legend: String
  ) -> Quantity {
    .number(
      title, deep, column: column, key: "disturbance.\(key)", legend: legend,
      { $0.disturbance.flatMap(value) }, text: { UnitLadder.rate.wholeText($0) })
  }
}
