import Kernels

/// One dense layer on interleaved samples, with its activation; always on the whole batch.
final class InterleavedDense: Operation {
  private let input: InterleavedSignal
  private let output: InterleavedSignal
  private let function: RowFunction
  private let weights: UnsafePointer<Float>
  private let placement: InterleavedWeights

  init(
    input: InterleavedSignal, output: InterleavedSignal, function: RowFunction,
    weights: UnsafePointer<Float>, placement: InterleavedWeights
  ) {
    self.input = input
    self.output = output
    self.function = function
    self.weights = weights
    self.placement = placement
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let rows = output.values.first(samples.count)
    computeLaneProducts(
      input.values.first(samples.count, withOne: placement.hasBias), weights: weights,
      inputStride: placement.inputStride, outputStride: placement.outputStride, outputs: rows)
    function.apply(to: rows)
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let gradient = output.gradient?.first(samples.count) else { return }
    function.multiplyDerivative(outputs: output.values.first(samples.count), gradient: gradient)
    guard let inputGradient = input.gradient else { return }
    computeLaneProducts(
      gradient, weights: weights, inputStride: placement.outputStride,
      outputStride: placement.inputStride, outputs: inputGradient.first(samples.count))
  }
}

/// The gradient of such a layer's kernel and bias, in one task.
final class InterleavedGradient: WeightGradient {
  private let kernel: WeightTensor
  private let bias: WeightTensor?
  private let input: InterleavedSignal
  private let output: InterleavedSignal
  private let placement: InterleavedWeights

  init(
    kernel: WeightTensor, bias: WeightTensor?, input: InterleavedSignal,
    output: InterleavedSignal, placement: InterleavedWeights
  ) {
    self.kernel = kernel
    self.bias = bias
    self.input = input
    self.output = output
    self.placement = placement
    super.init([kernel] + (bias.map { [$0] } ?? []))
  }

  override var taskCount: Int { 1 }

  override func gradientFloats(of task: Int) -> Int { placement.floats }

  override func compute(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    guard let outputGradient = output.gradient else { return }
    let inputs = input.values.first(samples.count, withOne: placement.hasBias)
    let outputs = outputGradient.first(samples.count)
    let isByOutputs = placement.inputStride == 1
    computeRowProducts(
      isByOutputs ? outputs : inputs, isByOutputs ? inputs : outputs, products: gradient)
  }

  /// Kernel and bias are updated as one run, penalties or not.
  override func apply(
    _ task: Int, gradient: UnsafeMutablePointer<Float>, _ update: WeightUpdate
  ) -> Double {
    var penalty = 0.0
    if placement.hasPenalties {
      forEachRun(of: task) { tensor, offset, place, count in
        penalty += tensor.addPenalty(at: offset, toGradient: gradient + place, count: count)
      }
    }
    kernel.keepGradient(gradient, at: 0, count: placement.floats, update)
    kernel.update(at: 0, gradient: gradient, count: placement.floats, update)
    return penalty
  }

  override func forEachRun(
    of task: Int,
    _ body: (_ tensor: WeightTensor, _ offset: Int, _ place: Int, _ count: Int) -> Void
  ) {
    guard placement.hasPenalties else { return body(kernel, 0, 0, placement.floats) }
    body(kernel, 0, 0, placement.kernel.floats)
    guard let bias else { return }
    body(bias, placement.bias.offset, placement.bias.offset, placement.bias.floats)
  }

  override func count(_ task: Int, into counts: UnsafeMutablePointer<Int>) {
    counts[kernel.number] += placement.kernel.count
    if let bias { counts[bias.number] += placement.bias.count }
  }
}

extension LaneRows {
  /// The first `count` rows, with the ones behind their elements if that is asked for.
  @inline(__always)
  func first(_ count: Int, withOne: Bool = false) -> LaneRows {
    LaneRows(
      base: base, panelStride: panelStride, columns: columns + (withOne ? 1 : 0), count: count)
  }
}
