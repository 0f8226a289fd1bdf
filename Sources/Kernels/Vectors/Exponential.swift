import CVector

// Transcendental functions of whole vectors. Swift has no vector libm, and calling the scalar one
// lane by lane would cost more than the products. The coefficients interpolate each function at
// Chebyshev nodes of the reduced interval; tests sweep all exponents and hold each error bound.

/// eˣ within 2 ulp for normal results; 0 below −104, infinite above 88.73, NaN for NaN.
@inline(__always)
func exponential(_ x: Vector) -> Vector {
  let one = Vector(repeating: 1)
  let (r, p, rounded) = reduced(gm_min(x, Vector(repeating: 89)))
  return gm_scale(gm_fma(gm_fma(p, r, one), r, one), rounded - Vector(repeating: GM_ROUNDING))
}

/// 2⁶⁴·eˣ within 2 ulp for x ≤ 40, NaN for NaN; the least number below x = −104.
@inline(__always)
func raisedExponential(_ x: Vector) -> Vector { gm_raised_exponential(x) }

/// eˣ − 1 within 2 ulp for x ≤ 0, NaN for NaN; other arguments give a meaningless number.
///
/// 2ⁿ·(eʳ − 1) + (2ⁿ − 1), where the second sum is exact as long as it counts.
@inline(__always)
func exponentialLessOne(_ x: Vector) -> Vector {
  let (r, p, rounded) = reduced(x)
  let power = gm_raised_power(rounded) * Vector(repeating: 0x1p-64)
  return gm_fma(power, gm_fma(r * r, p, r), power - Vector(repeating: 1))
}

/// r, P(r) and n + 1.5·2²³ for x = n·ln 2 + r, where eʳ = 1 + r·(1 + r·P(r)); x below −104 counts as −104.
@inline(__always)
private func reduced(_ x: Vector) -> (r: Vector, p: Vector, rounded: Vector) {
  let x = gm_max(x, Vector(repeating: -104))
  let rounded = gm_rounded_power(x)
  let r = gm_rest_of_power(x, rounded)
  return (r, gm_exponential_series(r), rounded)
}

/// ln x within 2 ulp, for positive normal x; NaN for NaN. Other arguments give a meaningless number.
///
/// x = m·2ᵉ with √½ ≤ m < √2, f = m − 1; ln x = e·ln 2 + f − f²/2 + f³·P(f).
@inline(__always)
func logarithm(_ x: Vector) -> Vector {
  let e = gm_exponent(x)
  let f = gm_mantissa_less_one(x)
  return logarithm(exponent: e, mantissaLessOne: f)
}

/// ln(1 + x) within 2 ulp for 0 ≤ x ≤ 1, NaN for NaN; other arguments give a meaningless number.
@inline(__always)
func logarithmOfOnePlus(_ x: Vector) -> Vector {
  let zero = Vector(repeating: 0), one = Vector(repeating: 1)
  // √2 − 1, beyond which the mantissa belongs to the next exponent.
  let limit = Vector(repeating: 0.414_213_56)
  let e = gm_select_less(limit, x, one, zero)
  let f = gm_select_less(limit, x, (x - one) * Vector(repeating: 0.5), x)
  return logarithm(exponent: e, mantissaLessOne: f)
}

/// e·ln 2 + ln(1 + f) for √½ ≤ 1 + f ≤ √2.
@inline(__always)
private func logarithm(exponent e: Vector, mantissaLessOne f: Vector) -> Vector {
  var p = Vector(repeating: 0.069_716_12)
  p = gm_fma(p, f, Vector(repeating: -0.114_797_34))
  p = gm_fma(p, f, Vector(repeating: 0.116_854_2))
  p = gm_fma(p, f, Vector(repeating: -0.124_256_87))
  p = gm_fma(p, f, Vector(repeating: 0.142_490_58))
  p = gm_fma(p, f, Vector(repeating: -0.166_678_03))
  p = gm_fma(p, f, Vector(repeating: 0.200_007_16))
  p = gm_fma(p, f, Vector(repeating: -0.249_999_97))
  p = gm_fma(p, f, Vector(repeating: 0.333_333_3))
  let square = f * f
  var tail = gm_fma(e, Vector(repeating: -0.000_212_194_44), p * square * f)
  tail = gm_fma(square, Vector(repeating: -0.5), tail)
  return gm_fma(e, Vector(repeating: 0.693_359_375), f + tail)
}

/// 1 / (1 + e⁻ˣ) within 4 ulp; the exponential is only taken of −|x|, which cannot overflow.
@inline(__always)
func logistic(_ x: Vector) -> Vector {
  // The exponential is 2⁶⁴ times itself, and so is what meets it, which the quotient takes back.
  let one = Vector(repeating: 0x1p64)
  let e = raisedExponential(-gm_abs(x))
  let upper = one / (one + e)
  return gm_select_less(
    x, Vector(repeating: 0), e * upper * Vector(repeating: 0x1p-64), upper)
}

/// ln(1 + eˣ) within 4 ulp; the exponential is only taken of −|x|, which cannot overflow.
@inline(__always)
func softplus(_ x: Vector) -> Vector {
  gm_max(x, Vector(repeating: 0)) + logarithmOfOnePlus(exponential(-gm_abs(x)))
}

/// tanh x within 3 ulp: x + x³·P(x²) near 0, where 1 − 2 / (e²ˣ + 1) would cancel.
@inline(__always)
func hyperbolicTangent(_ x: Vector) -> Vector {
  let size = gm_abs(x), square = x * x
  var p = Vector(repeating: -0.006_096_714)
  p = gm_fma(p, square, Vector(repeating: 0.020_997_18))
  p = gm_fma(p, square, Vector(repeating: -0.053_850_908))
  p = gm_fma(p, square, Vector(repeating: 0.133_327_7))
  p = gm_fma(p, square, Vector(repeating: -0.333_333_28))
  let near = gm_fma(p * square, x, x)
  // Beyond 20 the quotient is far below half an ulp of 1. Both its terms are 2⁶⁴ times themselves.
  let e = raisedExponential(gm_min(size + size, Vector(repeating: 40)))
  let far =
    Vector(repeating: 1) - Vector(repeating: 0x1p65) / (e + Vector(repeating: 0x1p64))
  return gm_select_less(size, Vector(repeating: 0.625), near, gm_copy_sign(far, x))
}
