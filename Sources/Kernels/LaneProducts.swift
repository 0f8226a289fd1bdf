import CVector

/// outputs[j] = Σ weights[j][i]·inputs[i] for every row: the product of a small layer, whose rows lie
/// across the vectors.
///
/// Four panels of rows share each weight that is broadcast; every sum is one chain of FMAs in
/// ascending order of i. `computeProduct` gives the same bits, but its tiles, which are made for
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
  let weights = LaneWeights(base: weights, inputStride: inputStride, outputStride: outputStride)
  var panel = 0
  while panel + 4 <= outputs.panels {
    LanePanels<4>.compute(inputs, weights, outputs, panel: panel)
    panel += 4
  }
  if panel + 2 <= outputs.panels {
    LanePanels<2>.compute(inputs, weights, outputs, panel: panel)
    panel += 2
  }
  if panel < outputs.panels { LanePanels<1>.compute(inputs, weights, outputs, panel: panel) }
}

/// Where the weights of a small layer lie.
private struct LaneWeights {
  var base: UnsafePointer<Float>
  var inputStride: Int
  var outputStride: Int
}

/// Some neighbouring panels of rows, at most 4.
private enum LanePanels<let panels: Int> {
  @inline(__always)
  static func compute(
    _ inputs: LaneRows, _ weights: LaneWeights, _ outputs: LaneRows, panel: Int
  ) {
    let input = inputs.base + panel * inputs.panelStride
    var weight = weights.base, output = outputs.base + panel * outputs.panelStride
    for _ in 0..<outputs.columns {
      var factor = weight, x = input
      // Named sums, not an array: an array may leave the registers.
      let first = Vector(repeating: factor[0])
      var c0 = first * Vector(loading: x)
      var c1 = c0, c2 = c0, c3 = c0
      if panels > 1 { c1 = first * Vector(loading: x + inputs.panelStride) }
      if panels > 2 { c2 = first * Vector(loading: x + 2 * inputs.panelStride) }
      if panels > 3 { c3 = first * Vector(loading: x + 3 * inputs.panelStride) }
      for _ in 1..<inputs.columns {
        factor += weights.inputStride
        x += lanes
        let w = Vector(repeating: factor[0])
        c0 = gm_fma(w, Vector(loading: x), c0)
        if panels > 1 { c1 = gm_fma(w, Vector(loading: x + inputs.panelStride), c1) }
        if panels > 2 { c2 = gm_fma(w, Vector(loading: x + 2 * inputs.panelStride), c2) }
        if panels > 3 { c3 = gm_fma(w, Vector(loading: x + 3 * inputs.panelStride), c3) }
      }
      c0.store(to: output)
      if panels > 1 { c1.store(to: output + outputs.panelStride) }
      if panels > 2 { c2.store(to: output + 2 * outputs.panelStride) }
      if panels > 3 { c3.store(to: output + 3 * outputs.panelStride) }
      weight += weights.outputStride
      output += lanes
    }
  }
}
