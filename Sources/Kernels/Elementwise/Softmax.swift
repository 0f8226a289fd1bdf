import CVector

/// Replaces rows by their softmax, eˣ⁻ᵐᵃˣ / Σ; padding lanes become 0.
public func applySoftmax(to rows: PanelRows) {
  for index in 0..<rows.count { applySoftmax(to: rows[index]) }
}

/// Replaces rows by their softmax, eˣ⁻ᵐᵃˣ / Σ.
public func applySoftmax(to rows: LaneRows) {
  for panel in 0..<rows.panels { applySoftmax(to: rows[panel]) }
}

@inline(__always)
private func applySoftmax<Row: VectorRow>(to row: Row) {
  let largest = row.largestElement
  var sums = Vector(repeating: 0)
  row.forEachVector { index, mask in
    // All raised alike, which the quotient takes back.
    let e = raisedExponential(row.vector(index) - largest) * mask
    row.store(e, index)
    sums = sums + e
  }
  let factor = Vector(repeating: 1) / Row.total(sums)
  for index in 0..<row.vectors { row.store(row.vector(index) * factor, index) }
}

/// Replaces the gradient g of a softmax's outputs a by that of its inputs, a·(g − Σ g·a).
///
/// - Shapes: both have the same rows and columns; the padding lanes of `gradient` are 0 and stay so.
public func multiplyBySoftmaxDerivative(outputs: PanelRows, gradient: PanelRows) {
  for index in 0..<outputs.count {
    multiplyBySoftmaxDerivative(outputs: outputs[index], gradient: gradient[index])
  }
}

/// The same for rows across the vectors.
public func multiplyBySoftmaxDerivative(outputs: LaneRows, gradient: LaneRows) {
  for panel in 0..<outputs.panels {
    multiplyBySoftmaxDerivative(outputs: outputs[panel], gradient: gradient[panel])
  }
}

@inline(__always)
private func multiplyBySoftmaxDerivative<Row: VectorRow>(outputs: Row, gradient: Row) {
  // Two sums, as one would wait for itself.
  var even = Vector(repeating: 0), odd = even
  for index in stride(from: 1, to: outputs.vectors, by: 2) {
    even = gm_fma(gradient.vector(index - 1), outputs.vector(index - 1), even)
    odd = gm_fma(gradient.vector(index), outputs.vector(index), odd)
  }
  if outputs.vectors % 2 == 1 {
    let last = outputs.vectors - 1
    even = gm_fma(gradient.vector(last), outputs.vector(last), even)
  }
  let inner = Row.total(even + odd)
  for index in 0..<outputs.vectors {
    gradient.store(outputs.vector(index) * (gradient.vector(index) - inner), index)
  }
}
