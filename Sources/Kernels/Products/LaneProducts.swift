import CVector

/// outputs[j] = Σ weights[j][i]·inputs[i] for every row: the product of a small layer, whose rows lie
/// across the vectors.
///
/// Four panels of rows share each weight that is broadcast, and two outputs each vector; every sum is
/// one chain of FMAs in ascending order of i. `computeProduct` gives the same bits, but its tiles, which are made for
/// deep sums, take three to four times the instructions where a sum has a few terms.
///
/// - Shapes: element i of the inputs meets `weights[i·inputStride + j·outputStride]`; `outputs` has
///   as many rows as `inputs`, which have at least one column. Padding lanes are computed too.
/// - Cost: 2 flops for each weight and row.
public func computeLaneProducts(
  _ inputs: LaneRows, weights: UnsafePointer<Float>, inputStride: Int, outputStride: Int,
  outputs: LaneRows
) {
  require(
    inputs.count == outputs.count && inputs.columns > 0,
    "\(inputs.count) rows of \(inputs.columns) for \(outputs.count)")
  var panel = 0
  @inline(__always)
  func compute(_ panels: Int) {
    let x = inputs.base + panel * inputs.panelStride
    var c = outputs.base + panel * outputs.panelStride, w = weights, rows = outputs.columns
    @inline(__always)
    func compute(rows count: Int) {
      gm_lane_products(
        x, inputs.panelStride, inputs.columns, w, inputStride, outputStride, c,
        outputs.panelStride, Int32(truncatingIfNeeded: count), Int32(truncatingIfNeeded: panels))
      c += count * lanes
      w += count * outputStride
      rows -= count
    }
    while rows >= 2 { compute(rows: 2) }
    if rows > 0 { compute(rows: 1) }
    panel += panels
  }
  while panel + 4 <= outputs.panels { compute(4) }
  if panel + 2 <= outputs.panels { compute(2) }
  if panel < outputs.panels { compute(1) }
}
