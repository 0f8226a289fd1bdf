import CVector

// x times a number between 0 and 1: none of these derivatives follows from the output, which takes
// most values twice.

struct GELU: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { false }

  @inline(__always)
  func value(_ x: Vector) -> Vector { x * normalDistribution(x).below }

  /// Φ + x·φ
  @inline(__always)
  func gradient(_ g: Vector, at x: Vector) -> Vector {
    let normal = normalDistribution(x)
    return g * gm_fma(x, normal.density, normal.below)
  }
}

/// (1 + tanh z) / 2 is the logistic function of 2z.
struct ApproximateGELU: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { false }

  /// 2·√(2/π), and that times 0.044715.
  private var linear: Vector { Vector(repeating: 1.595_769_121_605_73) }
  private var cubic: Vector { Vector(repeating: 0.071_354_816_272_6) }

  @inline(__always)
  func value(_ x: Vector) -> Vector { x * logistic(doubled(x)) }

  /// s + x·s·(1 − s)·(2z)′
  @inline(__always)
  func gradient(_ g: Vector, at x: Vector) -> Vector {
    let s = logistic(doubled(x))
    let slope = gm_fma(Vector(repeating: 3) * cubic, x * x, linear)
    return g * gm_fma(x * (s * (Vector(repeating: 1) - s)), slope, s)
  }

  @inline(__always)
  private func doubled(_ x: Vector) -> Vector { x * gm_fma(cubic, x * x, linear) }
}

struct Silu: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { false }

  @inline(__always)
  func value(_ x: Vector) -> Vector { x * logistic(x) }

  /// s + x·s·(1 − s)
  @inline(__always)
  func gradient(_ g: Vector, at x: Vector) -> Vector {
    let s = logistic(x)
    return g * gm_fma(x, s * (Vector(repeating: 1) - s), s)
  }
}

struct HardSilu: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { false }

  @inline(__always)
  func value(_ x: Vector) -> Vector { x * HardSigmoid().value(x) }

  @inline(__always)
  func gradient(_ g: Vector, at x: Vector) -> Vector {
    let s = HardSigmoid().value(x)
    return gm_fma(x, HardSigmoid().gradient(g, at: s), g * s)
  }
}

/// tanh(ln(1 + e)) = n / (n + 2) with n = e·(e + 2) and e = eˣ, which cancels nowhere.
struct Mish: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { false }

  @inline(__always)
  func value(_ x: Vector) -> Vector {
    let n = power(x).n
    return x * (n / (n + Vector(repeating: 2)))
  }

  /// n / (n + 2) + x·4·e·(1 + e) / (n + 2)²
  @inline(__always)
  func gradient(_ g: Vector, at x: Vector) -> Vector {
    let (e, n) = power(x)
    let factor = Vector(repeating: 1) / (n + Vector(repeating: 2))
    let slope = Vector(repeating: 4) * (e * factor) * ((Vector(repeating: 1) + e) * factor)
    return g * gm_fma(gm_min(x, Vector(repeating: 40)), slope, n * factor)
  }

  /// Beyond 40 the quotient is 1 and the slope far below half an ulp of it; n would overflow.
  @inline(__always)
  private func power(_ x: Vector) -> (e: Vector, n: Vector) {
    let e = exponential(gm_min(x, Vector(repeating: 40)))
    return (e, e * (e + Vector(repeating: 2)))
  }
}

struct TanhShrink: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { false }

  @inline(__always)
  func value(_ x: Vector) -> Vector { x - hyperbolicTangent(x) }

  @inline(__always)
  func gradient(_ g: Vector, at x: Vector) -> Vector {
    let a = hyperbolicTangent(x)
    return g * (a * a)
  }
}
