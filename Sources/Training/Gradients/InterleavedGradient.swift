import Kernels

/// What the gradient of interleaved weights is the product of.
enum InterleavedFactors: BitwiseCopyable {
  /// The input of a dense layer, with a 1 for the bias if there is one, and the gradient by its output.
  case dense(input: InterleavedSignal, outputGradient: LaneRows, usesBias: Bool)
  /// All moments of a recurrence.
  case series(InterleavedSeries)

  @inline(__always)
  func rows(of samples: Range<Int>) -> (inputs: LaneRows, outputGradient: LaneRows) {
    switch self {
    case .dense(let input, let gradient, let usesBias):
      (input.values.rows(samples, withOne: usesBias), gradient.rows(samples))
    case .series(let series):
      (
        series.allMoments(of: series.inputs, samples),
        series.allMoments(of: series.gradient, samples)
      )
    }
  }
}

/// The gradient of all weights that share their memory, in one task.
final class InterleavedGradient: WeightGradient {
  /// Stands for the memory of all of them.
  private let first: WeightTensor
  private let factors: InterleavedFactors
  private let placement: InterleavedWeights

  init(
    _ tensors: [WeightTensor], _ factors: InterleavedFactors, placement: InterleavedWeights
  ) {
    first = tensors[0]
    self.factors = factors
    self.placement = placement
    super.init(tensors)
  }

  override var taskCount: Int { 1 }

  override func gradientFloats(of task: Int) -> Int { placement.floats }

  override func flopsPerSample(of task: Int) -> Double {
    if case .series(let series) = factors {
      return 2 * Double(series.moments * placement.floats)
    }
    return 2 * Double(placement.floats)
  }

  override func compute(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    let (inputs, outputs) = factors.rows(of: samples)
    let isByOutputs = placement.isByOutputs
    computeRowProducts(
      isByOutputs ? outputs : inputs, isByOutputs ? inputs : outputs, products: gradient)
  }

  override func computeAndUpdate(
    _ task: Int, samples: Range<Int>, gradient: UnsafeMutablePointer<Float>,
    _ update: UnsafePointer<WeightUpdate>, _ stopwatch: inout Stopwatch
  ) -> Double {
    compute(task, samples: samples, into: gradient)
    stopwatch.lap(.reduce)
    return apply(task, gradient: gradient, update)
  }

  /// All tensors are updated as one run, penalties or not.
  override func apply(
    _ task: Int, gradient: UnsafeMutablePointer<Float>, _ update: UnsafePointer<WeightUpdate>
  ) -> Double {
    var penalty = 0.0
    if placement.hasPenalties {
      forEachRun(of: task) { tensor, offset, place, count in
        penalty += tensor.addPenalty(at: offset, toGradient: gradient + place, count: count)
      }
    }
    first.keepGradient(gradient, at: 0, count: placement.floats, update)
    first.update(at: 0, gradient: gradient, count: placement.floats, update)
    return penalty
  }

  override func forEachRun(
    of index: Int,
    _ body: (_ tensor: WeightTensor, _ offset: Int, _ place: Int, _ count: Int) -> Void
  ) {
    guard placement.hasPenalties else { return body(first, 0, 0, placement.floats) }
    for tensor in tensors {
      body(tensor, tensor.placement.offset, tensor.placement.offset, tensor.placement.floats)
    }
  }

  override func count(_ task: Int, into counts: UnsafeMutablePointer<Int>) {
    for tensor in tensors { counts[tensor.number] += tensor.placement.count }
  }
}

/// How the weights of a small layer lie: the rows of all its tensors one after the other, as a product
/// meets them.
struct InterleavedWeights: BitwiseCopyable {
  /// Whether the weights of one output are neighbours, else those of one input are.
  let isByOutputs: Bool
  /// Floats from a weight to that of the next input, and of the next output.
  let inputStride: Int
  let outputStride: Int
  /// Floats of all weights together, rows padded to whole vectors.
  let floats: Int
  /// Whether any of them has a penalty.
  let hasPenalties: Bool

  /// - Parameters:
  ///   - rows: inputs of the product, the 1 of a bias included.
  ///   - outputs: its columns.
  init(rows: Int, outputs: Int, hasPenalties: Bool) {
    // What takes fewer vectors. Only where neighbours are of one input are tensors apart, as penalties
    // need it.
    isByOutputs = !hasPenalties && outputs * panelCount(rows) < rows * panelCount(outputs)
    inputStride = isByOutputs ? 1 : panelCount(outputs) * lanes
    outputStride = isByOutputs ? panelCount(rows) * lanes : 1
    floats =
      (isByOutputs ? outputs * panelCount(rows) : rows * panelCount(outputs)) * lanes
    self.hasPenalties = hasPenalties
  }

  /// Where the first weight of a row lies.
  func offset(ofRow row: Int) -> Int { row * inputStride }

  var layout: WeightPlacement.Layout { .strides(row: inputStride, column: outputStride) }
}
