import CVector

/// One row of a matrix in panels: one vector every `panelStride` floats, `columns` lanes in all.
public struct PanelRow: BitwiseCopyable {
  /// The row's vector in the first panel.
  public var base: UnsafeMutablePointer<Float>
  /// Floats from a vector to the next.
  public var panelStride: Int
  /// Columns in use; the lanes beyond them in the last vector are padding.
  public var columns: Int

  /// Points at a row.
  public init(base: UnsafeMutablePointer<Float>, panelStride: Int, columns: Int) {
    self.base = base
    self.panelStride = panelStride
    self.columns = columns
  }

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

/// Replaces a row by its softmax, eˣ⁻ᵐᵃˣ / Σ; padding lanes become 0.
public func applySoftmax(to row: PanelRow) {
  var largest = -Float.infinity
  for panel in 0..<row.panels {
    let vector = row.vector(panel)
    let used = panel == row.panels - 1 ? row.lastLanes : lanes
    for lane in 0..<used { largest = max(largest, vector[lane]) }
  }
  var sums = Vector(repeating: 0)
  row.forEachPanel { panel, mask in
    let e = exponential(row.vector(panel) - Vector(repeating: largest)) * mask
    row.store(e, panel)
    sums = sums + e
  }
  let total = Vector(repeating: sums.laneSum)
  for panel in 0..<row.panels { row.store(row.vector(panel) / total, panel) }
}

/// Replaces the gradient g of a softmax's outputs a by that of its inputs, a·(g − Σ g·a).
///
/// - Shapes: both rows have the same columns; the padding lanes of `gradient` are 0 and stay so.
public func multiplyBySoftmaxDerivative(outputs: PanelRow, gradient: PanelRow) {
  var sums = Vector(repeating: 0)
  for panel in 0..<outputs.panels {
    sums = gm_fma(gradient.vector(panel), outputs.vector(panel), sums)
  }
  let inner = Vector(repeating: sums.laneSum)
  for panel in 0..<outputs.panels {
    gradient.store(outputs.vector(panel) * (gradient.vector(panel) - inner), panel)
  }
}
