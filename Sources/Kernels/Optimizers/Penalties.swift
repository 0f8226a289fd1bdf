import CVector

/// Adds the slope of l1·Σ|w| + l2·Σw² to a gradient and returns the penalty itself.
///
/// The slope of |w| at 0 is taken as 0.
///
/// - Shapes: both pointers to `count` floats, a multiple of `lanes`; padding weights are 0 and add
///   nothing.
public func addPenalty(
  l1: Float, l2: Float, weights: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>,
  count: Int
) -> Float {
  require(count % lanes == 0, "\(count) weights are no whole vectors of \(lanes)")
  let zero = Vector(repeating: 0), slope1 = Vector(repeating: l1)
  let slope2 = Vector(repeating: 2 * l2)
  var sizes = zero, squares = zero
  for i in stride(from: 0, to: count, by: lanes) {
    let w = Vector(loading: weights + i)
    sizes = sizes + gm_abs(w)
    squares = gm_fma(w, w, squares)
    let sign = gm_select_less(zero, w, slope1, gm_select_less(w, zero, -slope1, zero))
    (Vector(loading: gradient + i) + gm_fma(slope2, w, sign)).store(to: gradient + i)
  }
  return l1 * sizes.laneSum + l2 * squares.laneSum
}

/// l1·Σ|w| + l2·Σw², in Double: what `addPenalty` returns, where no gradient is wanted.
public func penalty(
  l1: Float, l2: Float, weights: UnsafePointer<Float>, count: Int
) -> Double {
  var sizes = 0.0, squares = 0.0
  for i in 0..<count {
    let w = Double(weights[i])
    sizes += abs(w)
    squares += w * w
  }
  return Double(l1) * sizes + Double(l2) * squares
}
