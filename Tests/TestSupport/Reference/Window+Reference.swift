import Networks

/// Where a window meets the positions of an image or, of one row, of a series.
struct ReferenceWindows {
  private let input: [Int]
  private let output: [Int]
  private let kernel: [Int]
  private let strides: [Int]
  private let dilation: [Int]
  /// Positions in front of the input that the first window reaches.
  private let before: [Int]

  init(
    _ call: ReferenceCall, kernel: [Int], strides: [Int], dilation: [Int], padding: Padding
  ) {
    func image(_ sizes: [Int]) -> [Int] { sizes.count == 1 ? [1] + sizes : sizes }
    self.kernel = image(kernel)
    self.strides = image(strides)
    self.dilation = image(dilation)
    input = image(call.inputShape.dropLast())
    output = image(call.outputShape.dropLast())
    var before = [0, 0]
    for axis in 0..<2 {
      let span = (self.kernel[axis] - 1) * self.dilation[axis] + 1
      let lack = max((output[axis] - 1) * self.strides[axis] + span - input[axis], 0)
      before[axis] =
        switch padding {
        case .valid: 0
        case .same: lack / 2
        case .causal: axis == 1 ? span - 1 : 0
        }
    }
    self.before = before
  }

  /// How many positions the output has.
  var positions: Int { output[0] * output[1] }

  /// Calls `body` with each position of the output and each tap that meets a position of the input.
  func forEachTap(_ body: (_ output: Int, _ tap: Int, _ input: Int) -> Void) {
    for position in 0..<positions {
      for tap in 0..<kernel[0] * kernel[1] {
        let (y, x) = (position / output[1], position % output[1])
        let row = y * strides[0] + tap / kernel[1] * dilation[0] - before[0]
        let column = x * strides[1] + tap % kernel[1] * dilation[1] - before[1]
        guard row >= 0, row < input[0], column >= 0, column < input[1] else { continue }
        body(position, tap, row * input[1] + column)
      }
    }
  }
}

extension PoolingFunction {
  /// What becomes of the values of a window.
  func reference(_ values: [Double]) -> Double {
    switch self {
    case .maximum: values.max()!
    case .average: values.reduce(0, +) / Double(values.count)
    }
  }
}

extension Pooling: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let windows = ReferenceWindows(
      call, kernel: poolSize.sizes, strides: strides.sizes,
      dilation: poolSize.sizes.map { _ in 1 }, padding: padding)
    let channels = call.columns
    return call.map { x in
      var met = [[Int]](repeating: [], count: windows.positions)
      windows.forEachTap { output, _, input in met[output].append(input) }
      return met.flatMap { inputs in
        (0..<channels).map { channel in
          function.reference(inputs.map { x[$0 * channels + channel] })
        }
      }
    }
  }
}

extension GlobalPooling: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let channels = call.columns
    let hasMask = function == .average && Size.rank == 1
    let outputs = call.inputs[0].enumerated().map { sample, x in
      let counts = hasMask ? call.mask?[sample] : nil
      let positions = (0..<x.count / channels).filter { counts?[$0] ?? true }
      return (0..<channels).map { channel in
        function.reference(positions.map { x[$0 * channels + channel] })
      }
    }
    return [outputs]
  }
}

extension ZeroPadding: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let channels = call.columns, sizes = Array(call.inputShape.dropLast())
    return call.map { x in
      var padded = [Double](repeating: 0, count: call.outputShape.reduce(1, *))
      for position in 0..<x.count / channels {
        var (rest, place, stride) = (position, 0, 1)
        for axis in sizes.indices.reversed() {
          place += (rest % sizes[axis] + before.sizes[axis]) * stride
          rest /= sizes[axis]
          stride *= call.outputShape[axis]
        }
        for channel in 0..<channels {
          padded[place * channels + channel] = x[position * channels + channel]
        }
      }
      return padded
    }
  }
}
