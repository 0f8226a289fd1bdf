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
      // Titles that are not the same have files of their own, but for CPUs whose names differ in a sign alone.
      let file = MachineHistory.fileName(name, nickname: runs[0].nickname)
      let number = files[file, default: 0] + 1
      files[file] = number
      return MachineRuns(name: number == 1 ? name : "\(name) #\(number)", runs: runs)
    }
  }

  /// Whether its owner named it, so that all runs are of one host.
  var isNamed: Bool { runs[0].nickname != nil }

  /// What speaks for the machine, newest first.
  var sweeps: [ReportModel] { runs.asSweeps }

  /// Whether its figures are from sweeps.
  var isOfSweeps: Bool { runs.contains { $0.otherKind == nil } }

  /// How far the times of the sessions that it has figures from can be trusted, as their pages have it.
  var trustText: String {
    let names = sweeps.map(\.name)
    return runs.filter { names.contains($0.name) }.trustText
  }

  /// Its sessions over time.
  var history: MachineHistory { MachineHistory(name: name, isNamed: isNamed, runs: runs) }

  /// A figure of the machine: the median over its sessions, with the least and the greatest where there
  /// are several; `nil` where none has it.
  func figure(_ number: (ReportModel) -> Double?) -> Estimate? { sweeps.figure(number) }

  /// How many sweeps its figures are from: `3 sweeps`; its page counts other sessions, too.
  var sweepCountText: String {
    Format.count(sweeps.count, isOfSweeps ? "sweep" : "session")
  }

  /// The same with what a reader has to know of them: `1 session over ranks`.
  var sweepsText: String {
    guard let newest = sweeps.first else { return "no sweep by itself" }
    return sweepCountText + (newest.otherKind.map { " \($0)" } ?? "")
      + (sweeps.count > 1 && !isNamed ? ", maybe of several hosts" : "")
  }

  /// Whether records and cells of all runs hold: a run whose records do not is not published at all.
  var verifiedText: String {
    let cells = runs.flatMap(\.ownCells)
    let sound = cells.count { $0.measurement != nil }
    // Trainings to a quality are none of these.
    let timed = runs.count { !$0.ownCells.isEmpty }
    let verdict = sound < cells.count ? "no" : "yes"
    // Of these nobody can see whether the best of several runs was kept.
    let isUnchained = runs.contains { $0.evidence.schema.major < Schema.current.major }
    let stopped = runs.stoppedText.map { "; \($0)" } ?? ""
    return verdict
      + (cells.isEmpty ? "" : ": \(Format.count(sound)) of \(Format.count(cells.count)) cells")
      + (timed == sweeps.count ? "" : " in \(Format.count(timed, "session"))")
      + stopped
      + (isUnchained ? "; not whether runs were left out" : "")
  }
}

extension UnitLadder {
  /// A figure over sessions; of one alone as its page has it, in three digits.
  func text(ofSessions figure: Estimate?) -> String {
    figure?.interval == nil ? text(figure?.value) : text(figure)
  }

  /// The same without the least and the greatest.
  func valueText(ofSessions figure: Estimate?) -> String {
    figure?.interval == nil ? text(figure?.value) : valueText(figure)
  }
}

extension [ReportModel] {
  /// The sessions that speak for a machine, by what they trained as sweeps do; all of a kind, so that none is picked
  /// for its numbers: the sweeps; where there are none, the sessions beside libraries; else those over ranks.
  var asSweeps: [ReportModel] {
    let kinds: [(ReportModel) -> Bool] = [
      { $0.otherKind == nil }, { !$0.plan.peers.isEmpty }, { $0.launch != nil },
    ]
    return kinds.lazy.map { kind in self.filter(kind).compactMap(\.asSweep) }
      .first { !$0.isEmpty } ?? []
  }
}

extension ReportModel {
  /// What it trained as a sweep does, as if it were one: beside libraries gradmark's shuffled cells, over ranks of one
  /// host those of one process. `nil` where there are none.
  var asSweep: ReportModel? {
    guard otherKind != nil else { return self }
    var run = self
    if !plan.peers.isEmpty {
      run.groups = peers.filter { $0.library == BenchmarkPlan.Implementation.shuffled }
    } else if launch.map({ $0.hosts.count > 1 }) ?? true {
      return nil
    }
    (run.peers, run.rankedPeers, run.ranked, run.rankScaling) = ([], [], [], [])
    return run.verified.isEmpty ? nil : run
  }

  /// Which of its cells such a run has, as a sentence; `nil` of a sweep.
  var asSweepText: String? {
    guard otherKind != nil else { return nil }
    return plan.peers.isEmpty
      ? "Its cells are those of one process."
      : "Its cells are those of \(BenchmarkPlan.Implementation.shuffled), which is what a sweep trains."
  }

  /// What a session was where its times are not those of a sweep, as a clause: beside other libraries gradmark
  /// does other work, beside ranks it was launched, and trainings to a quality are no cells. `nil` for a sweep.
  var otherKind: String? {
    if !plan.peers.isEmpty { return "beside \(plan.peers.map(\.name).joined(separator: ", "))" }
    if launch != nil { return "over ranks" }
    return cells.isEmpty ? "to a quality" : nil
  }
}
