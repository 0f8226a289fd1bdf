import CVector

// Losses of rows of predictions. Each writes every row's part of the loss, and, where a gradient is
// asked for, its derivative times `scale` with zeros in the padding lanes. Formulas and clipping are
// those of Keras 3 on JAX.
//
// - Shapes: `predictions`, `targets` and `gradient` have the same rows and columns; `losses` one
//   float a row, rounded up to whole vectors for rows across the vectors.

/// Keras's ε: predictions are clipped to ε…1 − ε before a logarithm. NaN stays, and so does the loss.
private let epsilon: Float = 1e-7
/// 1 − ε as float32 rounds it: 1 − 2⁻²³.
private let oneMinusEpsilon: Float = 0.999_999_88

/// Σ (p − y)² over each row; gradient 2·(p − y)·scale.
public func squaredErrors(
  predictions: PanelRows, targets: PanelRows, gradient: PanelRows?, scale: Float,
  losses: UnsafeMutablePointer<Float>
) {
  forEachRow(predictions, targets, gradient, scale, losses) {
    squaredError($0, $1, gradient: $2, scale: $3)
  }
}

/// The same for rows across the vectors.
public func squaredErrors(
  predictions: LaneRows, targets: LaneRows, gradient: LaneRows?, scale: Float,
  losses: UnsafeMutablePointer<Float>
) {
  forEachRow(predictions, targets, gradient, scale, losses) {
    squaredError($0, $1, gradient: $2, scale: $3)
  }
}

@inline(__always)
private func squaredError<Row: VectorRow>(
  _ predictions: Row, _ targets: Row, gradient: Row?, scale: Vector
) -> Vector {
  var sums = Vector(repeating: 0)
  predictions.forEachVector { index, mask in
    let difference = gm_masked(predictions.vector(index) - targets.vector(index), mask)
    sums = gm_fma(difference, difference, sums)
    gradient?.store(difference * (scale + scale), index)
  }
  return Row.total(sums)
}

/// −Σ (y·ln c + (1 − y)·ln(1 − c)) over each row, c = p clipped; gradient 0 where p is outside.
public func binaryCrossentropies(
  predictions: PanelRows, targets: PanelRows, gradient: PanelRows?, scale: Float,
  losses: UnsafeMutablePointer<Float>
) {
  forEachRow(predictions, targets, gradient, scale, losses) {
    binaryCrossentropy($0, $1, gradient: $2, scale: $3)
  }
}

/// The same for rows across the vectors.
public func binaryCrossentropies(
  predictions: LaneRows, targets: LaneRows, gradient: LaneRows?, scale: Float,
  losses: UnsafeMutablePointer<Float>
) {
  forEachRow(predictions, targets, gradient, scale, losses) {
    binaryCrossentropy($0, $1, gradient: $2, scale: $3)
  }
}

@inline(__always)
private func binaryCrossentropy<Row: VectorRow>(
  _ predictions: Row, _ targets: Row, gradient: Row?, scale: Vector
) -> Vector {
  let one = Vector(repeating: 1)
  var sums = Vector(repeating: 0)
  predictions.forEachVector { index, mask in
    let p = predictions.vector(index), y = targets.vector(index)
    let c = clipped(p)
    let losses = gm_fma(y, logarithm(c), (one - y) * logarithm(one - c))
    sums = sums + gm_masked(losses, mask)
    let slope = ((one - y) / (one - c) - y / c) * scale
    gradient?.store(gm_masked(whereInside(p, slope), mask), index)
  }
  return -Row.total(sums)
}

/// −Σ y·ln c over each row, c = p / Σp clipped; the gradient goes through the clip and the division.
public func categoricalCrossentropies(
  predictions: PanelRows, targets: PanelRows, gradient: PanelRows?, scale: Float,
  losses: UnsafeMutablePointer<Float>
) {
  forEachRow(predictions, targets, gradient, scale, losses) {
    categoricalCrossentropy($0, $1, gradient: $2, scale: $3)
  }
}

/// The same for rows across the vectors.
public func categoricalCrossentropies(
  predictions: LaneRows, targets: LaneRows, gradient: LaneRows?, scale: Float,
  losses: UnsafeMutablePointer<Float>
) {
  forEachRow(predictions, targets, gradient, scale, losses) {
    categoricalCrossentropy($0, $1, gradient: $2, scale: $3)
  }
}

@inline(__always)
private func categoricalCrossentropy<Row: VectorRow>(
  _ predictions: Row, _ targets: Row, gradient: Row?, scale: Vector
) -> Vector {
  var totals = Vector(repeating: 0)
  predictions.forEachVector { index, mask in
    totals = totals + gm_masked(predictions.vector(index), mask)
  }
  let total = Row.total(totals)
  var sums = Vector(repeating: 0), weighted = Vector(repeating: 0)
  predictions.forEachVector { index, mask in
    let q = gm_masked(predictions.vector(index) / total, mask)
    let y = gm_masked(targets.vector(index), mask)
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
      gradient.store(gm_masked((gradient.vector(index) + inner) * factor, mask), index)
    }
  }
  return -Row.total(sums)
}

@inline(__always)
private func forEachRow(
  _ predictions: PanelRows, _ targets: PanelRows, _ gradient: PanelRows?, _ scale: Float,
  _ losses: UnsafeMutablePointer<Float>,
  _ loss: (_ predictions: PanelRow, _ targets: PanelRow, _ gradient: PanelRow?, Vector) -> Vector
) {
  require(
    predictions.columns == targets.columns && predictions.count == targets.count,
    "targets of \(targets.count)×\(targets.columns) for \(predictions.count)×\(predictions.columns)"
  )
  for row in 0..<predictions.count {
    losses[row] =
      loss(
        predictions[row], targets[row], gradient.map { $0[row] }, Vector(repeating: scale))[0]
  }
}

/// Padding lanes hold other rows' numbers: only their gradient, which is summed over rows, is 0.
@inline(__always)
private func forEachRow(
  _ predictions: LaneRows, _ targets: LaneRows, _ gradient: LaneRows?, _ scale: Float,
  _ losses: UnsafeMutablePointer<Float>,
  _ loss: (_ predictions: LaneRow, _ targets: LaneRow, _ gradient: LaneRow?, Vector) -> Vector
) {
  require(
    predictions.columns == targets.columns && predictions.count == targets.count,
    "targets of \(targets.count)×\(targets.columns) for \(predictions.count)×\(predictions.columns)"
  )
  for panel in 0..<predictions.panels {
    loss(
      predictions[panel], targets[panel], gradient.map { $0[panel] }, Vector(repeating: scale)
    ).store(to: losses + panel * lanes)
  }
  gradient?.clearPadding()
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
