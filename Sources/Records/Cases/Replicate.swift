/// What one child process measured of one case: its thread counts took turns in blocks, on the same
/// data and from the same start weights.
///
/// Every raw sample is kept; medians, intervals and ratios are derived in `Reports`, never stored.
public struct Replicate: Codable, Sendable, Equatable {
  /// What was trained.
  public var subject: BenchmarkCase
  /// Which of the plan's processes this is, from 0.
  public var process: Int
  /// The digest of the case in its plan: what a resumed sweep goes by.
  public var caseDigest: String
  /// The seed of data, start weights and shuffling.
  public var seed: UInt64
  /// The SHA-256 of the samples and targets that it trained on, hexadecimal; `nil` in records before
  /// 2.2, and where there were none.
  @Nullable public var dataDigest: String?
  /// The SHA-256 of the program that it ran, hexadecimal; `nil` in records before 2.2, and where it
  /// cannot be read.
  @Nullable public var binaryDigest: String?
  /// The same by implementation, where there are several; left out of the JSON where not.
  public var binaryDigests: [String: String]?
  /// The host of each rank that was launched; `nil`, and left out of the JSON, where one process trained.
  public var hosts: [String]?
  /// When it ended by the time of day, which somebody may have set: ISO 8601 in UTC, such as
  /// `2026-01-31T12:00:00Z`.
  public var date: String
  /// Weights in the whole network.
  public var parameterCount: Int
  /// The arithmetic of one training step; the model's alone, without the optimizer's.
  public var flopsPerStep: Double
  /// The least bytes that a step has to move where nothing stays in a cache: data read once, weights
  /// and the optimizer's state read and written once.
  public var bytesPerStep: Double
  /// The thread counts, ascending, and the control of one of them last; so for each implementation.
  public var contestants: [Contestant]
  /// The measurements in the order of time.
  public var blocks: [Block]
  /// Why it ended.
  public var stop: Stop
  /// The most memory that the process ever held; its contestants share it.
  @Nullable public var peakMemoryBytes: Int64?
  /// The one-minute load average at its end.
  @Nullable public var loadAverage: Double?
  /// Why a field above, in a block or in its counters is null: by the field's name.
  public var missing: [String: String]

  /// Creates a replicate.
  public init(
    subject: BenchmarkCase, process: Int, caseDigest: String, seed: UInt64,
    dataDigest: String? = nil, binaryDigest: String? = nil, date: String, parameterCount: Int,
    flopsPerStep: Double, bytesPerStep: Double, contestants: [Contestant],
    blocks: [Block], stop: Stop, peakMemoryBytes: Int64? = nil, loadAverage: Double? = nil,
    missing: [String: String] = [:], hosts: [String]? = nil
  ) {
    self.hosts = hosts
    self.subject = subject
    self.process = process
    self.caseDigest = caseDigest
    self.seed = seed
    self.dataDigest = dataDigest
    self.binaryDigest = binaryDigest
    self.date = date
    self.parameterCount = parameterCount
    self.flopsPerStep = flopsPerStep
    self.bytesPerStep = bytesPerStep
    self.contestants = contestants
    self.blocks = blocks
    self.stop = stop
    self.peakMemoryBytes = peakMemoryBytes
    self.loadAverage = loadAverage
    self.missing = missing
  }

  /// Why a child stopped measuring.
  public enum Stop: String, Codable, Sendable {
    /// The interval of its speed-ups is as narrow as the plan asks for.
    case precise
    /// Its time was up.
    case time
    /// No contestant was left that is sound.
    case failed
  }
}

