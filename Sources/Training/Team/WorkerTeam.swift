import Dispatch
import Synchronization

/// Work that a team shares: it is cut into phases, and each phase into tasks that may be done by
/// any worker in any order.
protocol TeamWork: Sendable {
  /// Does the tasks of `range`, which no other worker does.
  func perform(_ phase: Int, _ range: Range<Int>, worker: Int)
}

/// Workers that stay together over many phases inside one `concurrentPerform`.
///
/// A fork and join through Dispatch costs as much as a training step, so Dispatch is asked once a
/// run; within it, whoever arrives first leads. The leader opens a phase by saying how many tasks it has
/// and among how many workers they are dealt; each of these has a range, which whoever comes first works
/// out and opens, and which is claimed a few tasks at a time; a worker whose own range is empty claims from
/// the others. A phase is over when its tasks are done, not when workers arrive, so the leader alone can
/// finish every phase: no number of threads, no affinity mask and no busy queue can make it wait for somebody
/// who never comes.
///
/// Opening a phase takes a store for every 64 workers. Where workers are bound to CPUs, they claim from those of
/// their own memory node before all others.
///
/// Which worker does a task never shows in the result: that is up to the `TeamWork`.
final class WorkerTeam: Sendable {
  /// The workers asked for; those that take part are at most as many.
  let size: Int

  /// One cache line pair a worker, so that claiming from one's own range disturbs nobody.
  private struct Slot: ~Copyable {
    /// The phase's tag (28 bits), the end (18) and the next task (18) of the worker's range.
    let claims = Atomic<UInt64>(0)
    /// What the worker has slept in this run, for want of work; in nanoseconds.
    let slept = Atomic<Int64>(0)
    /// The workers of the same memory node.
    let home: Range<Int>
    private let padding: InlineArray<12, UInt64> = .init(repeating: 0)

    init(home: Range<Int>) { self.home = home }
  }

  // Safe: the memory lives as long as the team, and every access to it is atomic.
  nonisolated(unsafe) private let slots: UnsafeMutablePointer<Slot>
  /// Counts every phase, and the end of a run; helpers wait for these.
  let epoch: EventCount<Announcement>
  private let unfinished = SharedWord(Nothing())
  private let arrivals = Atomic<Int>(0)
  private let isLeaderAsleep = Atomic<Bool>(false)
  private let openRanges: OpenRanges
  private let places: WorkerPlaces?

  /// What a helper has to know of a phase under way.
  struct Announcement: ~Copyable {
    let phase = Atomic<Int>(0)
    /// Tasks of a claim, at least 1. Any number will do, also that of another phase.
    let grain = Atomic<Int>(1)
    /// As `Deal.word`.
    let deal: Atomic<UInt64>
    let isFinished = Atomic<Bool>(false)

    init(_ deal: Deal) { self.deal = Atomic(deal.word) }
  }

  /// Tags that tell phases apart, before they come again.
  static let tags: UInt64 = 1 << 28

  /// Nanoseconds for which a team is awaited.
  static let patience: Int64 = 1_000_000

  /// Tasks that one phase can have: what fits into the 18 bits of a claim.
  static let maximumTasks = 1 << 18

  /// - Parameters:
  ///   - places: where workers are bound, one each; `nil` leaves them to the kernel.
  ///   - tag: that of the phase before the first one; tests begin where tags come round.
  init(size: Int, places: WorkerPlaces? = nil, tag: UInt64 = 0) {
    precondition(size >= 1, "a team of \(size) workers")
    precondition(places.map { $0.cpus.count == size } ?? true, "not \(size) places")
    self.size = size
    self.places = places
    slots = .allocate(capacity: size)
    for worker in 0..<size {
      (slots + worker).initialize(to: Slot(home: places?.homes[worker] ?? 0..<size))
      slots[worker].claims.store(tag << 36, ordering: .relaxed)
    }
    epoch = EventCount(Announcement(Deal(tag: tag, tasks: 0, ranges: 0)))
    openRanges = OpenRanges(workers: size)
  }

