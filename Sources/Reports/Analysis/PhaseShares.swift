import Records

/// Where the time of a step goes, as shares of the time of all workers of an instrumented run.
public struct PhaseShares: Sendable, Equatable {
  /// What a step does, in its order, with its share of the time.
  public let shares: [Share]

  /// One thing that a step does.
  public struct Share: Sendable, Equatable {
    /// What it is: `forward`, `waiting`.
    public let name: String
    /// Its part of the time, in 0…1.
    public let value: Double
  }

  /// What a step does, with where a record has its time.
  static var parts: [(name: String, time: KeyPath<Replicate.PhaseTimes, Int64>)] {
    [
      ("forward", \.forward), ("backward", \.backward), ("reduce", \.reduce),
      ("update", \.update), ("waiting", \.waiting), ("other", \.other),
    ]
  }

  /// The share of one thing.
  subscript(part: KeyPath<Replicate.PhaseTimes, Int64>) -> Double {
    let name = Self.parts.first { $0.time == part }?.name
    return shares.first { $0.name == name }?.value ?? 0
  }

  /// Sums the profiles of all processes; `nil` where there is none with time in it.
  init?(of profiles: [Replicate.PhaseTimes]) {
    let sums = Self.parts.map { part in
      profiles.reduce(0) { $0 + Double($1[keyPath: part.time]) }
    }
    let total = sums.reduce(0, +)
    guard total > 0 else { return nil }
    shares = zip(Self.parts, sums).map { Share(name: $0.name, value: $1 / total) }
  }
}