extension Replicate {
  /// One thread count of one implementation under measurement.
  public struct Contestant: Codable, Sendable, Equatable {
    /// Which of the plan's implementations it is; `nil`, and left out of the JSON, where the plan has
    /// but the program that measures.
    public var implementation: String?
    /// How a library was used, such as `scan`; left out of the JSON where there is one way only.
    public var form: String?
    /// Why a library does not take part, as a clause: it has no such layer, or would train otherwise. Left
    /// out of the JSON where it takes part.
    public var refusal: String?
    /// Workers asked for, of each rank.
    public var threads: Int
    /// Ranks of MPI that train together; `nil`, and left out of the JSON, where one process trains.
    public var ranks: Int?
    /// How they share a step; `nil`, and left out of the JSON, where each process makes its steps by itself.
    public var sharedStep: SharedStep?
    /// Whether it is an A/A control: a second trainer with the threads of another contestant, so that what
    /// they differ by is noise.
    public var isControl: Bool
    /// More threads than usable CPUs.
    public var isOversubscribed: Bool
    /// What proves that the work was done; `nil` for an A/A control in the process of the contestant that it
    /// doubles, whose turns prove it.
    @Nullable public var evidence: Evidence?
    /// From the start of its process to the end of its first step, compiling and start weights included,
    /// what others do in its process and making data not. `nil`, and left out of the JSON, where that
    /// was not measured, as of ranks.
    public var firstStepNanoseconds: Int64?
    /// The first steps after the start, in the order of time: nothing is thrown away as warm-up.
    @Nullable public var warmUp: StepTimes?
    /// What each worker did over all blocks, rank after rank.
    public var workers: [Worker]
    /// Where the time of an instrumented run went.
    @Nullable public var phases: PhaseTimes?
    /// Why it has no valid time, or `nil` where it has.
    @Nullable public var failure: String?

    // Records have had another name for controls from the first.
    private enum CodingKeys: String, CodingKey {
      case implementation, form, refusal, threads, ranks, sharedStep, isOversubscribed, evidence
      case firstStepNanoseconds, warmUp, workers, phases, failure
      case isControl = "isTwin"
    }

    /// Creates a contestant.
    public init(
      threads: Int, isControl: Bool = false, isOversubscribed: Bool = false,
      evidence: Evidence? = nil, warmUp: StepTimes? = nil, workers: [Worker] = [],
      phases: PhaseTimes? = nil, failure: String? = nil, implementation: String? = nil,
      form: String? = nil, refusal: String? = nil, ranks: Int? = nil
    ) {
      self.ranks = ranks
      self.form = form
      self.refusal = refusal
      self.implementation = implementation
      self.threads = threads
      self.isControl = isControl
      self.isOversubscribed = isOversubscribed
      self.evidence = evidence
      self.warmUp = warmUp
      self.workers = workers
      self.phases = phases
      self.failure = failure
    }

    /// Who trains.
    public var team: Team { Team(ranks: ranks ?? 1, threads: threads) }
  }

  /// Times of groups of steps.
  public struct StepTimes: Codable, Sendable, Equatable {
    /// Nanoseconds of each timed group, in the order of time.
    public var groupNanoseconds: [Int64]
    /// Steps in a timed group: above 1 where a step is too short for the clock.
    public var stepsPerGroup: Int

    /// Creates step times from raw samples.
    public init(groupNanoseconds: [Int64], stepsPerGroup: Int) {
      self.groupNanoseconds = groupNanoseconds
      self.stepsPerGroup = stepsPerGroup
    }
  }

  /// One turn of one contestant.
  public struct Block: Codable, Sendable, Equatable {
    /// The contestant's place among the replicate's contestants.
    public var contestant: Int
    /// The row of the Latin square, from 0: blocks of one round were measured one after the other.
    /// A round that was disturbed is measured again as a new one.
    public var round: Int
    /// Every sample.
    public var times: StepTimes
    /// CPU time of all threads of the process.
    @Nullable public var cpuNanoseconds: Int64?
    /// The loop of fused multiply-adds before this block on as many threads, flop/s.
    @Nullable public var peakFlopsPerSecond: Double?
    /// The memory stream before this block on as many threads, bytes/s.
    @Nullable public var memoryBytesPerSecond: Double?
    /// How long a word took before this block from one CPU to another of as many threads, nanoseconds; `nil`, and
    /// left out of the JSON, of one thread and in records before 2.6.
    public var coreLatencyNanoseconds: Double?
    /// What the kernel counted from just before its first step to just after its last one; `nil` in
    /// records before 2.1.
    @Nullable public var counters: Disturbance?
    /// What disturbed it, as clauses: the reasons that its counters give, of a library and of ranks those that
    /// their own threads cannot be. Empty where nothing did, and of a contestant with more threads than CPUs,
    /// which disturbs itself.
    public var disturbances: [String]
    /// What each rank did; `nil`, and left out of the JSON, where one process trained.
    public var ranks: [RankTurn]?
    /// What the connections between these ranks allowed just before; `nil`, and left out of the JSON, where
    /// there are none.
    public var links: Links?

