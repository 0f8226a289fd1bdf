import Records

/// What a child process that takes turns with another one is asked for, one JSON line each.
public enum TurnRequest: Codable, Sendable {
  /// One timed turn; answered by `ChildMessage.turn`.
  case turn(Turn)
  /// The end; answered by `ChildMessage.replicate`.
  case end(Replicate.Stop)

  /// One timed turn.
  public struct Turn: Codable, Sendable {
    /// Whose turn it is, by the place among the child's contestants.
    var contestant: Int
    /// The round that it belongs to.
    var round: Int
    /// The steps of all turns of the contestant.
    package var pace: Pace
    /// Whether the machine's ceilings are measured just before.
    var measuresCeilings: Bool
  }
}
