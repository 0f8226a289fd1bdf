import Kernels

/// How the gradient of some weights is summed over the batch, and how the weights are updated from it.
///
/// It is cut into tasks, each of which owns a block of the weights and sums its gradient over the
/// samples in one chain, in ascending order. The order is the batch's, so the bits do not depend on
/// who does a task.
///
/// **Who writes what.** A task writes the gradient that it is given, and its own block's weights,
/// slots and transposed copies.
class WeightGradient {
  /// The tensors that it covers.
  let tensors: [WeightTensor]
  /// What it reads of each sample, where ranks share a step.
  let reads: [SampleRead]

  init(_ tensors: [WeightTensor], reads: [SampleRead] = []) {
    self.tensors = tensors
    self.reads = reads
  }

  final var isTrainable: Bool { tensors[0].isTrainable }

  /// Whether it follows from what all ranks know of the whole batch.
  final var readsNoSamples: Bool { reads.isEmpty }

  /// The number of blocks that the weights are cut into; shapes decide it.
  var taskCount: Int { 0 }

  /// Where the outputs stand that a block belongs to, from 0 to 1 along all of them.
  func place(of task: Int) -> Double { (Double(task) + 0.5) / Double(taskCount) }

  /// Floats of a block's gradient.
  func gradientFloats(of task: Int) -> Int { 0 }

  /// Floating-point operations that a sample takes in a block's gradient.
  func flopsPerSample(of task: Int) -> Double { 2 * Double(gradientFloats(of: task)) }

  /// Computes the gradient of one block over some samples.
  func compute(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {}

  /// Whether a gradient is one sum over samples in their order, which whoever has the later samples can
  /// go on with: what ranks that hand partial sums on ask for.
  var canBeContinued: Bool { false }

  /// Floats of a block's partial sum, as it is handed on.
  func partialFloats(of task: Int) -> Int { gradientFloats(of: task) }

  /// Begins the partial sum of one block with the first samples.
  func begin(
    _ task: Int, samples: Range<Int>, into partial: UnsafeMutablePointer<Float>
  ) {
    compute(task, samples: samples, into: partial)
  }

  /// Goes on with the partial sum of one block, which is over all samples before these.
  func accumulate(
    _ task: Int, samples: Range<Int>, into partial: UnsafeMutablePointer<Float>
  ) {
    preconditionFailure("a gradient that cannot be continued is continued")
  }

  /// Calls `body` with each contiguous run of a block: its tensor, its offset in the tensor's
  /// memory, its place in the block's gradient, and its floats.
  func forEachRun(
    of task: Int,
    _ body: (_ tensor: WeightTensor, _ offset: Int, _ place: Int, _ count: Int) -> Void
  ) {}

  /// Adds the number of a block's weights to the counts of its tensors.
  func count(_ task: Int, into counts: UnsafeMutablePointer<Int>) {}

  /// Brings copies of a block's weights up to date.
  func refresh(_ task: Int) {}

  /// Computes the gradient of one block and updates it; returns the block's penalty.
  ///
  /// - Parameter gradient: room for the block's gradient.
  func computeAndUpdate(
    _ task: Int, samples: Range<Int>, gradient: UnsafeMutablePointer<Float>,
    _ update: UnsafePointer<WeightUpdate>, _ stopwatch: inout Stopwatch
  ) -> Double {
    compute(task, samples: samples, into: gradient)
    stopwatch.lap(.reduce)
    return apply(task, gradient: gradient, update)
  }

  /// Ends the partial sum of one block and updates it; returns the block's penalty.
  func accumulateAndUpdate(
    _ task: Int, samples: Range<Int>, partial: UnsafeMutablePointer<Float>,
    _ update: UnsafePointer<WeightUpdate>, _ stopwatch: inout Stopwatch
  ) -> Double {
    accumulate(task, samples: samples, into: partial)
    stopwatch.lap(.reduce)
    return apply(task, gradient: partial, update)
  }

  /// Adds the penalty to a block's gradient, and updates the block; returns the penalty.
  func apply(
    _ task: Int, gradient: UnsafeMutablePointer<Float>, _ update: UnsafePointer<WeightUpdate>
  ) -> Double {
    var penalty = 0.0
    forEachRun(of: task) { tensor, offset, place, count in
      penalty += tensor.addPenalty(at: offset, toGradient: gradient + place, count: count)
      tensor.keepGradient(gradient + place, at: offset, count: count, update)
      tensor.update(at: offset, gradient: gradient + place, count: count, update)
    }
    return penalty
  }

  /// Writes zeros into a block's weights and what the optimizer keeps of them.
  final func clearMemory(of task: Int) {
    forEachRun(of: task) { tensor, offset, _, count in
      let memory = tensor.memory
      for part in [memory.values, memory.slots.first, memory.slots.second, memory.slots.third] {
        (part + offset).update(repeating: 0, count: count)
      }
    }
  }

  /// Adds the penalty to a block's gradient; returns the penalty, and the sum of the gradient's squares.
  final func finishGradient(
    _ task: Int, gradient: UnsafeMutablePointer<Float>, _ update: UnsafePointer<WeightUpdate>
  ) -> (penalty: Double, squares: Double) {
    var penalty = 0.0, squares = 0.0
    forEachRun(of: task) { tensor, offset, place, count in
      penalty += tensor.addPenalty(at: offset, toGradient: gradient + place, count: count)
      tensor.keepGradient(gradient + place, at: offset, count: count, update)
      squares += sumOfSquares(gradient + place, count: count)
    }
    return (penalty, squares)
  }

  /// Updates a block from its finished gradient times a factor.
  final func applyScaled(
    _ task: Int, gradient: UnsafeMutablePointer<Float>, by factor: Float,
    _ update: UnsafePointer<WeightUpdate>
  ) {
    forEachRun(of: task) { tensor, offset, place, count in
      scaleGradient(gradient + place, by: factor, count: count)
      tensor.update(at: offset, gradient: gradient + place, count: count, update)
    }
  }
}

extension WeightTensor {
  /// Keeps a finished gradient for whoever wants to see it.
  @inline(__always)
  func keepGradient(
    _ gradient: UnsafePointer<Float>, at offset: Int, count: Int,
    _ update: UnsafePointer<WeightUpdate>
  ) {
    guard let copy = update.pointee.gradientCopy else { return }
    (copy + memory.offset + offset).update(from: gradient, count: count)
  }

  /// Updates neighbouring weights from their gradient.
  ///
  /// - Parameter offset: floats from the beginning of the memory.
  @inline(__always)
  func update(
    at offset: Int, gradient: UnsafeMutablePointer<Float>, count: Int,
    _ update: UnsafePointer<WeightUpdate>
  ) {
    if let limit = update.pointee.elementLimit { clipGradient(gradient, to: limit, count: count) }
    update.pointee.rule._withUnsafeGuaranteedRef {
      $0.update(
        memory.values + offset, gradient: gradient, first: memory.slots.first + offset,
        second: memory.slots.second + offset, third: memory.slots.third + offset, count: count)
    }
  }
}
