import CVector

// Losses of rows of predictions. Each writes every row's part of the loss, and, where a gradient is
// asked for, its derivative times `scale` with zeros in the padding lanes. Formulas and clipping are
// those of Keras 3 on JAX.
//
// - Shapes: `predictions`, `targets` and `gradient` have the same rows and columns; `losses` one
//   float a row.

/// Keras's ε: predictions are clipped to ε…1 − ε before a logarithm.
private let epsilon: Float = 1e-7
/// 1 − ε as float32 rounds it: 1 − 2⁻²³.
private let oneMinusEpsilon: Float = 0.999_999_88

/// Σ (p − y)² over each row; gradient 2·(p − y)·scale.
public func squaredErrors(
  predictions: PanelRows, targets: PanelRows, gradient: PanelRows?, scale: Float,
  losses: UnsafeMutablePointer<Float>
) {
  forEachRow(predictions, targets, gradient, losses) {
    squaredError($0, $1, gradient: $2, scale: scale)
  }
}

@inline(__always)
private func squaredError(
  _ predictions: PanelRow, _ targets: PanelRow, gradient: PanelRow?, scale: Float
) -> Float {
  var sums = Vector(repeating: 0)
  predictions.forEachPanel { panel, mask in
    let difference = (predictions.vector(panel) - targets.vector(panel)) * mask
    sums = gm_fma(difference, difference, sums)
    gradient?.store(difference * Vector(repeating: 2 * scale), panel)
  }
  return sums.laneSum
}

/// −Σ (y·ln c + (1 − y)·ln(1 − c)) over each row, c = p clipped; gradient 0 where p is outside.
public func binaryCrossentropies(
  predictions: PanelRows, targets: PanelRows, gradient: PanelRows?, scale: Float,
  losses: UnsafeMutablePointer<Float>
) {
  forEachRow(predictions, targets, gradient, losses) {
    binaryCrossentropy($0, $1, gradient: $2, scale: scale)
  }
}

@inline(__always)
private func binaryCrossentropy(
  _ predictions: PanelRow, _ targets: PanelRow, gradient: PanelRow?, scale: Float
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

/// −Σ y·ln c over each row, c = p / Σp clipped; the gradient goes through the clip and the division.
public func categoricalCrossentropies(
  predictions: PanelRows, targets: PanelRows, gradient: PanelRows?, scale: Float,
  losses: UnsafeMutablePointer<Float>
) {
  forEachRow(predictions, targets, gradient, losses) {
    categoricalCrossentropy($0, $1, gradient: $2, scale: scale)
  }
}

@inline(__always)
private func categoricalCrossentropy(
  _ predictions: PanelRow, _ targets: PanelRow, gradient: PanelRow?, scale: Float
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
private func forEachRow(
  _ predictions: PanelRows, _ targets: PanelRows, _ gradient: PanelRows?,
  _ losses: UnsafeMutablePointer<Float>,
  _ loss: (_ predictions: PanelRow, _ targets: PanelRow, _ gradient: PanelRow?) -> Float
) {
  require(
    predictions.columns == targets.columns && predictions.count == targets.count,
    "targets of \(targets.count)×\(targets.columns) for \(predictions.count)×\(predictions.columns)"
  )
  for index in 0..<predictions.count {
    losses[index] = loss(predictions[index], targets[index], gradient.map { $0[index] })
  }
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
