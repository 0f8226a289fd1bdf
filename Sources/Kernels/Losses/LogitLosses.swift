import CVector

/// Σ (y·ln(1 + e⁻ˣ) + (1 − y)·ln(1 + eˣ)); gradient ((1 − y)·σ(x) − y·σ(−x))·scale.
///
/// Both logarithms share one of 1 + e^−|x|, so neither overflows and small ones keep their digits.
@inline(__always)
func binaryCrossentropyOfLogits<Row: VectorRow>(
  _ logits: Row, _ targets: Row, gradient: Row?, scale: Vector
) -> Vector {
  let zero = Vector(repeating: 0), one = Vector(repeating: 1)
  var sums = zero
  logits.forEachVector { index, mask in
    let x = logits.vector(index), y = targets.vector(index), rest = one - y
    let e = exponential(-gm_abs(x))
    let wrong = gm_fma(y, gm_max(-x, zero), rest * gm_max(x, zero))
    sums = sums + Row.masked(gm_fma(y + rest, logarithmOfOnePlus(e), wrong), mask)
    let larger = one / (one + e), smaller = e * larger
    let positive = gm_select_less(x, zero, smaller, larger)
    let negative = gm_select_less(x, zero, larger, smaller)
    gradient?.store(Row.masked((rest * positive - y * negative) * scale, mask), index)
  }
  return Row.total(sums)
}

/// −Σ y·ln c, c = eˣ / Σeˣ; gradient (c·Σy − y)·scale.
@inline(__always)
func categoricalCrossentropyOfLogits<Row: VectorRow, Targets: ReadableRow>(
  _ logits: Row, _ targets: Targets, gradient: Row?, scale: Vector
) -> Vector {
  let zero = Vector(repeating: 0), largest = logits.largestElement
  var powers = zero, weights = zero, weighted = zero
  logits.forEachVector { index, mask in
    let x = logits.vector(index) - largest, y = Row.masked(targets.vector(index), mask)
    let e = Row.masked(exponential(x), mask)
    powers = powers + e
    weights = weights + y
    weighted = weighted + Row.masked(y * x, mask)
    gradient?.store(e, index)
  }
  let power = Row.total(powers), weight = Row.total(weights)
  if let gradient {
    let factor = weight / power
    gradient.forEachVector { index, mask in
      let slope = gm_fma(gradient.vector(index), factor, -targets.vector(index))
      gradient.store(Row.masked(slope * scale, mask), index)
    }
  }
  return gm_fma(weight, logarithm(power), -Row.total(weighted))
}
