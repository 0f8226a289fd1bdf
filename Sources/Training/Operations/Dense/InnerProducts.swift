import Kernels
import Networks

/// A dense layer with few outputs on many inputs, whose weights lie with the inputs of an output
/// side by side: output = function(input · kernelᵀ + bias).
///
/// The rows of its outputs would fill a part of their vectors only; its inputs fill them all.
///
/// **Why shards may run at once.** It takes samples a vector at a time, so it reads and writes up to a
/// whole number of `lanes` rows. Every shard but the last is that long; what lies behind the last is
/// padding that `PanelBuilder.matrix` leaves and nobody else touches.
final class InnerProductOperation: Operation {
  private let parts: Parts

  struct Parts: BitwiseCopyable {
    var input: PanelSignal
    /// Where the input is the network's: what gathers it.
    var reader: Unmanaged<PanelReader>?
    var output: PanelSignal
    var function: RowFunction
    /// [outputs, inputs]
    var kernel: PanelMatrix
    /// One row of the output's panels; zeros where the layer has no bias.
    var bias: UnsafeMutablePointer<Float>
    /// How the input's gradient is made; absent where nothing before this operation learns.
    var inputGradient: PanelGradient?
    var inputGradientWalk: RowWalk?
    /// One row of zeros, as wide as the input.
    var zeros: UnsafeMutablePointer<Float>
  }

  init(_ parts: Parts) {
    self.parts = parts
  }

  /// Whether a dense layer's outputs would leave a fifth of their vectors' lanes or more idle, on so
  /// many inputs that the sums over lanes do not count.
  static func suits(_ dense: Dense, _ input: Shape) -> Bool {
    guard input.rank == 1 else { return false }
    let inputs = input.dimensions[0]
    return inputs % lanes == 0 && inputs >= 8 * lanes
      && 5 * dense.units <= 4 * panelCount(dense.units) * lanes
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let input = parts.input.values, output = parts.output.values
    computeInnerProducts(
      InnerProductOperands(
        a: input.pointer(row: samples.lowerBound), aPanelStride: input.panelStride,
        b: parts.kernel.base, bPanelStride: parts.kernel.panelStride, panels: input.panels,
        start: parts.bias, c: output.pointer(row: samples.lowerBound),
        cPanelStride: output.panelStride,
        ahead: parts.reader?._withUnsafeGuaranteedRef {
          $0.rowsAhead(of: samples, context)
        }),
      rows: samples.count, columns: output.columns)
    parts.function.apply(to: output, RowSet(samples))
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let gradient = parts.output.gradient else { return }
    parts.function.multiplyDerivative(
      outputs: parts.output.values, gradient: gradient, RowSet(samples))
    guard let inputGradient = parts.inputGradient else { return }
    parts.inputGradientWalk?.computeProduct(
      source: gradient, weights: parts.kernel, into: inputGradient, zeros: parts.zeros,
      samples: samples)
  }
}

extension Dense {
  /// A dense layer whose kernel and its gradient are transposed, so that inputs lie along the vectors.
  func lowerNarrow(
    _ call: PanelCall, in builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal {
    let input = call.inputs[0]
    let kernel = try builder.weights.tensor(call.parameter(.kernel)!, layout: .transposedPanels)
    let function = try builder.function(of: call, activation)
    return try builder.applying(function, call) { (inner, output) throws(ModelError) in
      if let gradient = builder.gradientRows(of: output) {
        try builder.gradients.addProduct(
          of: kernel,
          OuterProducts(
            source: gradient.place, sourceRowStride: 1, sourceDepthStride: lanes,
            outputGradient: input.place, segments: nil, moments: nil, segmentsPerSample: 1,
            rowsPerSample: 1, tapRows: builder.tables.make([0])),
          reads: [.rows(gradient), .rows(SampleRows(input))], inputs: units,
          needsTransposed: false)
      }
      let bias = try builder.addBias(call.parameter(.bias), output)
      let inputGradient = builder.gradient(by: input)
      builder.add(
        InnerProductOperation(
          InnerProductOperation.Parts(
            input: input, reader: builder.reader(of: input), output: output, function: inner,
            kernel: kernel.matrix, bias: bias,
            inputGradient: inputGradient,
            inputGradientWalk: inputGradient.map { _ in
              builder.rowByRow(1, output.gradient!, units)
            }, zeros: builder.zeros)), level: output.level)
    }
  }
}
