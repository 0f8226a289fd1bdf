import CVector

// Losses of one row of predictions, or of as many as there are lanes, in all lanes of each row.

/// Keras's ε: predictions are clipped to ε…1 − ε before a logarithm. NaN stays, and so does the loss.
private let epsilon: Float = 1e-7
/// 1 − ε as float32 rounds it: 1 − 2⁻²³.
private let oneMinusEpsilon: Float = 0.999_999_88

/// Σ (p − y)²; gradient 2·(p − y)·scale.
@inline(__always)
func squaredError<Row: VectorRow>(
  _ predictions: Row, _ targets: Row, gradient: Row?, scale: Vector
) -> Vector {
  var sums = Vector(repeating: 0)
  predictions.forEachVector { index, mask in
    let difference = Row.masked(predictions.vector(index) - targets.vector(index), mask)
    sums = gm_fma(difference, difference, sums)
    gradient?.store(difference * (scale + scale), index)
  }
  return Row.total(sums)
}

/// −Σ (y·ln c + (1 − y)·ln(1 − c)), c = p clipped; gradient 0 where p is outside.
@inline(__always)
func binaryCrossentropy<Row: VectorRow>(
  _ predictions: Row, _ targets: Row, gradient: Row?, scale: Vector
) -> Vector {
  let one = Vector(repeating: 1)
  var sums = Vector(repeating: 0)
  predictions.forEachVector { index, mask in
    let p = predictions.vector(index), y = targets.vector(index)
    let c = clipped(p)
    let losses = gm_fma(y, logarithm(c), (one - y) * logarithm(one - c))
    sums = sums + Row.masked(losses, mask)
    let slope = ((one - y) / (one - c) - y / c) * scale
    gradient?.store(Row.masked(whereInside(p, slope), mask), index)
  }
  return -Row.total(sums)
}

/// −Σ y·ln c, c = p / Σp clipped; the gradient goes through the clip and the division.
@inline(__always)
func categoricalCrossentropy<Row: VectorRow, Targets: ReadableRow>(
  _ predictions: Row, _ targets: Targets, gradient: Row?, scale: Vector
) -> Vector {
  var totals = Vector(repeating: 0)
  predictions.forEachVector { index, mask in
    totals = totals + Row.masked(predictions.vector(index), mask)
  }
  let total = Row.total(totals)
  var sums = Vector(repeating: 0), weighted = Vector(repeating: 0)
  predictions.forEachVector { index, mask in
    let q = Row.masked(predictions.vector(index) / total, mask)
    let y = Row.masked(targets.vector(index), mask)
    let c = clipped(q)
    sums = gm_fma(y, logarithm(c), sums)
    let slope = whereInside(q, y / c)
    weighted = gm_fma(slope, q, weighted)
    // dL/dq; dL/dp = (dL/dq − Σ dL/dq·q) / Σp follows once the sum is known.
    gradient?.store(-slope, index)
  }
  if let gradient {
    let inner = Row.total(weighted)
    let factor = scale / total
    gradient.forEachVector { index, mask in
      gradient.store(Row.masked((gradient.vector(index) + inner) * factor, mask), index)
    }
  }
  return -Row.total(sums)
}

@inline(__always)
private func clipped(_ p: Vector) -> Vector {
  gm_min(gm_max(p, Vector(repeating: epsilon)), Vector(repeating: oneMinusEpsilon))
}

/// `slope` where ε ≤ p ≤ 1 − ε, 0 elsewhere.
@inline(__always)
private func whereInside(_ p: Vector, _ slope: Vector) -> Vector {
  let zero = Vector(repeating: 0)
  let notBelow = gm_select_less(p, Vector(repeating: epsilon), zero, slope)
  return gm_select_less(Vector(repeating: oneMinusEpsilon), p, zero, notBelow)
}
