import Records

/// The runs of one machine.
struct MachineRuns: Sendable, Equatable {
  /// The runs, newest first; at least one.
  let runs: [ReportModel]

  /// Groups runs by their machine, in the order of the first run of each.
  static func all(of runs: [ReportModel]) -> [MachineRuns] {
    var groups: [[ReportModel]] = []
    for run in runs {
      if let group = groups.firstIndex(where: { $0[0].isOfSameMachine(as: run) }) {
        groups[group].append(run)
      } else {
        groups.append([run])
      }
    }
    return groups.map(MachineRuns.init)
  }

  /// The machine in a few words, its vectors among them: virtual machines of several generations may
  /// bear one name.
  var name: String {
    let extensions = runs[0].machine.vectorExtensions ?? []
    let known = [("avx512f", "AVX-512"), ("avx2", "AVX2"), ("sve", "SVE"), ("asimd", "NEON")]
    let vectors = known.first { extensions.contains($0.0) }.map { ", \($0.1)" } ?? ""
    return runs[0].machine.shortText + vectors
  }

  /// The runs that timed cells, newest first: all of them speak for the machine, so that none is picked
  /// for its numbers. Beside other libraries gradmark does other work.
  var sweeps: [ReportModel] { runs.filter { !$0.cells.isEmpty && $0.plan.peers.isEmpty } }

  /// Its sessions over time.
  var history: MachineHistory { MachineHistory(name: name, runs: sweeps) }

  /// A figure of the machine: the median over its sessions, with the least and the greatest where there
  /// are several; `nil` where none has it.
  func figure(_ number: (ReportModel) -> Double?) -> Estimate? {
    let values = sweeps.compactMap(number)
    guard let middle = median(of: values), let least = values.min(), let most = values.max() else {
      return nil
    }
    return values.count > 1 ? Estimate(middle, (least, most)) : Estimate(middle)
  }

  /// How many sessions its figures are from: `3 sessions`.
  var sessionsText: String {
    "\(Format.count(sweeps.count)) session\(sweeps.count == 1 ? "" : "s")"
  }

  /// Whether records and cells of all runs hold: a run whose records do not is not published at all.
  var verifiedText: String {
    let cells = runs.flatMap(\.cells)
    let sound = cells.count { $0.measurement != nil }
    let partial = runs.contains { $0.evidence.schema.major < Schema.current.major }
    let verdict =
      sound < cells.count ? "no" : partial ? "yes, but for what old records lack" : "yes"
    return cells.isEmpty
      ? verdict : "\(verdict): \(Format.count(sound)) of \(Format.count(cells.count)) cells"
  }
}
