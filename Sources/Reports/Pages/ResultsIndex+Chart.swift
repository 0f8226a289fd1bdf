import Records

extension ResultsIndex {
  /// The picture's name beside the page.
  static let chartFile = "machines.svg"

  /// All machines with the networks that stand for all, each against the fastest machine; `nil` below two
  /// machines.
  var chart: BarChart? {
    let measured = machines.filter { !$0.sweeps.isEmpty }
    guard measured.count > 1, !headlines.isEmpty else { return nil }
    let labels = Self.labels(of: measured)
    let cores = Self.coreCounts(of: measured)
    let isMarked = measured.contains { machine in
      headlines.contains(where: machine.isDoubtful(bestOf:))
    }
    let hasSingle = measured.contains { $0.sweeps.count == 1 }
    let coreText = cores.count == 1 ? " All have \(counted(cores[0], "core"))." : ""
    return BarChart(
      title: "Machines side by side",
      description:
        "Samples a second at the fastest batch and thread count, as a share of the fastest "
        + "machine's; the median over a machine's sessions, and whiskers from the least to the greatest"
        + (hasSingle ? ", which one sweep alone does not have." : ".") + coreText
        + (Self.areOfOneBuild(measured)
          ? "" : " Sessions are of several commits, so bars tell of machine and program together.")
        + otherSentence(of: zip(measured, labels).map { ($0, $1) })
        + (isMarked ? " \(ReportModel.doubtMark): \(ReportModel.doubtText)." : ""),
      axisTitle: "share of the fastest machine's", labelTitle: "machine", unit: .percent,
      reference: nil,
      legend: Legend(
        isMarked
          ? [
            Legend.Entry(sign: .area(series: Self.sound), name: "noise measured and low"),
            Legend.Entry(
              sign: .area(series: Self.doubtful),
              name: "\(ReportModel.doubtMark) to be taken with care"),
          ] : []),
      groups: headlines.map { network in
        let figures = measured.map { $0.figure { $0.bestThroughput(of: network) } }
        let most = figures.compactMap { $0?.value }.max() ?? 1
        return BarChart.Group(
          label: network,
          bars: zip(measured, zip(labels, figures)).map { machine, bar in
            BarChart.Bar(
              label: bar.0,
              parts: bar.1.map {
                [
                  BarChart.Part(
                    series: machine.isDoubtful(bestOf: network) ? Self.doubtful : Self.sound,
                    value: $0.value / most, name: UnitLadder.rate.text(ofSessions: $0))
                ]
              } ?? [], interval: bar.1?.map { $0 / most }.interval, limit: nil,
              note: bar.1 == nil ? Format.unknown : machine.throughputValueText(of: network))
          })
      })
  }

  /// Which machines have figures of other sessions than sweeps, and of what work, as sentences behind others; empty
  /// where there are none.
  private func otherSentence(of machines: [(machine: MachineRuns, label: String)]) -> String {
    let others = machines.filter { !$0.machine.isOfSweeps }
    func names(_ isMeant: (ReportModel) -> Bool) -> String {
      others.filter { $0.machine.runs.contains(where: isMeant) }.map(\.label)
        .joined(separator: ", ")
    }
    let beside = names { !$0.plan.peers.isEmpty && $0.asSweep != nil }
    let launched = others.filter { pair in
      !pair.machine.runs.contains { !$0.plan.peers.isEmpty && $0.asSweep != nil }
    }.map(\.label).joined(separator: ", ")
    return
      (beside.isEmpty
      ? ""
      : " Without a sweep, \(beside): \(BenchmarkPlan.Implementation.shuffled)'s figures beside libraries, where "
        + "gradmark by itself trains in order and has others.")
      + (launched.isEmpty
        ? "" : " Without either, \(launched): one process in sessions over ranks.")
  }

  /// Whether all figures come from one state of the sources.
  private static func areOfOneBuild(_ machines: [MachineRuns]) -> Bool {
    Set(machines.flatMap(\.sweeps).map(\.machine.build.commit)).count == 1
  }

  /// Labels tell machines apart; a colour tells whether a figure can be trusted.
  private static let sound = Palette.kind(0)
  private static let doubtful = Palette.doubtful

  /// The numbers of cores that machines have, ascending.
  private static func coreCounts(of machines: [MachineRuns]) -> [Int] {
    Set(machines.map { $0.runs[0].machine.usableCores }).sorted()
  }

  /// What bars and columns have room for: a machine's own name, or its CPU's design, with its cores where
  /// machines differ by them, and with a number where two are equal.
  static func labels(of machines: [MachineRuns]) -> [String] {
    var counts: [String: Int] = [:]
    let isOfOneSize = coreCounts(of: machines).count == 1
    return machines.map { machine in
      let run = machine.runs[0]
      let kind =
        run.fingerprint.processor.design ?? run.machine.cpuModel ?? run.machine.architecture
      let cores = run.machine.usableCores
      let label =
        run.nickname ?? (isOfOneSize ? kind : "\(kind), \(counted(cores, "core"))")
      counts[label, default: 0] += 1
      return counts[label] == 1 ? label : "\(label) #\(counts[label] ?? 1)"
    }
  }
}
