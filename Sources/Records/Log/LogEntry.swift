/// One line of a run's log, `records.jsonl`.
///
/// The log only grows: what was planned, what was started, and what came of it, failures and
/// interruptions among them.
public enum LogEntry: Sendable, Equatable {
  /// A sweep begins, or goes on.
  case plan(PlanEntry)
  /// A child process is about to be started.
  case start(StartEntry)
  /// A child process has measured.
  case replicate(Replicate)
  /// A child process ended without measurements.
  case failure(FailureEntry)
  /// The sweep was told to stop; the child that was running left nothing.
  case interruption(InterruptionEntry)
  /// A training until a quality was reached.
  case quality(QualityEntry)
}

extension LogEntry {
  /// When it was written by the time of day, which somebody may have set: ISO 8601 in UTC.
  public var date: String {
    switch self {
    case .plan(let entry): entry.date
    case .start(let entry): entry.date
    case .replicate(let entry): entry.date
    case .failure(let entry): entry.date
    case .interruption(let entry): entry.date
    case .quality(let entry): entry.date
    }
  }
}

/// A plan, with the machine and the binary that carry it out.
public struct PlanEntry: Codable, Sendable, Equatable {
  /// What is to be measured.
  public var plan: BenchmarkPlan
  /// The plan's digest, hexadecimal.
  public var digest: String
  /// The machine and the binary.
  public var fingerprint: Fingerprint
  /// What its owner calls the machine, such as `lab-7`; `nil`, and left out of the JSON, where nobody named
  /// it.
  public var nickname: String?
  /// How the plan's implementations were built, in its order; `nil`, and left out of the JSON, where it
  /// has none.
  public var builds: [Fingerprint.Build]?
  /// How its ranks are launched, and where they run; `nil`, and left out of the JSON, where it has none.
  public var launch: Launched?
  /// What will hurt the numbers, as sentences with their remedies.
  public var advice: [String]
  /// When: ISO 8601 in UTC.
  public var date: String

  /// Creates an entry.
  ///
  /// - Throws: a `RecordError` where the plan holds a number that is not finite.
  public init(
    plan: BenchmarkPlan, fingerprint: Fingerprint, nickname: String? = nil,
    builds: [Fingerprint.Build]? = nil, launch: Launched? = nil, advice: [String], date: String
  ) throws {
    self.launch = launch
    self.nickname = nickname
    self.builds = builds
    self.plan = plan
    digest = try plan.digest()
    self.fingerprint = fingerprint
    self.advice = advice
    self.date = date
  }
}

extension PlanEntry {
  /// The facts of the fingerprint that tables show.
  public var machine: Machine { Machine(fingerprint) }
}

/// The start of a child process.
public struct StartEntry: Codable, Sendable, Equatable {
  /// What it is to train.
  public var subject: BenchmarkCase
  /// Which of the plan's processes it is, from 0.
  public var process: Int
  /// When: ISO 8601 in UTC.
  public var date: String

  /// Creates an entry.
  public init(subject: BenchmarkCase, process: Int, date: String) {
    self.subject = subject
    self.process = process
    self.date = date
  }
}

/// A child process that ended without measurements.
public struct FailureEntry: Codable, Sendable, Equatable {
  /// What it was to train.
  public var subject: BenchmarkCase
  /// Which of the plan's processes it was, from 0.
  public var process: Int
  /// Why, as a sentence.
  public var reason: String
  /// When: ISO 8601 in UTC.
  public var date: String

  /// Creates an entry.
  public init(subject: BenchmarkCase, process: Int, reason: String, date: String) {
    self.subject = subject
    self.process = process
    self.reason = reason
    self.date = date
  }
}

/// The end of a sweep that was told to stop.
public struct InterruptionEntry: Codable, Sendable, Equatable {
  /// The signal's number.
  public var signal: Int32
  /// When: ISO 8601 in UTC.
  public var date: String

  /// Creates an entry.
  public init(signal: Int32, date: String) {
    self.signal = signal
    self.date = date
  }
}

/// A value of a measure of quality in words, the unit behind it: `accuracy of 0.9`, `gain of 4 dB`.
///
/// - Parameters:
///   - measure: its name as records have it, such as `gain in dB`.
///   - value: the figure, as it shall be read.
public func qualityText(_ measure: String, _ value: String) -> String {
  let parts = measure.split(separator: " in ", maxSplits: 1)
  return parts.count == 2
    ? "\(parts[0]) of \(value) \(parts[1])" : "\(measure) of \(value)"
}

/// A training from one seed until predictions were good enough, or patience ran out.
public struct QualityEntry: Codable, Sendable, Equatable {
  /// What was trained.
  public var subject: BenchmarkCase
  /// Workers asked for.
  public var threads: Int
  /// The seed of data, start weights and shuffling.
  public var seed: UInt64
  /// The SHA-256 of the data that were trained on and of those that were held out, hexadecimal; `nil`
  /// in records before 2.2.
  @Nullable public var dataDigest: String?
  /// What is measured on data that were not trained on, with its unit: `accuracy` or
  /// `gain in dB`.
  public var measure: String
  /// What was to be reached.
  public var goal: Double
  /// What was reached after each epoch.
  public var values: [Double]
  /// Seconds of training until the end of each epoch; neither evaluation is counted nor time in which
  /// the process stood still.
  public var seconds: [Double]
  /// When: ISO 8601 in UTC.
  public var date: String

  /// Creates an entry.
  public init(
    subject: BenchmarkCase, threads: Int, seed: UInt64, dataDigest: String? = nil,
    measure: String, goal: Double, values: [Double], seconds: [Double], date: String
  ) {
    self.subject = subject
    self.threads = threads
    self.seed = seed
    self.dataDigest = dataDigest
    self.measure = measure
    self.goal = goal
    self.values = values
    self.seconds = seconds
    self.date = date
  }

  /// The epochs until the goal was reached, or `nil` where it was not.
  public var epochs: Int? { values.firstIndex { $0 >= goal }.map { $0 + 1 } }
}
