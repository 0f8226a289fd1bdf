/// What a sweep that was stopped has of its plan.
public struct PartialRun: Sendable, Equatable {
  /// Processes that ended, with times or without.
  public let processes: Int
  /// Those that were planned.
  public let plannedProcesses: Int
  /// Cells of which a process ended.
  public let cells: Int
  /// Those that were planned.
  public let plannedCells: Int

  /// Several of them together.
  public static func + (first: PartialRun, second: PartialRun) -> PartialRun {
    PartialRun(
      processes: first.processes + second.processes,
      plannedProcesses: first.plannedProcesses + second.plannedProcesses,
      cells: first.cells + second.cells, plannedCells: first.plannedCells + second.plannedCells)
  }
}

extension RunLog {
  /// What the sweep has of its plan; `nil` where every planned process ended, in a duel, whose processes are as many as
  /// its verdicts take, and in a log of the first format, which has no plan.
  ///
  /// - Parameter selection: what counts of the log.
  public func partialRun(of selection: Selection) -> PartialRun? {
    guard schema.major > 1, !isDuel else { return nil }
    var partial = PartialRun(processes: 0, plannedProcesses: 0, cells: 0, plannedCells: 0)
    for (subject, plan) in startedCases {
      let ended = selection.results.first { $0.subject == subject }?.processCount ?? 0
      let teams = plan.cases.first { $0.subject == subject }?.teams.count ?? 0
      partial =
        partial
        + PartialRun(
          processes: min(ended, plan.processes), plannedProcesses: plan.processes,
          cells: ended > 0 ? teams : 0, plannedCells: teams)
    }
    return partial.processes < partial.plannedProcesses ? partial : nil
  }

  /// The newest plan of each case that a sweep set out to measure on the newest plan's machine, with its binary, seed
  /// and files. Trainings to a quality have a plan as well, but start no process.
  private var startedCases: [BenchmarkCase: BenchmarkPlan] {
    guard let newest = plans.last else { return [:] }
    var latest: PlanEntry?
    var started: [BenchmarkCase: BenchmarkPlan] = [:]
    for entry in entries {
      switch entry {
      case .plan(let plan): latest = plan
      case .start:
        guard let entry = latest else { continue }
        // Once a plan is enough.
        latest = nil
        guard Omission(entry, under: newest) == nil else { continue }
        for planned in entry.plan.cases { started[planned.subject] = entry.plan }
      case .replicate, .failure, .interruption, .quality: continue
      }
    }
    return started.filter { subject, plan in
      newestPlan(for: subject).map { !plan.readsOtherFiles(for: subject, than: $0) } ?? true
    }
  }
}
