import Records

extension ReportModel {
  /// What ran of what was asked for.
  var participationTable: Table { table(participationQuantities) }

  /// What its columns mean.
  var participationLegend: String {
    legend(participationQuantities) + """
      - Processes stopped because: \(stopText).
      - Most memory of a process: \(memoryText).

      """
  }

  var participationQuantities: [Quantity] {
    [
      Quantity(
        title: "took part", span: most(.essential), alignment: .left,
        legend: """
          took part: workers that did a task, of those asked for, in the process with the fewest.
          """,
        fields: [
          .count("workers_that_took_part", "workersThatTookPart") { $0.participation.tookPart }
        ],
        text: { $0.numbers?.participation.text }),
      .count(
        "disturbed blocks", most(.essential), column: "disturbed_blocks", key: "disturbedBlocks",
        legend: """
          disturbed blocks: those in which the machine was disturbed; they were measured again and do not \
          count where there are others.
          """
      ) { $0.extent.disturbed },
      .count("blocks", most(.usual), column: "blocks", key: "blocks") { $0.extent.blocks },
      .number(
        "workers busy", most(.usual), column: "worker_busy_share", key: "workerBusyShare",
        legend:
          "workers busy: CPU time of the workers over wall time and workers, spinning included.",
        { $0.participation.busyShare }, text: { UnitLadder.percent.text($0) }),
      .number(
        "CPU / wall time", most(.usual), column: "busy_cpus", key: "busyCPUs", { $0.busyCPUs },
        text: { UnitLadder.factor.text($0) }),
      Quantity(
        title: "on CPUs", span: most(.usual), alignment: .left,
        text: { $0.numbers?.participation.cpuText }),
      .count("processes", deep, column: "processes", key: "processes") { $0.extent.processes },
    ]
  }

  private var stopText: String {
    let words: [Replicate.Stop: String] = [
      .precise: "precise enough", .time: "time was up", .failed: "no thread count was sound",
    ]
    let counts = Dictionary(grouping: groups.flatMap(\.stops), by: \.reason)
      .mapValues { $0.reduce(0) { $0 + $1.count } }
    let parts = counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
      .map { "\(words[$0.key] ?? $0.key.rawValue) (\(Format.count($0.value)))" }
    return parts.isEmpty ? Format.missing : parts.joined(separator: ", ")
  }

  private var memoryText: String {
    let peaks = groups.compactMap { group in group.peakMemoryBytes.map { (group.subject, $0) } }
    return peaks.max { $0.1 < $1.1 }.map {
      "\(UnitLadder.bytes.text(Double($0.1))) (\($0.0))"
    } ?? Format.missing
  }
}
