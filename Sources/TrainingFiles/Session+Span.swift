import Networks
import Training

/// How many steps are made over how many samples.
struct Span: Equatable {
  let sampleCount: Int
  let steps: Int
  let stepsPerEpoch: Int

  /// Epochs begun.
  var epochs: Int { (steps - 1) / stepsPerEpoch + 1 }
}

extension Session {
  /// Every step is written down, and no counter may overflow.
  private static let maximumCount = 1 << 27

  /// The extent of the recorded steps, and of the `fit` that begins again beside them.
  ///
  /// - Throws: a `ModelError` about a number of steps or epochs, the split, or a step to save at.
  func checkedSpans() throws(ModelError) -> (recorded: Span, second: Span?) {
    let spans: (recorded: Span, second: Span?) =
      switch course {
      case .steps(let steps): (try checkedSpan(steps: steps), nil)
      case .epochs(let epochs): (try checkedSpan(epochs: epochs), nil)
      case .stepsThenEpochs(let steps, let epochs):
        (try checkedSpan(steps: steps), try checkedSpan(epochs: epochs))
      }
    for step in snapshotSteps where step < 1 || step > spans.recorded.steps {
      throw ModelError(
        "weights are to be saved after step \(step), but there are steps 1 to "
          + "\(spans.recorded.steps); save at one of these")
    }
    return spans
  }

  /// The extent of a `fit`, less the samples that it holds out.
  private func checkedSpan(epochs: Int) throws(ModelError) -> Span {
    try require(epochs, "epochs")
    var count = samples.count
    if validation == nil, validationSplit != 0 {
      count = try Trainer.trainingSampleCount(of: count, split: validationSplit)
    }
    try require(epochs * stepCount(count), "steps")
    return Span(
      sampleCount: count, steps: epochs * stepCount(count), stepsPerEpoch: stepCount(count))
  }

  private func checkedSpan(steps: Int) throws(ModelError) -> Span {
    try require(steps, "steps")
    let count = samples.count
    return Span(sampleCount: count, steps: steps, stepsPerEpoch: stepCount(count))
  }

  /// The steps of an epoch, the last one perhaps short.
  private func stepCount(_ sampleCount: Int) -> Int {
    (sampleCount - 1) / options.batchSize + 1
  }

  private func require(_ count: Int, _ name: String) throws(ModelError) {
    guard count >= 1, count <= Self.maximumCount else {
      throw ModelError(
        "\(count) \(name) were asked for; use at least 1 and at most \(Self.maximumCount)")
    }
  }
}
