import Records

/// The runs of one machine, or of machines that nobody named and that are alike in all that is recorded.
struct MachineRuns: Sendable, Equatable {
  /// What tables call it; no two have one name, nor pages of one name.
  let name: String
  /// The runs, newest first; at least one.
  let runs: [ReportModel]

  /// Groups runs by their machine, in the order of the first run of each.
  ///
  /// What one run does not tell of its CPU keeps it out of a group that another's tells of.
  static func all(of runs: [ReportModel]) -> [MachineRuns] {
    var groups: [[ReportModel]] = []
    for run in runs {
      let place = groups.firstIndex {
        $0[0].machineText == run.machineText && $0[0].isOfSameMachine(as: run)
      }
      if let place {
        groups[place].append(run)
      } else {
        groups.append([run])
      }
    }
    var files: [String: Int] = [:]
    return groups.map { runs in
      let name = runs[0].machineText
      let number = files[MachineHistory.fileName(name), default: 0] + 1
      files[MachineHistory.fileName(name)] = number
      return MachineRuns(name: number == 1 ? name : "\(name) #\(number)", runs: runs)
    }
  }

  /// Whether its owner named it, so that all runs are of one host.
  var isNamed: Bool { runs[0].nickname != nil }

  /// The runs that speak for the machine, newest first: all of them, so that none is picked for its numbers.
  var sweeps: [ReportModel] { runs.filter { $0.otherKind == nil } }

  /// Its sessions over time.
  var history: MachineHistory { MachineHistory(name: name, isNamed: isNamed, runs: runs) }

  /// A figure of the machine: the median over its sessions, with the least and the greatest where there
  /// are several; `nil` where none has it.
  func figure(_ number: (ReportModel) -> Double?) -> Estimate? { sweeps.figure(number) }

  /// How many sweeps its figures are from: `3 sweeps`; its page counts other sessions, too.
  var sweepsText: String {
    let count = sweeps.count
    guard count > 0 else { return "no sweep by itself" }
    return Format.count(count, "sweep")
      + (count > 1 && !isNamed ? ", maybe of several hosts" : "")
  }

  /// Whether records and cells of all runs hold: a run whose records do not is not published at all.
  var verifiedText: String {
    let cells = runs.flatMap(\.ownCells)
    let sound = cells.count { $0.measurement != nil }
    let verdict = sound < cells.count ? "no" : "yes"
    // Of these nobody can see whether the best of several runs was kept.
    let isUnchained = runs.contains { $0.evidence.schema.major < Schema.current.major }
    return verdict
      + (cells.isEmpty ? "" : ": \(Format.count(sound)) of \(Format.count(cells.count)) cells")
      + (isUnchained ? "; not whether runs were left out" : "")
  }
}

extension ReportModel {
  /// What a session was where its times are not those of a sweep, as a clause: beside other libraries gradmark
  /// does other work, beside ranks it was launched, and trainings to a quality are no cells. `nil` for a sweep.
  var otherKind: String? {
    if !plan.peers.isEmpty { return "beside \(plan.peers.map(\.name).joined(separator: ", "))" }
    if launch != nil { return "over ranks" }
    return cells.isEmpty ? "to a quality" : nil
  }
}
