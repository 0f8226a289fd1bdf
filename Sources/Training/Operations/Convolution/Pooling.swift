import Kernels
import Networks

extension Pooling: PanelLayer {
  var hasWorkPerSample: Bool { Size.rank > 1 }

  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    let geometry = try WindowGeometry(
      call, dataFormat, kernel: poolSize.sizes, strides: strides.sizes,
      dilation: Array(repeating: 1, count: Size.rank), padding: padding)
    return [
      try builder.addWindows(
        geometry.windows.map { $0.map(\.row) }, function == .maximum ? .maximum : .mean,
        of: call.inputs[0],
        call.outputShape)
    ]
  }
}

extension GlobalPooling: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    guard dataFormat == .channelsLast else {
      throw call.error("channels first can be counted, but not trained; put channels last")
    }
    let input = call.inputs[0], all = Array(0..<input.rowsPerSample)
    let mask = builder.mask(of: call)
    guard function == .average, Size.rank == 1, let mask else {
      // Equal maxima share the gradient here, unlike those of a window.
      return [
        try builder.addWindows(
          [all], function == .maximum ? .sharedMaximum : .mean, of: input, call.outputShape)
      ]
    }
    return [try builder.maskedMean(of: input, mask, call.outputShape)]
  }
}

extension ZeroPadding: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    guard dataFormat == .channelsLast else {
      throw call.error("channels first can be counted, but not trained; put channels last")
    }
    let sizes = Array(call.inputShape.dimensions.dropLast())
    let padded = Array(call.outputShape.dimensions.dropLast())
    let windows = (0..<padded.reduce(1, *)).map { row -> [Int] in
      var (rest, source, stride) = (row, 0, 1)
      for axis in padded.indices.reversed() {
        let place = rest % padded[axis] - before.sizes[axis]
        rest /= padded[axis]
        guard place >= 0, place < sizes[axis] else { return [] }
        source += place * stride
        stride *= sizes[axis]
      }
      return [source]
    }
    return [try builder.addWindows(windows, .sum, of: call.inputs[0], call.outputShape)]
  }
}
