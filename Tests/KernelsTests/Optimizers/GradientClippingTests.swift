import Kernels
import Randomness
import TestSupport
import Testing

@Suite struct GradientClippingTests {
  private static let special: [Float] = [
    .infinity, -.infinity, .nan, 0, -0.0, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, 0.5,
    -0.5, 0.25,
  ]

  /// Every special number in every lane.
  @Test func clippingKeepsWhatLiesInsideAndNaN() {
    for shift in 0..<2 * lanes {
      let numbers = (0..<2 * lanes).map { Self.special[($0 + shift) % Self.special.count] }
      var clipped = numbers + [7]
      clipGradient(&clipped, to: 0.5, count: 2 * lanes)
      for (x, y) in zip(numbers, clipped) {
        #expect(x.isNaN ? y.isNaN : y == min(max(x, -0.5), 0.5))
      }
      #expect(clipped[2 * lanes] == 7)
    }
  }

  @Test func scalingIsExact() {
    for shift in 0..<2 * lanes {
      let numbers = (0..<2 * lanes).map { Self.special[($0 + shift) % Self.special.count] }
      var scaled = numbers + [7]
      scaleGradient(&scaled, by: 0.75, count: 2 * lanes)
      for (x, y) in zip(numbers, scaled) { #expect(x.isNaN ? y.isNaN : y == 0.75 * x) }
      #expect(scaled[2 * lanes] == 7)
    }
  }

  @Test(arguments: 0...5)
  func sumsOfSquaresAreThoseOfDouble(vectors: Int) {
    var random = SplitMix64(seed: 12)
    let numbers = (0..<vectors * lanes).map { _ in Float(random.nextUniform(in: -1e30...1e30)) }
    let exact = numbers.reduce(0.0) { $0 + Double($1) * Double($1) }
    // Squares of floats are exact in Double.
    let sum = sumOfSquares(numbers, count: numbers.count)
    #expect(abs(sum - exact) <= Double(numbers.count) * 0x1p-52 * exact)
  }

  @Test(arguments: [
    (Float.nan, Double.nan), (.infinity, .infinity), (.leastNonzeroMagnitude, 0x1p-298),
  ])
  func specialNumbersReachTheSumOfSquares(number: Float, square: Double) {
    for lane in 0..<2 * lanes {
      var numbers = [Float](repeating: 0, count: 2 * lanes)
      numbers[lane] = number
      let sum = sumOfSquares(numbers, count: 2 * lanes)
      #expect(square.isNaN ? sum.isNaN : sum == square)
    }
  }
}
