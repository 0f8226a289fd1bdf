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
  // All raised alike, which the quotient takes back.
  let sums = row.raiseVectors(top: row.largestElement)
  let factor = Vector(repeating: 1) / Row.total(sums)
  row.forEachVector { index, mask in
    row.store(Row.masked(row.vector(index) * factor, mask), index)
  }
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
  var index = 1
  while index < outputs.vectors {
    even = gm_fma(gradient.vector(index &- 1), outputs.vector(index &- 1), even)
    odd = gm_fma(gradient.vector(index), outputs.vector(index), odd)
    index &+= 2
  }
  if outputs.vectors % 2 == 1 {
    let last = outputs.vectors - 1
    even = gm_fma(gradient.vector(last), outputs.vector(last), even)
  }
  let inner = Row.total(even + odd)
  gradient.forEachVector { index, mask in
    let slope = outputs.vector(index) * (gradient.vector(index) - inner)
    gradient.store(Row.masked(slope, mask), index)
  }
}
