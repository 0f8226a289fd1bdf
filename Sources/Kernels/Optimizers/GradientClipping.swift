import CVector

/// gradient = gradient, cut off at ±`limit`; NaN stays.
///
/// - Shapes: `count` floats, a multiple of `lanes`.
public func clipGradient(
  _ gradient: UnsafeMutablePointer<Float>, to limit: Float, count: Int
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  forEachVector(of: count) { i in
    clamped(Vector(loading: gradient + i), -limit, limit).store(to: gradient + i)
  }
}

/// gradient *= factor, as a norm that is too large asks for.
///
/// - Shapes: `count` floats, a multiple of `lanes`.
public func scaleGradient(
  _ gradient: UnsafeMutablePointer<Float>, by factor: Float, count: Int
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  let factor = Vector(repeating: factor)
  forEachVector(of: count) { i in
    (factor * Vector(loading: gradient + i)).store(to: gradient + i)
  }
}

/// Σ x², in Double, where no square overflows or vanishes.
///
/// Every lane is summed in ascending order, the lanes afterwards: the same numbers in the same order
/// give the same bits.
///
/// - Shapes: `count` floats, a multiple of `lanes`.
public func sumOfSquares(_ values: UnsafePointer<Float>, count: Int) -> Double {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  return gm_sum_of_squares(values, count)
}
