import CPlatform
import Clocks
import Dispatch
import Glibc
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
/// run; within it, whoever arrives first leads. The leader opens a phase by dealing its tasks out
/// to the workers that have arrived, as ranges that are claimed a few tasks at a time; a worker
/// whose own range is empty claims from the others. A phase is over when its tasks are done, not
/// when workers arrive, so the leader alone can finish every phase: no number of threads, no
/// affinity mask and no busy queue can make it wait for somebody who never comes.
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
    private let padding: InlineArray<14, UInt64> = .init(repeating: 0)
  }

  // Safe: the memory lives as long as the team, and every access to it is atomic.
  nonisolated(unsafe) private let slots: UnsafeMutablePointer<Slot>
  private let epoch = SharedWord()
  private let unfinished = SharedWord()
  private let arrivals = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let isLeaderAsleep = Atomic<Bool>(false)
  private let isFinished = Atomic<Bool>(false)
  private let phase = Atomic<Int>(0)
  private let grain = Atomic<Int>(1)

  /// Tasks that one phase can have: what fits into the 18 bits of a claim.
  static let maximumTasks = 1 << 18

  init(size: Int) {
    precondition(size >= 1, "a team of \(size) workers")
    self.size = size
    slots = .allocate(capacity: size)
    for worker in 0..<size { (slots + worker).initialize(to: Slot()) }
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
    isFinished.store(false, ordering: .relaxed)
    arrivals.store(0, ordering: .relaxed)
    withoutActuallyEscaping(lead) { lead in
      // Safe: only the worker that arrives first calls it.
      nonisolated(unsafe) let lead = lead
      onWorkers { [self] in
        let worker = arrivals.add(1, ordering: .relaxed).oldValue
        slots[worker].slept.store(0, ordering: .relaxed)
        enter(worker)
        if worker == 0 {
          lead(Leader(team: self, work: work))
          isFinished.store(true, ordering: .releasing)
          announce()
        } else {
          help(work, worker: worker)
        }
        leave(worker, slots[worker].slept.load(ordering: .relaxed))
      }
    }
  }

  /// The one door to Dispatch. On Linux its closure need not be `@Sendable`; here it must.
  private func onWorkers(_ body: @Sendable () -> Void) {
    if size == 1 {
      withoutSubnormals(body)
    } else {
      DispatchQueue.concurrentPerform(iterations: size) { _ in withoutSubnormals(body) }
    }
  }

  /// What the leading worker may do.
  struct Leader<Work: TeamWork> {
    fileprivate let team: WorkerTeam
    fileprivate let work: Work

    /// Has all tasks of a phase done; claims take up to `grain` neighbouring tasks, fewer where
    /// somebody would go away empty-handed. What is not shared stays on the leading worker.
    func perform(_ phase: Int, tasks: Int, grain: Int, isShared: Bool) {
      if isShared, team.size > 1, tasks > 1 {
        team.open(phase, tasks: tasks, grain: min(grain, (tasks - 1) / team.size + 1))
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
    let present = min(arrivals.load(ordering: .relaxed), size)
    self.phase.store(phase, ordering: .relaxed)
    self.grain.store(grain, ordering: .relaxed)
    unfinished.value.pointee.store(UInt32(tasks), ordering: .relaxed)
    let tag = UInt64(epoch.value.pointee.load(ordering: .relaxed) &+ 1) << 36
    for worker in 0..<present {
      let first = tasks * worker / present, end = tasks * (worker + 1) / present
      slots[worker].claims.store(tag | UInt64(end) << 18 | UInt64(first), ordering: .releasing)
    }
    announce()
  }

  /// Tells helpers that there is something new: a phase, or the end.
  private func announce() {
    // Sequentially consistent with the helper's sleep: either it sees the new epoch, or this
    // thread sees the sleeper.
    epoch.value.pointee.add(1, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 { epoch.wake() }
  }

  private func help<Work: TeamWork>(_ work: Work, worker: Int) {
    while true {
      let seen = epoch.value.pointee.load(ordering: .acquiring)
      takeAll(work, worker: worker)
      if isFinished.load(ordering: .acquiring) { return }
      var wait = Wait()
      while epoch.value.pointee.load(ordering: .acquiring) == seen {
        if wait.isOver {
          sleepers.add(1, ordering: .sequentiallyConsistent)
          sleep(on: epoch, while: seen, worker: worker)
          sleepers.subtract(1, ordering: .relaxed)
        } else {
          wait.spin()
        }
      }
    }
  }

  /// Claims and does tasks, of the own range first, until none is left.
  private func takeAll<Work: TeamWork>(_ work: Work, worker: Int) {
    var done: UInt32 = 0
    for offset in 0..<size {
      let owner = worker + offset < size ? worker + offset : worker + offset - size
      while let range = takeChunk(from: owner) {
        // The claim keeps the phase open, so its number cannot change under our hands.
        work.perform(phase.load(ordering: .relaxed), range, worker: worker)
        done += UInt32(range.count)
      }
    }
    guard done > 0 else { return }
    let left = unfinished.value.pointee.subtract(done, ordering: .sequentiallyConsistent).newValue
    if left == 0, isLeaderAsleep.load(ordering: .sequentiallyConsistent) { unfinished.wake() }
  }

  private func takeChunk(from owner: Int) -> Range<Int>? {
    let claims = slots + owner
    var seen = claims.pointee.claims.load(ordering: .acquiring)
    while true {
      let next = Int(seen & 0x3FFFF), end = Int(seen >> 18 & 0x3FFFF)
      guard next < end else { return nil }
      let count = min(grain.load(ordering: .relaxed), end - next)
      let (exchanged, original) = claims.pointee.claims.weakCompareExchange(
        expected: seen, desired: seen + UInt64(count), successOrdering: .acquiring,
        failureOrdering: .acquiring)
      if exchanged { return next..<next + count }
      seen = original
    }
  }

  private func awaitEnd() {
    var wait = Wait()
    while true {
      let left = unfinished.value.pointee.load(ordering: .acquiring)
      if left == 0 { return }
      if wait.isOver {
        isLeaderAsleep.store(true, ordering: .sequentiallyConsistent)
        sleep(on: unfinished, while: left, worker: 0)
        isLeaderAsleep.store(false, ordering: .relaxed)
      } else {
        wait.spin()
      }
    }
  }

  /// Sleeps, and counts for how long: time off the CPU that nobody has to explain.
  private func sleep(on word: borrowing SharedWord, while seen: UInt32, worker: Int) {
    let start = RawClock.nanoseconds()
    word.sleep(while: seen)
    slots[worker].slept.add(RawClock.nanoseconds() - start, ordering: .relaxed)
  }
}

/// How long to burn cycles for something that is likely to come at once: pauses first, then turns
/// given to other threads. An unbounded spin would starve an oversubscribed machine; a sleep that
/// comes too soon costs a wake of 50 µs and more, in which a short phase is over.
private struct Wait {
  private static let pauses = 1_000
  private static let yields = 2_000
  private var turns = 0

  /// Whether it is time to sleep: after about a millisecond on a machine with nothing else to do.
  var isOver: Bool { turns >= Self.pauses + Self.yields }

  mutating func spin() {
    if turns < Self.pauses { gradmark_pause() } else { sched_yield() }
    turns += 1
  }
}

/// A 32-bit word that threads can sleep on, in a cache line pair of its own.
private struct SharedWord: ~Copyable, Sendable {
  // Safe: every access is atomic, and the kernel only compares and wakes.
  nonisolated(unsafe) private let memory: UnsafeMutableRawPointer
  nonisolated(unsafe) let value: UnsafeMutablePointer<Atomic<UInt32>>

  init() {
    memory = .allocate(byteCount: 128, alignment: 128)
    value = memory.bindMemory(to: Atomic<UInt32>.self, capacity: 1)
    value.initialize(to: Atomic(0))
  }

  deinit {
    value.deinitialize(count: 1)
    memory.deallocate()
  }

  func sleep(while expected: UInt32) {
    gradmark_futex_wait(memory, expected)
  }

  func wake() {
    gradmark_futex_wake(memory)
  }
}
