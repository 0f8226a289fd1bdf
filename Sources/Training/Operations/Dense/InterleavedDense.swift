import Kernels

/// One dense layer on interleaved samples, with its activation.
final class InterleavedDense: Operation {
  private let input: InterleavedSignal
  private let output: InterleavedSignal
  private let function: RowFunction
  private let weights: UnsafePointer<Float>
  private let placement: InterleavedWeights
  private let usesBias: Bool

  init(
    input: InterleavedSignal, output: InterleavedSignal, function: RowFunction, usesBias: Bool,
    weights: UnsafePointer<Float>, placement: InterleavedWeights
  ) {
    self.input = input
    self.output = output
    self.function = function
    self.usesBias = usesBias
    self.weights = weights
    self.placement = placement
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let rows = output.values.rows(samples)
    computeLaneProducts(
      input.values.rows(samples, withOne: usesBias), weights: weights,
      inputStride: placement.inputStride, outputStride: placement.outputStride, outputs: rows)
    function.apply(to: rows)
  }

  override var flopsPerSample: (forward: Double, backward: Double) {
    let inputs = Double(input.values.columns), outputs = Double(output.values.columns)
    return (2 * inputs * outputs, input.gradient == nil ? 0 : 2 * inputs * outputs)
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let gradient = output.gradient?.rows(samples) else { return }
    function.multiplyDerivative(outputs: output.values.rows(samples), gradient: gradient)
    guard let inputGradient = input.gradient else { return }
    computeLaneProducts(
      gradient, weights: weights, inputStride: placement.outputStride,
      outputStride: placement.inputStride, outputs: inputGradient.rows(samples))
  }
}

extension LaneRows {
  /// The rows of a shard, which begins with a whole panel, with the ones behind their elements if that is
  /// asked for.
  ///
  /// Nothing is checked: a shard lies within the buffers that were made for it.
  @inline(__always)
  func rows(_ range: Range<Int>, withOne: Bool = false) -> LaneRows {
    let firstPanel = Int(bitPattern: UInt(bitPattern: range.lowerBound) / UInt(lanes))
    return LaneRows(
      base: base + firstPanel &* panelStride, panelStride: panelStride,
      columns: columns &+ (withOne ? 1 : 0), count: range.upperBound &- range.lowerBound)
  }
}
