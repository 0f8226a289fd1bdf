import Networks

/// Where a kernel or a pooling window meets the positions of an image; a series is an image of one
/// row.
struct WindowGeometry {
  let kernel: Size2D
  let strides: Size2D
  let dilation: Size2D
  let input: Size2D
  let output: Size2D
  /// Rows and columns of zeros above and left of the input.
  let before: Size2D
  /// The input with its border.
  let padded: Size2D

  /// - Throws: a `ModelError` for images of more axes, with channels first, or for a window that is too
  ///   wide to count.
  init(
    _ call: PanelCall, _ dataFormat: DataFormat, kernel: [Int], strides: [Int], dilation: [Int],
    padding: Padding
  ) throws(ModelError) {
    guard dataFormat == .channelsLast else {
      throw call.error("channels first can be counted, but not trained; put channels last")
    }
    guard kernel.count <= 2 else {
      throw call.error("windows over \(kernel.count) axes can be counted, but not trained")
    }
    for (size, step) in zip(kernel, dilation)
    where checkedProduct([size, step]).map({ $0 > maximumElementCount }) ?? true {
      throw call.error("a window of \(size) by a dilation of \(step) is too wide; make it smaller")
    }
    self.kernel = Size2D(image: kernel)
    self.strides = Size2D(image: strides)
    self.dilation = Size2D(image: dilation)
    input = Size2D(image: Array(call.inputShape.dimensions.dropLast()))
    output = Size2D(image: Array(call.outputShape.dimensions.dropLast()))
    let border = Size2D(
      Self.border(
        input.height, output.height, self.kernel.height, self.strides.height, self.dilation.height),
      Self.border(
        input.width, output.width, self.kernel.width, self.strides.width, self.dilation.width))
    switch padding {
    case .valid:
      before = Size2D(0, 0)
      padded = input
    case .same:
      // Keras puts the odd row below and the odd column to the right.
      before = Size2D(border.height / 2, border.width / 2)
      padded = Size2D(input.height + border.height, input.width + border.width)
    case .causal:
      // A whole kernel's reach, whatever the stride: the first output sees the first step alone.
      before = Size2D(0, (self.kernel.width - 1) * self.dilation.width)
      padded = Size2D(input.height, input.width + before.width)
    }
  }

  /// What an input lacks for its windows to fit.
  private static func border(
    _ input: Int, _ output: Int, _ kernel: Int, _ stride: Int, _ dilation: Int
  ) -> Int {
    max((output - 1) * stride + (kernel - 1) * dilation + 1 - input, 0)
  }

  var isPadded: Bool { padded != input }

  /// The places that the kernel meets from its first one on, row by row.
  var taps: [Size2D] {
    (0..<kernel.height).flatMap { y in
      (0..<kernel.width).map { Size2D(y * dilation.height, $0 * dilation.width) }
    }
  }
}

extension WindowGeometry {
  /// For each output position the taps that meet the input, and the positions that they meet.
  var windows: [[(tap: Int, row: Int)]] {
    (0..<output.height).flatMap { y in
      let top = y * strides.height - before.height
      let tapRows = Self.taps(from: top, kernel.height, dilation.height, within: input.height)
      return (0..<output.width).map { x in
        let left = x * strides.width - before.width
        let tapColumns = Self.taps(from: left, kernel.width, dilation.width, within: input.width)
        return tapRows.flatMap { tapRow in
          tapColumns.map { tapColumn in
            let row = top + tapRow * dilation.height, column = left + tapColumn * dilation.width
            return (tapRow * kernel.width + tapColumn, row * input.width + column)
          }
        }
      }
    }
  }

  /// The taps along one axis that meet the input: a window may be far wider than its image.
  private static func taps(
    from first: Int, _ kernel: Int, _ dilation: Int, within input: Int
  ) -> Range<Int> {
    let least = max(0, (-first + dilation - 1) / dilation)
    let end = min(kernel, (input - 1 - first) / dilation + 1)
    return least..<max(least, end)
  }
}

extension Size2D {
  /// Sizes along one or two axes; a series has the height 1.
  init(image sizes: [Int]) {
    self.init(sizes.count > 1 ? sizes[0] : 1, sizes[sizes.count - 1])
  }
}
