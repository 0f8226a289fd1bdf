import Randomness

/// In which order the thread counts of a group take turns: shuffled by the seed, and rotated by one
/// in every round.
///
/// So each count comes first, second, … equally often, and what drifts within a round (clock rate,
/// a neighbour's load) hits all alike.
package struct TurnOrder {
  private let order: [Int]

  /// Draws the order of `count` participants.
  package init(count: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    order = (0..<count).shuffled(using: &random)
  }

  /// The participants' indices in the order of round `round`, from 0.
  package func participants(inRound round: Int) -> [Int] {
    order.indices.map { order[($0 + round) % order.count] }
  }
}
