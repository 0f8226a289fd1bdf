import Randomness

/// The orders in which participants take turns over as many rounds as there are participants: each
/// comes once in every round, and once in every place of a round.
///
/// What drifts within a round (clock rate, a neighbour's load) so hits all alike. The rows, columns
/// and symbols of a cyclic square are shuffled: that reaches every square of up to three
/// participants, and enough of the larger ones.
///
/// - Source: “The Arrangement of Field Experiments”, Journal of the Ministry of Agriculture 33, 1926.
struct LatinSquare: Equatable {
  /// The participants of each round in their order.
  let rounds: [[Int]]

  /// Draws a square for participants 0 ..< `size`.
  init(size: Int, using random: inout SplitMix64) {
    let symbols = (0..<size).shuffled(using: &random)
    let rows = (0..<size).shuffled(using: &random)
    let columns = (0..<size).shuffled(using: &random)
    rounds = rows.map { row in columns.map { symbols[(row + $0) % size] } }
  }
}
