import CVector

/// Φ(x) and φ(x), the distribution of a standard normal variable and its density.
///
/// Φ(−t) = e^(−t²/2)·S(t) for t ≥ 0, where S, which falls from ½ as slowly as 1/t, is u·P(u) with
/// u = 1 / (1 + 0.3·t); P is 4·10⁻⁹ off. The relative error of both is at most (12 + t²/2)·2⁻²⁴, the latter
/// of which is the rounding of t².
@inline(__always)
func normalDistribution(_ x: Vector) -> (below: Vector, density: Vector) {
  let one = Vector(repeating: 1), t = gm_abs(x)
  let u = one / gm_fma(t, Vector(repeating: 0.3), one)
  let e = exponential(Vector(repeating: -0.5) * (t * t))
  var p = Vector(repeating: -0.020_623_466)
  p = gm_fma(p, u, Vector(repeating: 0.112_435_594))
  p = gm_fma(p, u, Vector(repeating: -0.228_213_55))
  p = gm_fma(p, u, Vector(repeating: 0.191_784_47))
  p = gm_fma(p, u, Vector(repeating: -0.079_423_435))
  p = gm_fma(p, u, Vector(repeating: 0.096_156_806))
  p = gm_fma(p, u, Vector(repeating: 0.078_389_66))
  p = gm_fma(p, u, Vector(repeating: 0.110_235_42))
  p = gm_fma(p, u, Vector(repeating: 0.119_571_81))
  p = gm_fma(p, u, Vector(repeating: 0.119_686_69))
  let tail = e * (u * p)
  let below = gm_select_less(x, Vector(repeating: 0), tail, one - tail)
  return (below, e * Vector(repeating: 0.398_942_28))
}
