import CVector

struct Sigmoid: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { true }

  @inline(__always)
  func value(_ x: Vector) -> Vector { logistic(x) }

  @inline(__always)
  func gradient(_ g: Vector, at a: Vector) -> Vector { g * (a * (Vector(repeating: 1) - a)) }
}

struct HyperbolicTangent: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { true }

  @inline(__always)
  func value(_ x: Vector) -> Vector { hyperbolicTangent(x) }

  @inline(__always)
  func gradient(_ g: Vector, at a: Vector) -> Vector { g * gm_fma(-a, a, Vector(repeating: 1)) }
}

struct HardSigmoid: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { true }

  @inline(__always)
  func value(_ x: Vector) -> Vector {
    clamped(x + Vector(repeating: 3), 0, 6) / Vector(repeating: 6)
  }

  @inline(__always)
  func gradient(_ g: Vector, at a: Vector) -> Vector {
    whereInside(a, 0, 1, g / Vector(repeating: 6))
  }
}

struct LegacyHardSigmoid: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { true }

  @inline(__always)
  func value(_ x: Vector) -> Vector {
    clamped(Vector(repeating: 0.2) * x + Vector(repeating: 0.5), 0, 1)
  }

  @inline(__always)
  func gradient(_ g: Vector, at a: Vector) -> Vector {
    whereInside(a, 0, 1, g * Vector(repeating: 0.2))
  }
}

struct HardTanh: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { false }

  @inline(__always)
  func value(_ x: Vector) -> Vector { clamped(x, -1, 1) }

  @inline(__always)
  func gradient(_ g: Vector, at x: Vector) -> Vector {
    gm_select_less(Vector(repeating: 1), gm_abs(x), Vector(repeating: 0), g)
  }
}

struct Softsign: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { true }

  @inline(__always)
  func value(_ x: Vector) -> Vector { x / (gm_abs(x) + Vector(repeating: 1)) }

  /// 1 / (1 + |x|)² = (1 − |a|)²
  @inline(__always)
  func gradient(_ g: Vector, at a: Vector) -> Vector {
    let rest = Vector(repeating: 1) - gm_abs(a)
    return g * (rest * rest)
  }
}

struct Exponential: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { true }
  @inline(__always) func value(_ x: Vector) -> Vector { exponential(x) }
  @inline(__always) func gradient(_ g: Vector, at a: Vector) -> Vector { g * a }
}

struct Softplus: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { false }
  @inline(__always) func value(_ x: Vector) -> Vector { softplus(x) }
  @inline(__always) func gradient(_ g: Vector, at x: Vector) -> Vector { g * logistic(x) }
}

struct LogSigmoid: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { false }
  @inline(__always) func value(_ x: Vector) -> Vector { -softplus(-x) }
  @inline(__always) func gradient(_ g: Vector, at x: Vector) -> Vector { g * logistic(-x) }
}

struct Squareplus: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { false }

  /// Below 0 as 2 / (√(x² + 4) − x), since the sum would cancel.
  @inline(__always)
  func value(_ x: Vector) -> Vector {
    let half = gm_fma(Vector(repeating: 0.5), gm_abs(x), Vector(repeating: 0.5) * root(x))
    return gm_select_less(x, Vector(repeating: 0), Vector(repeating: 1) / half, half)
  }

  @inline(__always)
  func gradient(_ g: Vector, at x: Vector) -> Vector {
    let half = Vector(repeating: 0.5)
    return g * gm_fma(half, x / root(x), half)
  }

  /// √(x² + 4), which is |x| long before x² overflows.
  @inline(__always)
  private func root(_ x: Vector) -> Vector {
    let size = gm_abs(x), sum = gm_fma(x, x, Vector(repeating: 4))
    return gm_select_less(Vector(repeating: 0x1p40), size, size, gm_sqrt(sum))
  }
}
