import CPlatform

/// Runs `count` phases whose tasks, one for each worker, only pause: what they take beyond the
/// pauses is what a fork and join costs inside a run.
///
/// Without pauses the leader would have done all tasks before a helper had heard of them.
///
/// - Precondition: `count` and `workers` are above 0.
public func runIdlePhases(_ count: Int, workers: Int, pauses: Int) {
  precondition(count > 0, "\(count) phases")
  WorkerTeam(size: workers).run(
    Pausing(pauses: pauses), enter: { _ in }, leave: { _, _ in },
    lead: { leader in
      for _ in 0..<count { leader.perform(0, tasks: workers, grain: 1, isShared: true) }
    })
}

/// Tasks that take a while and touch nothing.
private struct Pausing: TeamWork {
  let pauses: Int

  func perform(_ phase: Int, _ range: Range<Int>, worker: Int) {
    for _ in 0..<range.count * pauses { gradmark_pause() }
  }
}
