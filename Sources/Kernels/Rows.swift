import CVector

/// Some rows of a matrix in panels, `rowStride` floats apart: row r has a vector every
/// `panelStride` floats from `base + r·rowStride` on, `columns` lanes in all.
public struct PanelRows: BitwiseCopyable {
  /// The first row's vector in the first panel.
  public var base: UnsafeMutablePointer<Float>
  /// Floats from a row to the next: `lanes` for neighbours.
  public var rowStride: Int
  /// Floats from a vector of a row to its next.
  public var panelStride: Int
  /// Columns in use; the lanes beyond them in the last vector are padding.
  public var columns: Int
  /// The number of rows.
  public var count: Int

  /// Points at rows.
  public init(
    base: UnsafeMutablePointer<Float>, rowStride: Int = lanes, panelStride: Int, columns: Int,
    count: Int
  ) {
    self.base = base
    self.rowStride = rowStride
    self.panelStride = panelStride
    self.columns = columns
    self.count = count
  }

  @inline(__always)
  subscript(row: Int) -> PanelRow {
    PanelRow(base: base + row * rowStride, panelStride: panelStride, columns: columns)
  }
}

/// One row of a matrix in panels.
struct PanelRow {
  var base: UnsafeMutablePointer<Float>
  var panelStride: Int
  var columns: Int

  @inline(__always)
  var panels: Int { panelCount(columns) }

  /// The lanes in use in the last vector.
  @inline(__always)
  var lastLanes: Int { columns - (panels - 1) * lanes }

  @inline(__always)
  func vector(_ panel: Int) -> Vector { Vector(loading: base + panel * panelStride) }

  @inline(__always)
  func store(_ vector: Vector, _ panel: Int) { vector.store(to: base + panel * panelStride) }

  /// Calls `body` with every panel and its mask: all ones but in the last one.
  @inline(__always)
  func forEachPanel(_ body: (_ panel: Int, _ mask: Vector) -> Void) {
    let last = panels - 1, all = Vector(repeating: 1)
    for panel in 0..<last { body(panel, all) }
    body(last, Vector.mask(first: lastLanes))
  }
}

/// Replaces rows by their softmax, eˣ⁻ᵐᵃˣ / Σ; padding lanes become 0.
public func applySoftmax(to rows: PanelRows) {
  for index in 0..<rows.count { applySoftmax(to: rows[index]) }
}

@inline(__always)
private func applySoftmax(to row: PanelRow) {
  var maxima = Vector(repeating: -.infinity)
  row.forEachPanel { panel, mask in
    let values = row.vector(panel)
    maxima = gm_max(
      gm_select_less(Vector(repeating: 0), mask, values, Vector(repeating: -.infinity)), maxima)
  }
  let largest = Vector(repeating: gm_largest(maxima))
  var sums = Vector(repeating: 0)
  row.forEachPanel { panel, mask in
    let e = exponential(row.vector(panel) - largest) * mask
    row.store(e, panel)
    sums = sums + e
  }
  let total = Vector(repeating: sums.laneSum)
  for panel in 0..<row.panels { row.store(row.vector(panel) / total, panel) }
}

/// Replaces the gradient g of a softmax's outputs a by that of its inputs, a·(g − Σ g·a).
///
/// - Shapes: both have the same rows and columns; the padding lanes of `gradient` are 0 and stay so.
public func multiplyBySoftmaxDerivative(outputs: PanelRows, gradient: PanelRows) {
  for index in 0..<outputs.count {
    multiplyBySoftmaxDerivative(outputs: outputs[index], gradient: gradient[index])
  }
}

@inline(__always)
private func multiplyBySoftmaxDerivative(outputs: PanelRow, gradient: PanelRow) {
  var sums = Vector(repeating: 0)
  for panel in 0..<outputs.panels {
    sums = gm_fma(gradient.vector(panel), outputs.vector(panel), sums)
  }
  let inner = Vector(repeating: sums.laneSum)
  for panel in 0..<outputs.panels {
    gradient.store(outputs.vector(panel) * (gradient.vector(panel) - inner), panel)
  }
}
