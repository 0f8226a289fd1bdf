import Kernels
import Networks

/// A convolution of every channel by itself.
final class DepthwiseOperation: Operation {
  fileprivate let parts: Parts

  struct Parts: BitwiseCopyable {
    let input: PanelSignal
    let output: PanelSignal
    let inputGradient: PanelGradient?
    let function: RowFunction
    let windows: RowWindows
    /// The kernel's tap of each place of the windows.
    let taps: UnsafePointer<Int32>
    /// [taps, channels]
    let kernel: PanelMatrix
    /// One row of panels.
    let bias: UnsafePointer<Float>
  }

  init(_ parts: Parts) {
    self.parts = parts
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let input = parts.input, output = parts.output, kernel = parts.kernel
    let from = input.values, to = output.values
    for sample in samples {
      for panel in 0..<to.panels {
        computeDepthwise(
          parts.windows, taps: parts.taps, inputs: input.place(of: sample, panel, in: from),
          weights: kernel.base + panel * kernel.panelStride, bias: parts.bias + panel * lanes,
          outputs: output.place(of: sample, panel, in: to))
      }
    }
    parts.function.apply(to: to, RowSet(output.rows(of: samples)))
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let input = parts.input, output = parts.output, kernel = parts.kernel
    guard let gradient = output.gradient else { return }
    parts.function.multiplyDerivative(
      outputs: output.values, gradient: gradient, RowSet(output.rows(of: samples)))
    guard let inputGradient = parts.inputGradient else { return }
    let write =
      inputGradient.isAdded ? accumulateDepthwiseInputGradient : computeDepthwiseInputGradient
    for sample in samples {
      for panel in 0..<gradient.panels {
        write(
          parts.windows, parts.taps, output.place(of: sample, panel, in: gradient),
          kernel.base + panel * kernel.panelStride,
          input.place(of: sample, panel, in: inputGradient.matrix))
      }
    }
  }
}

/// The gradient of such a kernel, a panel of channels a task.
final class DepthwiseGradient: WeightGradient {
  private let tensor: WeightTensor
  /// One operation a call of the layer.
  private let operations: References<DepthwiseOperation>

  init(_ tensor: WeightTensor, _ operations: [DepthwiseOperation], tables: Tables) {
    self.tensor = tensor
    self.operations = tables.keep(operations)
    super.init(
      [tensor],
      reads: operations.flatMap {
        $0.parts.output.gradientReads(tables) + [.rows(SampleRows($0.parts.input))]
      })
  }

  private var floats: Int { tensor.placement.rows * lanes }

  override var taskCount: Int { tensor.matrix.panels }

  override func gradientFloats(of task: Int) -> Int { floats }

  override func compute(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    gradient.update(repeating: 0, count: floats)
    accumulate(task, samples: samples, into: gradient)
  }

  /// Several calls of a layer are summed one after the other, which is not the order of samples.
  override var canBeContinued: Bool { operations.count == 1 }

  override func accumulate(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    operations.forEach { operation in
      let parts = operation.parts
      guard let outputGradient = parts.output.gradient else { return }
      accumulateDepthwiseWeightGradient(
        parts.windows, taps: parts.taps, samples: samples.count,
        inputs: parts.input.place(of: samples.lowerBound, task, in: parts.input.values),
        outputGradient: parts.output.place(of: samples.lowerBound, task, in: outputGradient),
        weightGradient: gradient)
    }
  }

  override func forEachRun(
    of task: Int,
    _ body: (_ tensor: WeightTensor, _ offset: Int, _ place: Int, _ count: Int) -> Void
  ) {
    body(tensor, tensor.placement.offset + task * floats, 0, floats)
  }

  override func count(_ task: Int, into counts: UnsafeMutablePointer<Int>) {
    counts[tensor.number] +=
      tensor.placement.rows * tensor.placement.columns(inPanels: task..<task + 1)
  }
}

/// Every channel several times, side by side.
final class RepeatedChannels: Operation {
  private let times: Int
  private let input: PanelSignal
  private let output: PanelSignal
  private let inputGradient: PanelGradient?

  init(times: Int, input: PanelSignal, output: PanelSignal, inputGradient: PanelGradient?) {
    self.times = times
    self.input = input
    self.output = output
    self.inputGradient = inputGradient
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let rows = RowSet(output.rows(of: samples))
    repeatColumns(input.values.rows(rows), times: times, into: output.values.rows(rows))
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = output.gradient else { return }
    let rows = RowSet(output.rows(of: samples))
    let write = inputGradient.isAdded ? accumulateRepeatedColumns : sumRepeatedColumns
    write(gradient.rows(rows), times, inputGradient.matrix.rows(rows))
  }
}

extension DepthwiseConvolution: PanelLayer {
  var hasWorkPerSample: Bool { Size.rank > 1 }

  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    let geometry = try WindowGeometry(
      call, dataFormat, kernel: kernelSize.sizes, strides: strides.sizes,
      dilation: dilation.sizes, padding: padding)
    let input = try builder.repeatChannels(of: call, times: depthMultiplier)
    let function = try builder.function(of: call, activation)
    return [
      try builder.applying(function, call) { (inner, output) throws(ModelError) in
        try builder.addDepthwise(geometry, call, input, output, function: inner)
      }
    ]
  }
}

extension PanelBuilder {
  /// The input of a layer whose channels are used several times each.
  fileprivate func repeatChannels(
    of call: PanelCall, times: Int
  ) throws(ModelError) -> PanelSignal {
    let input = call.inputs[0]
    if times == 1 { return input }
    let axes = call.inputShape.dimensions
    let output = try signal(
      Shape(axes.dropLast() + [axes[axes.count - 1] * times]), behind: [input],
      learns: input.gradient != nil)
    add(
      RepeatedChannels(
        times: times, input: input, output: output, inputGradient: gradient(by: input)),
      level: output.level)
    return output
  }

  fileprivate func addDepthwise(
    _ geometry: WindowGeometry, _ call: PanelCall, _ input: PanelSignal, _ output: PanelSignal,
    function: RowFunction
  ) throws(ModelError) {
    let kernel = try weights.tensor(
      call.parameter(.kernel)!, columns: output.values.columns)
    let windows = geometry.windows
    let bias = try addBias(call.parameter(.bias), output)
    let operation = DepthwiseOperation(
      DepthwiseOperation.Parts(
        input: input, output: output, inputGradient: gradient(by: input), function: function,
        windows: try rowWindows(
          windows.map { $0.map(\.row) }, sourceRows: input.rowsPerSample),
        taps: tables.make(windows.joined().map { Int32($0.tap) }), kernel: kernel.matrix,
        bias: bias))
    add(operation, level: output.level)
    if output.gradient != nil { gradients.addDepthwise(kernel, operation) }
  }
}
