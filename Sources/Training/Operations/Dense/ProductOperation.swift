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
    var paddedInput: SpacedCopy?
    /// Absent where nothing before this operation learns.
    var backward: Backward?
  }

  /// What the input's gradient is made from: output gradient · kernelᵀ.
  struct Backward: BitwiseCopyable {
    var inputGradient: PanelGradient
    var kernelTransposed: PanelMatrix
    var walk: RowWalk
    /// The output's gradient spread by the strides and bordered with zeros, for a convolution.
    var spreadGradient: SpacedCopy?
    /// One row of zeros, as wide as the input.
    var zeros: UnsafeMutablePointer<Float>
  }

  init(_ parts: Parts) {
    self.parts = parts
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let input = parts.input.values, output = parts.output
    parts.paddedInput?.copy(samples, from: input)
    parts.walk.computeProduct(
      source: parts.paddedInput?.target ?? input, weights: parts.kernel, target: output.values,
      start: parts.bias, samples: samples)
    parts.function.apply(to: output.values, RowSet(output.rows(of: samples)))
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let output = parts.output
    guard let gradient = output.gradient else { return }
    parts.function.multiplyDerivative(
      outputs: output.values, gradient: gradient, RowSet(output.rows(of: samples)))
    guard let backward = parts.backward else { return }
    backward.spreadGradient?.copy(samples, from: gradient)
    backward.walk.computeProduct(
      source: backward.spreadGradient?.target ?? gradient, weights: backward.kernelTransposed,
      into: backward.inputGradient, zeros: backward.zeros, samples: samples)
  }
}
