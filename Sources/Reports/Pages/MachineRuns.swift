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

  /// The newest run that timed cells: the one that speaks for the machine, so that none is picked for
  /// its numbers.
  var newestSweep: ReportModel? { runs.first { !$0.cells.isEmpty } }

  /// Whether records and cells of all runs hold: a run whose records do not is not published at all.
  var verifiedText: String {
    let cells = runs.flatMap(\.cells)
    let sound = cells.count { $0.measurement != nil }
    let partial = runs.contains { $0.evidence.schema.major < Schema.current.major }
    let verdict = sound < cells.count ? "no" : partial ? "as far as schema 1 tells" : "yes"
    return cells.isEmpty
      ? verdict : "\(verdict): \(Format.count(sound)) of \(Format.count(cells.count)) cells"
  }
}
