import Networks

// Layers that multiply by a kernel: Dense, convolutions, depthwise convolutions.

/// x · kernel for one row; `units` columns.
func referenceProduct(_ x: some Collection<Double>, _ kernel: [Double], _ units: Int) -> [Double] {
  var sums = [Double](repeating: 0, count: units)
  for (row, value) in x.enumerated() {
    for unit in 0..<units { sums[unit] += value * kernel[row * units + unit] }
  }
  return sums
}

extension [Double] {
  /// Adds a bias to rows of its length; nothing where there is none.
  func adding(_ bias: [Double]?) -> [Double] {
    guard let bias else { return self }
    return indices.map { self[$0] + bias[$0 % bias.count] }
  }
}

extension Dense: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let inputs = call.inputShape.last!
    return call.map { x in
      let rows = stride(from: 0, to: x.count, by: inputs).flatMap {
        referenceProduct(x[$0..<$0 + inputs], call.weights[0], units)
      }
      return activation.reference(rows.adding(call.weights(.bias)), columns: units)
    }
  }
}

extension Convolution: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let windows = ReferenceWindows(
      call, kernel: kernelSize.sizes, strides: strides.sizes, dilation: dilation.sizes,
      padding: padding)
    let channels = call.inputShape.last!, kernel = call.weights[0]
    // A filter meets the channels of its own group.
    let met = channels / groups
    return call.map { x in
      var sums = [Double](repeating: 0, count: windows.positions * filters)
      windows.forEachTap { output, tap, input in
        for channel in 0..<met {
          for filter in 0..<filters {
            let group = filter / (filters / groups)
            sums[output * filters + filter] +=
              x[input * channels + group * met + channel]
              * kernel[(tap * met + channel) * filters + filter]
          }
        }
      }
      return activation.reference(sums.adding(call.weights(.bias)), columns: filters)
    }
  }
}

extension DepthwiseConvolution: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let windows = ReferenceWindows(
      call, kernel: kernelSize.sizes, strides: strides.sizes, dilation: dilation.sizes,
      padding: padding)
    let channels = call.inputShape.last!, outputs = call.columns, kernel = call.weights[0]
    return call.map { x in
      var sums = [Double](repeating: 0, count: windows.positions * outputs)
      windows.forEachTap { output, tap, input in
        for column in 0..<outputs {
          sums[output * outputs + column] +=
            x[input * channels + column / depthMultiplier] * kernel[tap * outputs + column]
        }
      }
      return activation.reference(sums.adding(call.weights(.bias)), columns: outputs)
    }
  }
}
