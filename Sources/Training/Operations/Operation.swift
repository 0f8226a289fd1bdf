/// One computation of a step, forward and backward together: a layer, or a part of one.
///
/// **Who writes what.** An operation called on `samples` writes only those samples' rows of its
/// outputs, of the gradients by its inputs and of its own scratch, so calls on disjoint ranges may
/// run at once.
class Operation {
  /// Computes the outputs' values from the inputs'.
  func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {}

  /// Computes the gradients by the inputs from those by the outputs, and what the weights' gradients
  /// will need.
  func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {}
}

/// Where data enter.
final class Input: Operation {
  let reader: BatchReader

  init(_ reader: BatchReader) {
    self.reader = reader
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    reader.read(samples, context.pointee.batch)
  }
}

/// What has to be known of the whole batch before the operations behind it can go on, such as a
/// batch's statistics. The leader calls it between phases, when no task is under way.
class BatchReduction {
  /// Sums up what the operations before it left for each shard.
  func finishForward(_ context: UnsafePointer<StepContext>) {}

  /// Likewise in the backward pass.
  func finishBackward(_ context: UnsafePointer<StepContext>) {}

  /// Adds the averages that a step has brought up to date to the counts of their tensors.
  func count(into counts: UnsafeMutablePointer<Int>) {}
}
