import CVector

/// Adds the slope of l1·Σ|w| + l2·Σw² to a gradient and returns the penalty itself.
///
/// The slope of |w| at 0 is taken as 0. As in Keras, a term whose factor is 0 is left out, whatever the
/// weights are: 0 · ∞ is no number.
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
  forEachVector(of: count) { i in
    let w = Vector(loading: weights + i)
    sizes = sizes + gm_abs(w)
    squares = gm_fma(w, w, squares)
    // Neither above nor below 0 is NaN, which the product keeps, and 0 itself, of which it makes 0.
    let otherwise = slope1 * gm_abs(w)
    let sign = gm_select_less(zero, w, slope1, gm_select_less(w, zero, -slope1, otherwise))
    let pull = gm_select_equal(slope2, zero, sign, gm_fma(slope2, w, sign))
    (Vector(loading: gradient + i) + pull).store(to: gradient + i)
  }
  return (l1 == 0 ? 0 : l1 * sizes.laneSum) + (l2 == 0 ? 0 : l2 * squares.laneSum)
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
  return (l1 == 0 ? 0 : Double(l1) * sizes) + (l2 == 0 ? 0 : Double(l2) * squares)
}