    /// Creates a block.
    public init(
      contestant: Int, round: Int, times: StepTimes, cpuNanoseconds: Int64? = nil,
      peakFlopsPerSecond: Double? = nil, memoryBytesPerSecond: Double? = nil,
      coreLatencyNanoseconds: Double? = nil,
      counters: Disturbance? = nil, disturbances: [String] = [], ranks: [RankTurn]? = nil,
      links: Links? = nil
    ) {
      self.ranks = ranks
      self.links = links
      self.contestant = contestant
      self.round = round
      self.times = times
      self.cpuNanoseconds = cpuNanoseconds
      self.peakFlopsPerSecond = peakFlopsPerSecond
      self.memoryBytesPerSecond = memoryBytesPerSecond
      self.coreLatencyNanoseconds = coreLatencyNanoseconds
      self.counters = counters
      self.disturbances = disturbances
    }
  }

  /// One worker's share of all blocks.
  public struct Worker: Codable, Sendable, Equatable {
    /// Tasks that it did; a worker without any did not take part.
    public var tasks: Int
    /// Bytes that jemalloc handed out on its thread during steady steps.
    public var allocatedBytes: Int64
    /// Steady steps over which the bytes were counted.
    public var steps: Int
    /// The CPUs on which it was seen.
    public var cpus: [Int]
    /// CPU time of its thread within the blocks, spinning included.
    @Nullable public var cpuNanoseconds: Int64?

    // Records have had another name for tasks from the first.
    private enum CodingKeys: String, CodingKey {
      case allocatedBytes, steps, cpus, cpuNanoseconds
      case tasks = "pieces"
    }

    /// Creates a worker's share.
    public init(
      tasks: Int, allocatedBytes: Int64, steps: Int, cpus: [Int] = [],
      cpuNanoseconds: Int64? = nil
    ) {
      self.tasks = tasks
      self.allocatedBytes = allocatedBytes
      self.steps = steps
      self.cpus = cpus
      self.cpuNanoseconds = cpuNanoseconds
    }
  }

  /// Nanoseconds by what a step does, summed over all workers of an instrumented run.
  public struct PhaseTimes: Codable, Sendable, Equatable {
    /// Activations, layer after layer.
    public var forward: Int64
    /// Gradients by the inputs of layers, and that of the loss.
    public var backward: Int64
    /// Gradients by the weights, summed over the batch.
    public var reduce: Int64
    /// Penalties, the optimizer, and copies of weights.
    public var update: Int64
    /// Within a step but without work.
    public var waiting: Int64
    /// Everything else: gathering the batch, dealing out the work.
    public var other: Int64

    /// Creates a profile.
    public init(
      forward: Int64, backward: Int64, reduce: Int64, update: Int64, waiting: Int64, other: Int64
    ) {
      self.forward = forward
      self.backward = backward
      self.reduce = reduce
      self.update = update
      self.waiting = waiting
      self.other = other
    }
  }
}

extension Replicate.Block {
  /// What its counters say against it, and those of other ranks, as clauses.
  ///
  /// Threads of a library take CPUs from each other, and ranks that wait give theirs away, which looks as if
  /// somebody had taken it.
  public func reasons(of contestant: Replicate.Contestant) -> [String] {
    guard !contestant.isOversubscribed else { return [] }
    let givesWay = contestant.isOfPeer || contestant.team.ranks > 1
    let others = (ranks ?? []).enumerated().flatMap { rank, turn in
      (turn.counters?.reasons(ofLibrary: true) ?? []).map { "rank \(rank): \($0)" }
    }
    return (counters?.reasons(ofLibrary: givesWay) ?? []) + others
  }
}

extension Replicate.StepTimes {
  /// The mean over all steps.
  public var nanosecondsPerStep: Double { nanoseconds / Double(stepCount) }

  /// The time of all steps.
  public var nanoseconds: Double { groupNanoseconds.reduce(0) { $0 + Double($1) } }

  /// All steps.
  public var stepCount: Int { groupNanoseconds.count * stepsPerGroup }
}

extension Replicate {
  /// Samples a second of the contestant at a place, over all its steps; `nil` where it has none.
  public func samplesPerSecond(of place: Int) -> Double? {
    let times = blocks.filter { $0.contestant == place }.map(\.times)
    let nanoseconds = times.reduce(0) { $0 + $1.nanoseconds }
    let steps = times.reduce(0) { $0 + $1.stepCount }
    return steps == 0
      ? nil : Double(steps) * Double(subject.batchSize) / nanoseconds * 1e9
  }
}
