/// How the ranks of a sweep are launched, and where they run.
public struct Launched: Codable, Sendable, Equatable {
  /// What the engine of MPI says of itself, such as `Open MPI v4.1.4`.
  public var engine: String
  /// The command that launches them, with `{ranks}` and `{threads}` in place of numbers.
  public var launcher: String
  /// The hosts, in the order of their first ranks.
  public var hosts: [Host]

  /// A host, as its first rank sees it.
  public struct Host: Codable, Sendable, Equatable {
    /// What it calls itself.
    public var name: String
    /// The ranks that run there, of the most that are launched.
    public var ranks: [Int]
    /// The machine and the program; `nil`, and left out of the JSON, where it could not be told.
    public var fingerprint: Fingerprint?

    /// Names a host.
    public init(name: String, ranks: [Int], fingerprint: Fingerprint?) {
      self.name = name
      self.ranks = ranks
      self.fingerprint = fingerprint
    }
  }

  /// Describes a launch.
  public init(engine: String, launcher: String, hosts: [Host]) {
    self.engine = engine
    self.launcher = launcher
    self.hosts = hosts
  }

  /// The host of each rank, of the most that are launched.
  public var hostsByRank: [String] {
    let pairs = hosts.flatMap { host in host.ranks.map { ($0, host.name) } }
    return pairs.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Whether measurements of both may stand in one table: as many ranks on each of as many hosts, which are
  /// the same machines, and the same engine.
  public func isLike(_ other: Launched) -> Bool {
    engine == other.engine && hosts.map(\.ranks) == other.hosts.map(\.ranks)
      && zip(hosts, other.hosts).allSatisfy { mine, theirs in
        guard let mine = mine.fingerprint, let theirs = theirs.fingerprint else {
          return mine.fingerprint == nil && theirs.fingerprint == nil
        }
        return mine.isSameMachine(as: theirs)
      }
  }
}

extension Replicate {
  /// What one rank did in a turn of several.
  public struct RankTurn: Codable, Sendable, Equatable {
    /// Bytes that it sent to the others.
    public var bytesSent: Int64
    /// Messages in which it sent them.
    public var messagesSent: Int64
    /// Time in which it did nothing but wait until bytes had come and gone.
    public var waitingNanoseconds: Int64
    /// What the kernel of its host counted meanwhile; `nil`, and left out of the JSON, of the first rank,
    /// whose counters are the block's.
    public var counters: Disturbance?

    /// Tells of a turn.
    public init(
      bytesSent: Int64, messagesSent: Int64, waitingNanoseconds: Int64,
      counters: Disturbance? = nil
    ) {
      self.bytesSent = bytesSent
      self.messagesSent = messagesSent
      self.waitingNanoseconds = waitingNanoseconds
      self.counters = counters
    }
  }

  /// What the connections between ranks allowed just before a block.
  public struct Links: Codable, Sendable, Equatable {
    /// The time in which eight bytes go from a rank to the next one, the mean round the ring.
    public var latencyNanoseconds: Double
    /// What each rank sends to the next one while all do: bytes a second.
    public var ringBytesPerSecond: Double
    /// The engine's own sum of as many floats as the network has weights.
    public var allReduceNanoseconds: Double

    /// Tells of connections.
    public init(
      latencyNanoseconds: Double, ringBytesPerSecond: Double, allReduceNanoseconds: Double
    ) {
      self.latencyNanoseconds = latencyNanoseconds
      self.ringBytesPerSecond = ringBytesPerSecond
      self.allReduceNanoseconds = allReduceNanoseconds
    }
  }
}
