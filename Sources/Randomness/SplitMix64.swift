import Glibc

/// The one source of random numbers: small, fast, and the same on every machine.
///
/// - Source: “Fast Splittable Pseudorandom Number Generators”, OOPSLA 2014.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  /// From a state to the next.
  @inlinable static var step: UInt64 { 0x9E37_79B9_7F4A_7C15 }

  /// Starts a stream; equal seeds give equal streams.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    state &+= Self.step
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// Leaves out some numbers.
  ///
  /// - Cost: none of a number's.
  @inlinable
  public mutating func skip(_ count: Int) {
    state &+= UInt64(count) &* Self.step
  }

  /// A number from 0 up to but not including 1, on a grid of 2⁻⁵³.
  public mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number from `range`, uniform.
  public mutating func nextUniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * nextUnit()
  }

  /// The numbers that `nextNormal` takes.
  public static let numbersPerNormal = 2

  /// A standard normal number.
  ///
  /// - Source: “A Note on the Generation of Random Normal Deviates”, Annals of Mathematical
  ///   Statistics 29(2), 1958; the cosine half only, so that no state is carried.
  public mutating func nextNormal() -> Double {
    let radius = (-2 * log(1 - nextUnit())).squareRoot()
    return radius * cos(2 * .pi * nextUnit())
  }

  /// A whole number from 0 up to but not including `bound`, without bias.
  ///
  /// - Source: “Fast Random Integer Generation in an Interval”, ACM TOMACS 29(1), 2019; the standard
  ///   library's generic one gives the same numbers in twice as many instructions.
  @inlinable
  public mutating func nextIndex(below bound: Int) -> Int {
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let leftOver = (0 &- bound) % bound
      while product.low < leftOver { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(truncatingIfNeeded: product.high)
  }
}
