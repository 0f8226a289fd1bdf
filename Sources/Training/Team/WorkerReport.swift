import CPlatform
import Clocks
import Glibc

/// One worker's part of a run.
public struct WorkerReport: Sendable {
  /// Tasks that it did.
  public var tasks = 0
  /// What the meter counted on its thread between its first and its last task.
  public var allocatedBytes: UInt64 = 0
  /// CPU time of its thread from its arrival to the end of the run, spinning for work included;
  /// sleeping and being off the CPU are not. 0 for a worker that never came.
  public var cpuNanoseconds: Int64 = 0
  /// Time from its arrival to the end of the run in which its thread neither ran nor slept for want of
  /// work: others had its CPU, the process was stopped, or the machine stood still.
  public var lostNanoseconds: Int64 = 0
  /// The CPUs that it ran on when it came and when it left; empty for a worker that never came.
  public var cpus: [Int] {
    [firstCPU, lastCPU].filter { $0 >= 0 }.reduce(into: []) { cpus, cpu in
      if !cpus.contains(cpu) { cpus.append(cpu) }
    }
  }
  /// Whether it did any work: one that came too late may have found none.
  public var tookPart: Bool { tasks > 0 }

  // Kept apart until somebody asks, so that the worker's thread allocates nothing.
  private var firstCPU = -1
  private var lastCPU = -1
  private var arrival: Int64 = 0

  package init() {}

  /// Notes the counters when the worker comes.
  mutating func enter(allocatedBytes: UInt64) {
    self.allocatedBytes = allocatedBytes
    firstCPU = Int(gradmark_current_cpu())
    arrival = RawClock.nanoseconds()
    cpuNanoseconds = Self.threadNanoseconds()
  }

  /// Takes the differences when it leaves, having slept for so long.
  mutating func leave(allocatedBytes: UInt64, sleptNanoseconds: Int64) {
    cpuNanoseconds = Self.threadNanoseconds() - cpuNanoseconds
    lostNanoseconds = max(0, RawClock.nanoseconds() - arrival - cpuNanoseconds - sleptNanoseconds)
    lastCPU = Int(gradmark_current_cpu())
    self.allocatedBytes = allocatedBytes - self.allocatedBytes
  }

  private static func threadNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
