/// What one contestant did in one match of an earlier `gradmark peers`: one line of `peers-….jsonl`.
///
/// Every raw sample is kept; step times, ratios and verdicts are derived in `Reports`, never stored.
public struct PeerRecord: Codable, Sendable, Equatable {
  /// The version of this format, counted with that of the runs' records.
  public var schema = Schema(major: 1, minor: 0)
  /// What was trained.
  public var match: Match
  /// Who trained it.
  public var contestant: Participant
  /// The library and its version, as the contestant names them; empty where it never came up.
  public var version = ""
  /// What it does otherwise than asked, as a clause; `nil` where the work is meant to be equal.
  @Nullable public var difference: String?
  /// Time that its first steps took beyond later ones, compiling included.
  public var preparationNanoseconds: Int64 = 0
  /// The losses of the first steps from the common start, each before its update.
  public var losses: [Double] = []
  /// SHA-256 of its weights after the same steps with every number of threads, hexadecimal.
  public var digest = ""
  /// The measurements; rounds of equal index were measured one after the other.
  public var rounds: [Round] = []
  /// Why it has no valid time, or `nil` where it has.
  @Nullable public var failure: String?
  /// Where it was measured.
  public var machine: Machine
  /// When the match began: ISO 8601 in UTC.
  public var date: String

  /// Creates a record of a contestant that has yet to do something.
  public init(match: Match, contestant: Participant, machine: Machine, date: String) {
    self.match = match
    self.contestant = contestant
    self.machine = machine
    self.date = date
  }

  /// One network at one batch size and one number of threads: what contestants meet over.
  public struct Match: Codable, Sendable, Hashable {
    /// The network and how it is trained, for people: `514→514→257, Adam`.
    public var task: String
    /// Samples in a step.
    public var batchSize: Int
    /// Threads, and CPUs that the process may use.
    public var threads: Int
    /// The arithmetic of one step, without the optimizer's.
    public var flopsPerStep: Double

    /// Creates the coordinates of a match.
    public init(task: String, batchSize: Int, threads: Int, flopsPerStep: Double) {
      self.task = task
      self.batchSize = batchSize
      self.threads = threads
      self.flopsPerStep = flopsPerStep
    }
  }

  /// A peer in one of its forms.
  public struct Participant: Codable, Sendable, Hashable, CustomStringConvertible {
    /// The peer as `PEERS` names it, or `gradmark`.
    public var peer: String
    /// How it is used: `step`, `scan`, `eager`; empty where there is one way only.
    public var form: String

    /// Names a contestant.
    public init(peer: String, form: String) {
      self.peer = peer
      self.form = form
    }

    /// The name for people: `jax scan`.
    public var description: String { form.isEmpty ? peer : "\(peer) \(form)" }

    /// This project's own trainer.
    public static let gradmark = Participant(peer: "gradmark", form: "")
  }

  /// One turn.
  public struct Round: Codable, Sendable, Equatable {
    /// Time of all steps of the turn.
    public var nanoseconds: Int64
    /// Steps in the turn; a contestant that is faster makes more.
    public var steps: Int
    /// The FMA peak loop of this round on as many threads, flop/s; equal for all contestants.
    public var peakFlopsPerSecond: Double

    /// Creates a round.
    public init(nanoseconds: Int64, steps: Int, peakFlopsPerSecond: Double) {
      self.nanoseconds = nanoseconds
      self.steps = steps
      self.peakFlopsPerSecond = peakFlopsPerSecond
    }
  }
}
