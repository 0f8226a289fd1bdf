import Clocks

/// Where the time of some steps went, by worker and part.
public struct StepProfile: Sendable {
  /// The time that all steps took, start and end of the workers included.
  public internal(set) var wallNanoseconds: Int64 = 0
  /// For each worker asked for its time in every part, in nanoseconds; zeros for one that never
  /// came.
  public internal(set) var workers: [[StepPart: Int64]] = []

  package init() {}

  /// Time of a worker that went to no part: waiting for others, or for the worker to come.
  public func waitingNanoseconds(worker: Int) -> Int64 {
    wallNanoseconds - workers[worker].values.reduce(0, +)
  }

  /// The share of all workers' time that went to a part, from 0 to 1.
  public func share(of part: StepPart) -> Double {
    Double(workers.reduce(0) { $0 + ($1[part] ?? 0) }) / threadNanoseconds
  }

  /// The share of all workers' time that went to waiting.
  public var waitingShare: Double {
    Double(workers.indices.reduce(0) { $0 + waitingNanoseconds(worker: $1) }) / threadNanoseconds
  }

  private var threadNanoseconds: Double { Double(wallNanoseconds) * Double(workers.count) }
}

extension Trainer {
  /// Runs steps on the loaded data with readings of the clock between their parts.
  ///
  /// The steps are those of `run`, to the bit, and slower by the readings: four a claim of shards
  /// and three a block of weights, some 25 ns each. No step allocates.
  ///
  /// - Parameter steps: above 0.
  public func profile(steps: Int) -> StepProfile {
    precondition(steps > 0, "\(steps) steps")
    guard let batches else { preconditionFailure("load data before training") }
    clearCoverage()
    let totals = WorkerTotals(workers: team.size)
    let work = ProfiledWork(work: plan.work, totals: totals.base)
    var profile = StepProfile()
    let start = RawClock.nanoseconds()
    _ = runTeam(work) { leader in
      var stopwatch = PartStopwatch(totals: totals.base)
      for _ in 0..<steps { _ = step(leader, batches, gradientCopy: nil, &stopwatch) }
    }
    profile.wallNanoseconds = RawClock.nanoseconds() - start
    profile.workers = (0..<team.size).map { worker in
      let totals = totals.base + worker * WorkerTotals.stride
      return Dictionary(uniqueKeysWithValues: StepPart.allCases.map { ($0, totals[$0.rawValue]) })
    }
    return profile
  }
}

/// The pieces of a step, with a stopwatch for the worker that does them.
///
/// Safe: a worker adds to its own totals only, and the leading worker's parts between phases are
/// added by the thread that also does its pieces.
private struct ProfiledWork: TeamWork, @unchecked Sendable {
  let work: StepWork
  let totals: UnsafeMutablePointer<Int64>

  func perform(_ phase: Int, _ range: Range<Int>, worker: Int) {
    var stopwatch = PartStopwatch(totals: totals + worker * WorkerTotals.stride)
    work.perform(phase, range, worker: worker, &stopwatch)
  }
}

/// One total a worker and part, each worker's in a cache line pair of its own.
private final class WorkerTotals {
  static let stride = 128 / MemoryLayout<Int64>.stride

  let base: UnsafeMutablePointer<Int64>

  init(workers: Int) {
    let count = workers * Self.stride
    base = UnsafeMutableRawPointer.allocate(byteCount: count * 8, alignment: 128)
      .bindMemory(to: Int64.self, capacity: count)
    base.initialize(repeating: 0, count: count)
  }

  deinit {
    base.deallocate()
  }
}
