import Randomness
import TestSupport
import Testing

/// Numbers at the ends of what a Float can be.
let specialNumbers: [Float] = [
  .nan, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
  .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0, -0.0,
]

/// `count` uniform numbers.
func randomNumbers(
  _ count: Int, in range: ClosedRange<Double> = -1...1, seed: UInt64
) -> [Float] {
  var random = SplitMix64(seed: seed)
  return (0..<count).map { _ in Float(random.nextUniform(in: range)) }
}

/// `count` whole numbers, so few different ones that many are equal, and all sums of some are exact.
func randomWholeNumbers(_ count: Int, below bound: Int, seed: UInt64) -> [Float] {
  var random = SplitMix64(seed: seed)
  return (0..<count).map { _ in Float(random.nextIndex(below: bound)) }
}

extension [Float] {
  /// The numbers of one lane, from the first vector to the last.
  func lane(_ lane: Int, of lanes: Int) -> [Double] {
    stride(from: lane, to: count, by: lanes).map { Double(self[$0]) }
  }
}

/// The slopes of a function by its arguments, as central differences.
func slopes(
  of function: ([Double]) -> Double, at arguments: [Double], step h: Double = 1e-5
) -> [Double] {
  arguments.indices.map { index in
    var above = arguments, below = arguments
    above[index] += h
    below[index] -= h
    return (function(above) - function(below)) / (2 * h)
  }
}
