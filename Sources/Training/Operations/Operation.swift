/// One computation of a step, forward and backward together: a layer, or a part of one.
///
/// **Who writes what.** An operation called on `samples` writes only those samples' rows of its
/// outputs, of the gradients by its inputs and of its own scratch, so calls on disjoint ranges may
/// run at once.
///
/// `samples` are those of the signals' buffers; see `Shard.stored`.
class Operation {
  /// Computes the outputs' values from the inputs'.
  func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {}

  /// Computes the gradients by the inputs from those by the outputs, and what the weights' gradients
  /// will need.
  func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {}

  /// Floating-point operations of a sample's products; what is done element by element is not counted.
  var flopsPerSample: (forward: Double, backward: Double) { (0, 0) }

  // The same computations cut by the panels of what they compute, where a batch has too few samples for all
  // workers. Each element is computed as in one piece.

  /// Panels of the outputs that can be computed apart; 0 where a forward pass has to be made in one piece.
  var outputPanels: Int { 0 }
  /// Likewise those of the gradient by the input in the backward pass.
  var inputPanels: Int { 0 }
  /// Whether `prepareForward` does anything.
  var preparesForward: Bool { false }

  /// What has to be done to all of some samples before any panel of their outputs, and the panels.
  func prepareForward(_ samples: Range<Int>) {}
  func forward(_ samples: Range<Int>, panels: Range<Int>) {}

  /// What has to be done to all of some samples before any panel of their gradients, and the panels.
  func prepareBackward(_ samples: Range<Int>) {}
  func backward(_ samples: Range<Int>, panels: Range<Int>) {}
}

/// Some samples of a batch on their way through the operations.
struct Shard {
  /// Which samples of the batch they are.
  var samples: Range<Int>
  /// Where operations keep them: as samples of the signals' buffers, which may be those of the batch or
  /// have room for one shard a worker.
  var stored: Range<Int>
}

/// Where data enter.
final class Input {
  let reader: BatchReader

  init(_ reader: BatchReader) {
    self.reader = reader
  }
}

/// What has to be known of the whole batch before the operations behind it can go on, such as a
/// batch's statistics. The leader calls it between phases, when no task is under way.
class BatchReduction {
  /// Sums up what the operations before it left for each shard.
  func finishForward(_ context: UnsafePointer<StepContext>) {}

  /// Likewise in the backward pass.
  func finishBackward(_ context: UnsafePointer<StepContext>) {}

  /// Calls `body` with each kind of number that shards leave, as the last pass has left them: shard after
  /// shard, so many floats each.
  func forEachPart(_ body: (_ parts: UnsafeMutablePointer<Float>, _ floatsPerShard: Int) -> Void) {}

  /// Adds the averages that a step has brought up to date to the counts of their tensors.
  func count(into counts: UnsafeMutablePointer<Int>) {}
}
