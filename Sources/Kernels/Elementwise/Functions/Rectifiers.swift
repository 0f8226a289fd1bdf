import CVector

struct Linear: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { true }
  @inline(__always) func value(_ x: Vector) -> Vector { x }
  @inline(__always) func gradient(_ g: Vector, at a: Vector) -> Vector { g }
}

struct Relu: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { true }

  @inline(__always)
  func value(_ x: Vector) -> Vector { gm_max(x, Vector(repeating: 0)) }

  @inline(__always)
  func gradient(_ g: Vector, at a: Vector) -> Vector {
    let zero = Vector(repeating: 0)
    return gm_select_less(zero, a, g, zero)
  }
}

struct Relu6: ElementwiseFunction {
  var derivativeFollowsFromOutput: Bool { true }

  @inline(__always)
  func value(_ x: Vector) -> Vector { clamped(x, 0, 6) }

  @inline(__always)
  func gradient(_ g: Vector, at a: Vector) -> Vector { whereInside(a, 0, 6, g) }
}

struct Rectifier: ElementwiseFunction {
  let maximum: Float
  let negativeSlope: Float
  let threshold: Float

  var derivativeFollowsFromOutput: Bool { false }

  /// What Keras cuts off below: nothing, unless a maximum makes it clip.
  private var minimum: Float { maximum < .infinity ? 0 : -.infinity }

  @inline(__always)
  func value(_ x: Vector) -> Vector {
    let threshold = Vector(repeating: threshold)
    let below = Vector(repeating: negativeSlope) * (x - threshold)
    // Without a slope the infinite ends would make NaN of 0·∞.
    let lower =
      negativeSlope == 0 ? gm_select_less(x, threshold, Vector(repeating: 0), below) : below
    return gm_select_less(threshold, x, clamped(x, minimum, maximum), lower)
  }

  @inline(__always)
  func gradient(_ g: Vector, at x: Vector) -> Vector {
    let threshold = Vector(repeating: threshold), zero = Vector(repeating: 0)
    let below = gm_select_less(x, threshold, g * Vector(repeating: negativeSlope), zero)
    let notBelow = gm_select_less(x, Vector(repeating: minimum), zero, g)
    let inside = gm_select_less(Vector(repeating: maximum), x, zero, notBelow)
    return gm_select_less(threshold, x, inside, below)
  }
}

struct LeakyRelu: ElementwiseFunction {
  let slope: Float

  /// An output tells the sign of its input where the slope keeps it. An input that the slope makes 0,
  /// among the least subnormal numbers, then counts as 0.
  var derivativeFollowsFromOutput: Bool { slope > 0 }

  @inline(__always)
  func value(_ x: Vector) -> Vector {
    gm_select_less(x, Vector(repeating: 0), Vector(repeating: slope) * x, x)
  }

  @inline(__always)
  func gradient(_ g: Vector, at signal: Vector) -> Vector {
    gm_select_less(signal, Vector(repeating: 0), g * Vector(repeating: slope), g)
  }
}

/// scale·x, below 0 scale·alpha·(eˣ − 1).
struct ExponentialLinear: ElementwiseFunction {
  let scale: Float
  let alpha: Float

  /// An output above 0 tells of an input above 0 where alpha lets no others get there.
  var derivativeFollowsFromOutput: Bool { alpha >= 0 }

  @inline(__always)
  func value(_ x: Vector) -> Vector {
    let zero = Vector(repeating: 0)
    let below = Vector(repeating: alpha) * exponentialLessOne(gm_min(x, zero))
    return Vector(repeating: scale) * gm_select_less(zero, x, x, below)
  }

  @inline(__always)
  func gradient(_ g: Vector, at signal: Vector) -> Vector {
    let zero = Vector(repeating: 0), scale = Vector(repeating: scale)
    let slope =
      derivativeFollowsFromOutput
      ? signal + scale * Vector(repeating: alpha)
      : scale * Vector(repeating: alpha) * exponential(gm_min(signal, zero))
    return g * gm_select_less(zero, signal, scale, slope)
  }
}

/// x where it lies between two ends, else the nearer one.
@inline(__always)
func clamped(_ x: Vector, _ least: Float, _ most: Float) -> Vector {
  gm_min(gm_max(x, Vector(repeating: least)), Vector(repeating: most))
}

/// `number` where x lies between two ends and on neither, else 0.
@inline(__always)
func whereInside(_ x: Vector, _ least: Float, _ most: Float, _ number: Vector) -> Vector {
  let zero = Vector(repeating: 0)
  return gm_select_less(
    Vector(repeating: least), x, gm_select_less(x, Vector(repeating: most), number, zero), zero)
}
