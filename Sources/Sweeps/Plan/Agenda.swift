import Records

/// Which processes a sweep still starts, and in which order.
protocol Agenda {
  /// How many processes there are at most, those that ended before among them.
  var processCount: Int { get }
  /// How many of them ended before.
  var earlierCount: Int { get }
  /// About how many seconds are left where nothing ends early.
  var estimatedSeconds: Double { get }
  /// The next process; `nil` where all is done.
  mutating func next() -> PlannedProcess?
  /// Hears what came of it; `nil` for a failure.
  mutating func finish(_ process: PlannedProcess, _ replicate: Replicate?)
}

/// One process of one group.
struct PlannedProcess {
  let group: SweepPlan.Group
  let index: Int
}

/// All first processes of a plan, then all second ones: what a machine does for a minute hits one process
/// of each case and not all of one.
struct SweepAgenda: Agenda {
  let processCount: Int
  let earlierCount: Int
  let estimatedSeconds: Double
  private var pending: ArraySlice<PlannedProcess>

  /// - Parameter isDone: whether the log has a process already.
  init(_ plan: SweepPlan, isDone: (PlannedProcess) -> Bool) {
    let pending = (0..<plan.processes).flatMap { index in
      plan.groups.map { PlannedProcess(group: $0, index: index) }
    }.filter { !isDone($0) }
    processCount = plan.processCount
    earlierCount = plan.processCount - pending.count
    estimatedSeconds = pending.reduce(0) { $0 + plan.estimatedSecondsOfProcess(of: $1.group) }
    self.pending = pending[...]
  }

  mutating func next() -> PlannedProcess? { pending.popFirst() }

  mutating func finish(_ process: PlannedProcess, _ replicate: Replicate?) {}
}

/// The pairs of processes of a duel: a case has no more of them once all of its verdicts stand, and the
/// time that this saves goes to cases that are near a verdict.
struct DuelAgenda: Agenda {
  private let plan: SweepPlan
  private let record: BenchmarkPlan
  private var states: [State]
  /// The group that is looked at next, and the number of the process.
  private var position = (index: 0, group: 0)
  private var left: Int
  let processCount: Int
  let earlierCount: Int

  /// What is known of a case.
  private struct State {
    var replicates: [Int: Replicate] = [:]
    var hasFailed = false
    var isSettled = false
  }

  /// - Parameter replicate: what the log has of a process.
  init(_ plan: SweepPlan, earlier replicate: (PlannedProcess) -> Replicate?) {
    self.plan = plan
    record = plan.record
    processCount = plan.processCount
    let most = DuelTerms.looks(planned: plan.processes).last ?? plan.processes
    states = plan.groups.map { group in
      var state = State()
      for index in 0..<most {
        state.replicates[index] = replicate(PlannedProcess(group: group, index: index))
      }
      return state
    }
    earlierCount = states.reduce(0) { $0 + $1.replicates.count }
    left = max(0, processCount - earlierCount)
  }

  var estimatedSeconds: Double {
    plan.estimatedSeconds * Double(left) / Double(max(1, processCount))
  }

  mutating func next() -> PlannedProcess? {
    let looks = DuelTerms.looks(planned: plan.processes)
    while left > 0, position.index < looks.last ?? 0 {
      guard position.group < plan.groups.count else {
        position = (position.index + 1, 0)
        continue
      }
      let (index, group) = position
      position.group += 1
      if looks.contains(index) { look(at: group, pairs: index) }
      let state = states[group]
      guard !state.isSettled, !state.hasFailed, state.replicates[index] == nil else { continue }
      left -= 1
      return PlannedProcess(group: plan.groups[group], index: index)
    }
    return nil
  }

  mutating func finish(_ process: PlannedProcess, _ replicate: Replicate?) {
    guard let group = plan.groups.firstIndex(where: { $0.subject == process.group.subject }) else {
      return
    }
    states[group].replicates[process.index] = replicate
    states[group].hasFailed = replicate?.contestants.allSatisfy { $0.failure == nil } != true
  }

  /// Settles a case whose verdicts stand after so many pairs, or that no pairs to come bring near one.
  private mutating func look(at group: Int, pairs: Int) {
    let replicates = states[group].replicates.filter { $0.key < pairs }.sorted { $0.key < $1.key }
      .map(\.value)
    states[group].isSettled = plan.groups[group].cells.allSatisfy {
      record.isDuelSettled(by: replicates, threads: $0.threads)
    }
  }
}
