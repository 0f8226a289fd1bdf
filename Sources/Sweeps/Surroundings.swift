import Records

/// All that a sweep needs of the world; tests script it.
public struct Surroundings {
  /// Makes the data of a group, and returns what makes a trainer on it for a number of threads.
  public var trainers: (SweepPlan.Group, _ seed: UInt64) throws -> TrainerMaker
  /// Time since some fixed moment, in nanoseconds.
  public var nanoseconds: () -> Int64
  /// The rate of multiply-adds on a number of threads, flop/s.
  public var multiplyAddRate: (_ threads: Int) -> Double
  /// Bytes allocated so far on the calling thread.
  public var allocatedBytes: @Sendable () -> UInt64
  /// The machine as it is now; its steal time is that since the sweep began.
  public var machine: () -> Machine
  /// The time of day, ISO 8601 in UTC.
  public var date: () -> String

  /// Makes a trainer for a number of threads.
  public typealias TrainerMaker = (_ threads: Int) throws -> any MeasuredTrainer

  /// Creates surroundings; clock, ceiling and meter are the real ones where none are given.
  public init(
    trainers: @escaping (SweepPlan.Group, UInt64) throws -> TrainerMaker,
    nanoseconds: @escaping () -> Int64 = MonotonicClock.nanoseconds,
    multiplyAddRate: @escaping (Int) -> Double = { Ceilings.multiplyAddRate(threads: $0) },
    allocatedBytes: @escaping @Sendable () -> UInt64 = AllocationMeter.allocatedBytesOfThread,
    machine: @escaping () -> Machine, date: @escaping () -> String
  ) {
    self.trainers = trainers
    self.nanoseconds = nanoseconds
    self.multiplyAddRate = multiplyAddRate
    self.allocatedBytes = allocatedBytes
    self.machine = machine
    self.date = date
  }
}
