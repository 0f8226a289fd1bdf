import Randomness
import Networks

/// Two numbers from two: y = (2·x₁ + x₂² − 2, x₁·x₂).
public enum PairRows {
  /// Makes rows with x₁ = 0, 1, … 5, 0, … and x₂ a random digit.
  ///
  /// No linear map gives squares and products, so the loss falls to a floor above 0. Though inputs
  /// and targets are as large as they are, plain gradient descent at rate 0.01 is stable on every
  /// batch: the largest curvature, that of the row (5, 9) alone, is 5² + 9² + 1 = 107 < 2 / 0.01.
  ///
  /// - Shapes: inputs and targets [samples, 2].
  public static func make(sampleCount: Int, seed: UInt64) -> Dataset {
    var random = SplitMix64(seed: seed)
    var inputs: [Float] = []
    var targets: [Float] = []
    for row in 0..<sampleCount {
      let x1 = Float(row % 6)
      let x2 = Float(random.nextIndex(below: 10))
      inputs += [x1, x2]
      targets += [2 * x1 + x2 * x2 - 2, x1 * x2]
    }
    return Dataset(
      inputs: Tensor(dimensions: [sampleCount, 2], elements: inputs),
      targets: Tensor(dimensions: [sampleCount, 2], elements: targets))
  }
}

/// The table of logical AND.
public enum AndTable {
  /// Makes the four rows over and over.
  ///
  /// - Shapes: inputs [samples, 2], targets [samples, 1], all 0 or 1.
  public static func make(sampleCount: Int) -> Dataset {
    let rows = (0..<sampleCount).map { (first: Float($0 / 2 % 2), second: Float($0 % 2)) }
    return Dataset(
      inputs: Tensor(
        dimensions: [sampleCount, 2], elements: rows.flatMap { [$0.first, $0.second] }),
      targets: Tensor(dimensions: [sampleCount, 1], elements: rows.map { $0.first * $0.second }))
  }
}
