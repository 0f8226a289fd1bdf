/// Why ranks cannot train together: what is wrong, and what to do.
public struct RankError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of mistake it is.
  public enum Problem: Sendable {
    /// The launcher, or the library that goes with it.
    case unavailable
    /// Ranks that were not given the same.
    case unequal
  }

  /// The kind of this one.
  public let problem: Problem
  /// The sentence a user reads.
  public let description: String

  init(_ problem: Problem, _ description: String) {
    self.problem = problem
    self.description = description
  }
}
