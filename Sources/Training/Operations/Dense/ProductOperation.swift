import Kernels

/// A dense layer or a convolution: output = function(input · kernel + bias).
final class ProductOperation: Operation {
  private let parts: Parts

  struct Parts: BitwiseCopyable {
    var input: PanelSignal
    var output: PanelSignal
    var function: RowFunction
    var kernel: PanelMatrix
    /// One row of the output's panels; zeros where the layer has no bias.
    var bias: UnsafeMutablePointer<Float>
    var walk: RowWalk
    /// The input inside its border of zeros, where the convolution is padded.
    var paddedInput: BorderedCopy?
    /// Absent where nothing before this operation learns.
    var backward: Backward?
  }

  /// What the input's gradient is made from: output gradient · kernelᵀ.
  struct Backward: BitwiseCopyable {
    var inputGradient: PanelGradient
    var kernelTransposed: PanelMatrix
    /// One, or one for each phase of a convolution's strides: together they come to every row once.
    var walks: UnsafeMutablePointer<RowWalk>
    var walkCount: Int
    /// The output's gradient inside a border of zeros, for a convolution.
    var borderedGradient: BorderedCopy?
    /// One row of zeros, as wide as the input.
    var zeros: UnsafeMutablePointer<Float>

    var flopsPerSample: Double {
      (0..<walkCount).reduce(0) { $0 + walks[$1].flopsPerSample(into: inputGradient.matrix) }
    }
  }

  init(_ parts: Parts) {
    self.parts = parts
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    prepareForward(samples)
    forward(samples, panels: 0..<parts.output.values.panels)
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    prepareBackward(samples)
    guard let backward = parts.backward else { return }
    self.backward(samples, panels: 0..<backward.inputGradient.matrix.panels)
  }

  override var flopsPerSample: (forward: Double, backward: Double) {
    (
      parts.walk.flopsPerSample(into: parts.output.values),
      parts.backward?.flopsPerSample ?? 0
    )
  }

  /// A function of a whole row, such as softmax, wants all of its outputs.
  override var outputPanels: Int {
    if case .softmax = parts.function { 0 } else { parts.output.values.panels }
  }

  override var inputPanels: Int { parts.backward?.inputGradient.matrix.panels ?? 0 }

  override var preparesForward: Bool { parts.paddedInput != nil }

  override func prepareForward(_ samples: Range<Int>) {
    parts.paddedInput?.copy(samples, from: parts.input.values)
  }

  override func forward(_ samples: Range<Int>, panels: Range<Int>) {
    let output = parts.output
    parts.walk.computeProduct(
      source: parts.paddedInput?.target ?? parts.input.values, weights: parts.kernel,
      target: output.values, start: parts.bias, samples: samples, panels: panels)
    parts.function.apply(to: output.values.panels(panels), RowSet(output.rows(of: samples)))
  }

  override func prepareBackward(_ samples: Range<Int>) {
    let output = parts.output
    guard let gradient = output.gradient else { return }
    parts.function.multiplyDerivative(
      outputs: output.values, gradient: gradient, RowSet(output.rows(of: samples)))
    parts.backward?.borderedGradient?.copy(samples, from: gradient)
  }

  override func backward(_ samples: Range<Int>, panels: Range<Int>) {
    guard let backward = parts.backward, let gradient = parts.output.gradient else { return }
    for index in 0..<backward.walkCount {
      backward.walks[index].computeProduct(
        source: backward.borderedGradient?.target ?? gradient, weights: backward.kernelTransposed,
        into: backward.inputGradient, zeros: backward.zeros, samples: samples, panels: panels)
    }
  }
}
