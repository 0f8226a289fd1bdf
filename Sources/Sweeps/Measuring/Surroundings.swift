import Records

/// What measuring needs from the world outside; tests script it.
public struct Surroundings {
  /// Makes the data of a group, and returns what makes a trainer on it for a team.
  public var trainers: (SweepPlan.Group, _ seed: UInt64) throws -> TrainerSource
  /// The SHA-256 of the program that this process runs.
  public var binaryDigest: Reading<String>
  /// The raw clock.
  public var nanoseconds: () -> Int64
  /// The rate of multiply-adds of a team, flop/s.
  public var multiplyAddRate: (_ team: Team) -> Double
  /// The rate of a memory stream of a team, bytes/s.
  public var memoryRate: (_ team: Team) -> Double
  /// Nanoseconds of a word from one CPU of a team to another; `nil` where it has one, or its CPUs are of several
  /// hosts.
  public var coreLatency: (_ team: Team) -> Double? = { _ in nil }
  /// What the connections between the ranks of a team allow; `nil` where there are none.
  public var links: (_ team: Team) -> Replicate.Links? = { _ in nil }
  /// Whether each worker of a team has a CPU; `nil` leaves that to what the plan knows of this machine.
  public var hasCPUs: ((_ team: Team) -> Bool)?
  /// Bytes that the calling thread was ever given.
  public var allocatedBytes: @Sendable () -> UInt64
  /// Begins to watch the machine; the result tells what was counted since.
  public var watch: Watch
  /// The most memory that this process ever held, in bytes.
  public var peakMemoryBytes: () -> Int64?
  /// The one-minute load average.
  public var loadAverage: () -> Double?
  /// The time of day, ISO 8601 in UTC.
  public var date: () -> String

  /// Makes a trainer for a team.
  public typealias TrainerMaker = (_ team: Team) throws -> any MeasuredTrainer

  /// What makes trainers, all on the same data.
  public struct TrainerSource {
    /// The SHA-256 of the data, hexadecimal.
    public let dataDigest: String
    /// Makes a trainer for a team.
    public let makeTrainer: TrainerMaker

    /// Creates a source.
    public init(dataDigest: String, makeTrainer: @escaping TrainerMaker) {
      self.dataDigest = dataDigest
      self.makeTrainer = makeTrainer
    }
  }

  /// Reads the machine's counters; what it returns reads them again.
  public typealias Watch = () -> () -> Disturbance

  /// Creates surroundings.
  public init(
    trainers: @escaping (SweepPlan.Group, UInt64) throws -> TrainerSource,
    binaryDigest: Reading<String>,
    nanoseconds: @escaping () -> Int64,
    multiplyAddRate: @escaping (Team) -> Double, memoryRate: @escaping (Team) -> Double,
    allocatedBytes: @escaping @Sendable () -> UInt64,
    watch: @escaping Watch,
    peakMemoryBytes: @escaping () -> Int64?, loadAverage: @escaping () -> Double?,
    date: @escaping () -> String
  ) {
    self.trainers = trainers
    self.binaryDigest = binaryDigest
    self.nanoseconds = nanoseconds
    self.multiplyAddRate = multiplyAddRate
    self.memoryRate = memoryRate
    self.allocatedBytes = allocatedBytes
    self.watch = watch
    self.peakMemoryBytes = peakMemoryBytes
    self.loadAverage = loadAverage
    self.date = date
  }
}