  deinit {
    slots.deinitialize(count: size)
    slots.deallocate()
  }

  /// Runs `lead` on one worker while the others help with the phases it opens.
  ///
  /// - Parameter enter: called by every worker with its number before its first task.
  /// - Parameter leave: called by every worker after its last task, with the nanoseconds that it
  ///   slept in between.
  func run<Work: TeamWork>(
    _ work: Work, enter: @Sendable (Int) -> Void, leave: @Sendable (Int, Int64) -> Void,
    lead: (Leader<Work>) -> Void
  ) {
    epoch.contents.isFinished.store(false, ordering: .relaxed)
    arrivals.store(0, ordering: .relaxed)
    withoutActuallyEscaping(lead) { lead in
      // Safe: only the worker that arrives first calls it.
      nonisolated(unsafe) let lead = lead
      onWorkers { [self] in
        let worker = arrivals.add(1, ordering: .relaxed).oldValue
        slots[worker].slept.store(0, ordering: .relaxed)
        bind(worker) {
          enter(worker)
          if worker == 0 {
            lead(Leader(team: self, work: work))
            epoch.contents.isFinished.store(true, ordering: .releasing)
            // Everybody has to see the end: a run is over when all have left.
            epoch.advance(waking: .max)
          } else {
            help(work, worker: worker)
          }
          leave(worker, slots[worker].slept.load(ordering: .relaxed))
        }
      }
    }
  }

  private func bind(_ worker: Int, _ body: () -> Void) {
    if let places { places.bind(worker, body) } else { body() }
  }

  /// The one door to Dispatch. On Linux its closure need not be `@Sendable`; here it must.
  private func onWorkers(_ body: @Sendable () -> Void) {
    if size == 1 {
      withoutSubnormals(body)
    } else {
      DispatchQueue.concurrentPerform(iterations: size) { _ in withoutSubnormals(body) }
    }
  }

  /// The tasks that a worker takes at a time: up to `grain`, fewer where somebody would go away
  /// empty-handed.
  static func grain(_ grain: Int, tasks: Int, workers: Int) -> Int {
    min(grain, (tasks - 1) / workers + 1)
  }

  /// What the leading worker may do.
  struct Leader<Work: TeamWork> {
    fileprivate let team: WorkerTeam
    fileprivate let work: Work

    /// Waits until all workers have come, for `patience` at most: where it matters who does the first task of a
    /// range.
    func awaitTeam() {
      Wait.yield(atMost: WorkerTeam.patience) { team.arrivals.load(ordering: .relaxed) < team.size }
    }

    /// Has all tasks of a phase done; claims take up to `grain` neighbouring tasks, fewer where
    /// somebody would go away empty-handed. What is not shared stays on the leading worker.
    func perform(_ phase: Int, tasks: Int, grain: Int, isShared: Bool) {
      if isShared, team.size > 1, tasks > 1 {
        team.open(
          phase, tasks: tasks, grain: WorkerTeam.grain(grain, tasks: tasks, workers: team.size))
        team.takeAll(work, worker: 0)
        team.awaitEnd()
      } else {
        for first in stride(from: 0, to: tasks, by: grain) {
          work.perform(phase, first..<min(first + grain, tasks), worker: 0)
        }
      }
    }
  }

  private func open(_ phase: Int, tasks: Int, grain: Int) {
    precondition(tasks < Self.maximumTasks, "\(tasks) tasks in one phase")
    let ranges = min(arrivals.load(ordering: .relaxed), size, tasks)
    epoch.contents.phase.store(phase, ordering: .relaxed)
    unfinished.line.pointee.word.store(UInt32(tasks), ordering: .relaxed)
    let tag = (Deal(epoch.contents.deal.load(ordering: .relaxed)).tag + 1) % Deal.tags
    if tag % (Deal.tags / 4) == 0 { retag(to: tag) }
    openRanges.open(ranges)
    epoch.contents.grain.store(grain, ordering: .relaxed)
    let next = Deal(tag: tag, tasks: tasks, ranges: ranges)
    epoch.contents.deal.store(next.word, ordering: .releasing)
    epoch.advance()
  }

