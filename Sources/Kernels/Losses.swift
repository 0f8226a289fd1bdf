import CVector

// Losses of one row of predictions. Each returns the row's part of the loss, and, where a gradient
// is asked for, writes its derivative times `scale` with zeros in the padding lanes. Formulas and
// clipping are those of Keras 3 on JAX.

/// Keras's ε: predictions are clipped to ε…1 − ε before a logarithm.
private let epsilon: Float = 1e-7
/// 1 − ε as float32 rounds it: 1 − 2⁻²³.
private let oneMinusEpsilon: Float = 0.999_999_88

/// Σ (p − y)² over a row; gradient 2·(p − y)·scale.
public func squaredError(
  predictions: PanelRow, targets: PanelRow, gradient: PanelRow?, scale: Float
) -> Float {
  var sums = Vector(repeating: 0)
  predictions.forEachPanel { panel, mask in
    let difference = (predictions.vector(panel) - targets.vector(panel)) * mask
    sums = gm_fma(difference, difference, sums)
    gradient?.store(difference * Vector(repeating: 2 * scale), panel)
  }
  return sums.laneSum
}

/// −Σ (y·ln c + (1 − y)·ln(1 − c)) over a row, c = p clipped; gradient 0 where p is outside.
public func binaryCrossentropy(
  predictions: PanelRow, targets: PanelRow, gradient: PanelRow?, scale: Float
) -> Float {
  let one = Vector(repeating: 1)
  var sums = Vector(repeating: 0)
  predictions.forEachPanel { panel, mask in
    let p = predictions.vector(panel), y = targets.vector(panel)
    let c = clipped(p)
    let losses = gm_fma(y, logarithm(c), (one - y) * logarithm(one - c))
    sums = gm_fma(losses, mask, sums)
    let slope = ((one - y) / (one - c) - y / c) * Vector(repeating: scale)
    gradient?.store(whereInside(p, slope) * mask, panel)
  }
  return -sums.laneSum
}

/// −Σ y·ln c over a row, c = p / Σp clipped; the gradient goes through the clip and the division.
public func categoricalCrossentropy(
  predictions: PanelRow, targets: PanelRow, gradient: PanelRow?, scale: Float
) -> Float {
  var totals = Vector(repeating: 0)
  predictions.forEachPanel { panel, mask in
    totals = gm_fma(predictions.vector(panel), mask, totals)
  }
  let total = Vector(repeating: totals.laneSum)
  var sums = Vector(repeating: 0), weighted = Vector(repeating: 0)
  predictions.forEachPanel { panel, mask in
    let q = predictions.vector(panel) / total, y = targets.vector(panel) * mask
    let c = clipped(q)
    sums = gm_fma(y, logarithm(c), sums)
    let slope = whereInside(q, y / c)
    weighted = gm_fma(slope, q, weighted)
    // dL/dq; dL/dp = (dL/dq − Σ dL/dq·q) / Σp follows once the sum is known.
    gradient?.store(-slope, panel)
  }
  if let gradient {
    let inner = Vector(repeating: weighted.laneSum)
    let factor = Vector(repeating: scale) / total
    gradient.forEachPanel { panel, mask in
      gradient.store((gradient.vector(panel) + inner) * factor * mask, panel)
    }
  }
  return -sums.laneSum
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
