import Kernels

// Sums over some of a batch's samples, which are gone on with over the next ones: where ranks share the samples, or
// a batch is taken in waves.
extension Step {
  /// Has some neighbouring tasks of a phase done by the team.
  func perform(
    _ index: Int, _ tasks: Range<Int>, grain: Int = 1, _ leader: WorkerTeam.Leader<Step>
  ) {
    firstTask.pointee = tasks.lowerBound
    leader.perform(index, tasks: tasks.count, grain: grain, isShared: isShared)
    firstTask.pointee = 0
  }

  /// Goes on with the partial sum of a block over some samples.
  ///
  /// - Parameter continues: whether there is a sum over samples before these.
  func sum(
    _ index: Int, over samples: Range<Int>, into partial: UnsafeMutablePointer<Float>,
    continues: Bool
  ) {
    let block = blocks[index]
    gradients.with(block.gradient) { gradient in
      guard !gradient.readsNoSamples else { return }
      if continues {
        gradient.accumulate(block.task, samples: samples, into: partial)
      } else if samples.isEmpty {
        partial.update(repeating: 0, count: gradient.partialFloats(of: block.task))
      } else {
        gradient.begin(block.task, samples: samples, into: partial)
      }
    }
  }

  /// Ends the sum of a block over the last samples, and updates its weights.
  func sumAndUpdate(
    _ index: Int, over samples: Range<Int>, partial: UnsafeMutablePointer<Float>, worker: Int,
    _ stopwatch: inout Stopwatch
  ) {
    guard let update = context.pointee.update else { return }
    let block = blocks[index]
    gradients.with(block.gradient) { gradient in
      penalties[index] =
        gradient.readsNoSamples
        ? gradient.computeAndUpdate(
          block.task, samples: 0..<context.pointee.count,
          gradient: scratch + worker * scratchStride, update, &stopwatch)
        : gradient.accumulateAndUpdate(
          block.task, samples: samples, partial: partial, update, &stopwatch)
      gradient.refresh(block.task)
      if update.pointee.gradientCopy != nil {
        gradient.count(block.task, into: counts.weights(worker: worker))
      }
    }
    stopwatch.lap(.update)
  }
}