  /// Marks the ranges of all slots as those of the last phase, before tags come again: one that has been
  /// empty for a hundred million phases would else pass for a later phase's.
  private func retag(to tag: UInt64) {
    let last = ((tag &- 1) % Deal.tags) << 36
    for worker in 0..<size { slots[worker].claims.store(last, ordering: .relaxed) }
  }

  private func help<Work: TeamWork>(_ work: Work, worker: Int) {
    while true {
      let seen = epoch.value
      takeAll(work, worker: worker)
      if epoch.contents.isFinished.load(ordering: .acquiring) { return }
      let slept = epoch.wait(while: seen)
      if slept > 0 { slots[worker].slept.add(slept, ordering: .relaxed) }
    }
  }

  /// Claims and does tasks, of the own range first, until none is left.
  private func takeAll<Work: TeamWork>(_ work: Work, worker: Int) {
    let deal = Deal(epoch.contents.deal.load(ordering: .acquiring))
    var done: UInt32 = 0
    if worker < deal.ranges { done += take(from: worker, deal, work, worker: worker) }
    let home = slots[worker].home
    if home.count < size {
      openRanges.forEach(of: home, from: worker) {
        done += take(from: $0, deal, work, worker: worker)
      }
    }
    openRanges.forEach(of: 0..<size, from: worker) {
      done += take(from: $0, deal, work, worker: worker)
    }
    guard done > 0 else { return }
    let left = unfinished.line.pointee.word.subtract(done, ordering: .sequentiallyConsistent)
      .newValue
    if left == 0, isLeaderAsleep.load(ordering: .sequentiallyConsistent) {
      unfinished.wake(atMost: 1)
    }
  }

  /// Claims and does tasks of one range until none is left; returns how many.
  private func take<Work: TeamWork>(
    from owner: Int, _ deal: Deal, _ work: Work, worker: Int
  ) -> UInt32 {
    var done: UInt32 = 0
    while let range = takeChunk(from: owner, deal) {
      // The claim keeps the phase open, so its number cannot change under our hands.
      work.perform(epoch.contents.phase.load(ordering: .relaxed), range, worker: worker)
      done += UInt32(range.count)
    }
    return done
  }

  private func takeChunk(from owner: Int, _ deal: Deal) -> Range<Int>? {
    guard owner < deal.ranges else { return nil }
    let slot = slots + owner
    var seen = slot.pointee.claims.load(ordering: .acquiring)
    while true {
      var range = Int(seen & 0x3FFFF)..<Int(seen >> 18 & 0x3FFFF)
      if seen >> 36 != deal.tag {
        // Nobody has claimed any of it yet, or the phase is over. While it lasts, the range of a phase that
        // is over stands in no slot as one of a later phase, since every range of a phase has been opened.
        if deal.isOver(seen >> 36) { return nil }
        range = deal.range(of: owner)
      }
      guard !range.isEmpty else { return nil }
      let grain = epoch.contents.grain.load(ordering: .relaxed)
      let end = min(range.lowerBound + grain, range.upperBound)
      let (exchanged, original) = slot.pointee.claims.weakCompareExchange(
        expected: seen,
        desired: deal.tag << 36 | UInt64(range.upperBound) << 18 | UInt64(end),
        successOrdering: .acquiringAndReleasing, failureOrdering: .acquiring)
      if exchanged {
        if end == range.upperBound { openRanges.close(owner) }
        return range.lowerBound..<end
      }
      seen = original
    }
  }

  private func awaitEnd() {
    var wait = Wait()
    while true {
      let left = unfinished.line.pointee.word.load(ordering: .acquiring)
      if left == 0 { return }
      if wait.isOver {
        isLeaderAsleep.store(true, ordering: .sequentiallyConsistent)
        slots[0].slept.add(unfinished.sleep(while: left), ordering: .relaxed)
        isLeaderAsleep.store(false, ordering: .relaxed)
      } else {
        wait.spin()
      }
    }
  }
}
