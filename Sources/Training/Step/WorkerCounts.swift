/// What each worker counts of its own work, in cache line pairs of its own.
struct WorkerCounts: BitwiseCopyable {
  private let counts: UnsafeMutablePointer<Int>
  private let stride: Int
  private let workerCount: Int
  private let tensorCount: Int

  init(workers: Int, tensors: Int, tables: Tables) {
    workerCount = workers
    tensorCount = tensors
    stride = tensors + 1 + 128 / MemoryLayout<Int>.stride
    // Behind a gap as well: what is before them in memory others may read all the time.
    counts = tables.make([Int](repeating: 0, count: stride * (workers + 1))) + stride
  }

  @inline(__always)
  func addTasks(_ count: Int, worker: Int) { counts[worker * stride] += count }

  /// For each tensor the weights whose gradient the worker has computed.
  @inline(__always)
  func weights(worker: Int) -> UnsafeMutablePointer<Int> { counts + worker * stride + 1 }

  func tasks(worker: Int) -> Int { counts[worker * stride] }

  func clearTasks() {
    for worker in 0..<workerCount { counts[worker * stride] = 0 }
  }

  func clearWeights() {
    for worker in 0..<workerCount {
      weights(worker: worker).update(repeating: 0, count: tensorCount)
    }
  }

  /// The weights of a tensor whose gradient all workers together have computed.
  func weights(tensor: Int) -> Int {
    (0..<workerCount).reduce(0) { $0 + weights(worker: $1)[tensor] }
  }
}

/// One total a worker and part of a step, in nanoseconds, each worker's in a cache line pair of its own.
struct WorkerTotals {
  private static let stride = 128 / MemoryLayout<Int64>.stride

  private let base: UnsafeMutablePointer<Int64>

  init(workers: Int, tables: Tables) {
    base = tables.make([Int64](repeating: 0, count: workers * Self.stride))
  }

  @inline(__always)
  func totals(worker: Int) -> UnsafeMutablePointer<Int64> { base + worker * Self.stride }
}
