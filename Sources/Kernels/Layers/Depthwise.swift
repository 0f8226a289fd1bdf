import CVector

// A depthwise convolution: every channel by itself, so channels stay in their lanes and no sum crosses
// them. A layer that makes several outputs of a channel repeats the channel first (`repeatColumns`).
//
// - Shapes: of one panel; weights and their gradient [taps][lanes]; the source row at place p of
//   `windows` meets the tap `taps[p]`.

/// Row w of `outputs` = bias + Σ weights[tap]·inputs[row] over window w, in its order.
///
/// - Shapes: one sample; `inputs` [windows.sourceRows][lanes], `outputs` [windows.count][lanes], `bias` one
///   vector.
/// - Cost: 2·lanes flops for each place of a window.
public func computeDepthwise(
  _ windows: RowWindows, taps: UnsafePointer<Int32>, inputs: UnsafePointer<Float>,
  weights: UnsafePointer<Float>, bias: UnsafePointer<Float>, outputs: UnsafeMutablePointer<Float>
) {
  let bias = Vector(loading: bias)
  for window in 0..<windows.count {
    var sum = bias
    for place in windows.places(of: window) {
      sum = gm_fma(
        Vector(loading: inputs + windows.offset(place)),
        Vector(loading: weights + Int(taps[place]) * lanes), sum)
    }
    sum.store(to: outputs + window * lanes)
  }
}

/// inputGradient = the gradient by the inputs of the same.
public func computeDepthwiseInputGradient(
  _ windows: RowWindows, taps: UnsafePointer<Int32>, outputGradient: UnsafePointer<Float>,
  weights: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>
) {
  windows.clear(inputGradient)
  accumulateDepthwiseInputGradient(
    windows, taps: taps, outputGradient: outputGradient, weights: weights,
    inputGradient: inputGradient)
}

/// inputGradient += the same, window by window.
public func accumulateDepthwiseInputGradient(
  _ windows: RowWindows, taps: UnsafePointer<Int32>, outputGradient: UnsafePointer<Float>,
  weights: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>
) {
  for window in 0..<windows.count {
    let g = Vector(loading: outputGradient + window * lanes)
    for place in windows.places(of: window) {
      let target = inputGradient + windows.offset(place)
      gm_fma(g, Vector(loading: weights + Int(taps[place]) * lanes), Vector(loading: target))
        .store(to: target)
    }
  }
}

/// weightGradient[tap] += Σ outputGradient[w]·inputs[row] over `samples` samples, in ascending order of
/// samples and windows.
///
/// - Shapes: `inputs` [samples][windows.sourceRows][lanes], `outputGradient`
///   [samples][windows.count][lanes].
public func accumulateDepthwiseWeightGradient(
  _ windows: RowWindows, taps: UnsafePointer<Int32>, samples: Int, inputs: UnsafePointer<Float>,
  outputGradient: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>
) {
  for sample in 0..<samples {
    let inputs = inputs + sample * windows.sourceRows * lanes
    let outputGradient = outputGradient + sample * windows.count * lanes
    for window in 0..<windows.count {
      let g = Vector(loading: outputGradient + window * lanes)
      for place in windows.places(of: window) {
        let target = weightGradient + Int(taps[place]) * lanes
        gm_fma(g, Vector(loading: inputs + windows.offset(place)), Vector(loading: target))
          .store(to: target)
      }
    }
  }
}
