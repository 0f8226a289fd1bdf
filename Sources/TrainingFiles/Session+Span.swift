import Networks
import Training

/// How many steps are made over how many samples.
struct Span {
  let sampleCount: Int
  let steps: Int
  let stepsPerEpoch: Int
}

extension Session {
  /// Every step is written down, and no counter may overflow.
  private static let maximumCount = 1 << 27

  /// The extent of the recorded steps.
  ///
  /// - Throws: a `ModelError` about a number of steps or epochs, the split, or a step to save at.
  func checkedSpan() throws(ModelError) -> Span {
    let span: Span
    switch course {
    case .steps(let steps):
      span = try checkedSpan(steps: steps)
    case .epochs(let epochs):
      span = try checkedSpan(epochs: epochs)
    case .stepsThenEpochs(let steps, let epochs):
      _ = try checkedSpan(epochs: epochs)
      span = try checkedSpan(steps: steps)
    }
    for step in snapshotSteps where step < 1 || step > span.steps {
      throw ModelError(
        "weights are to be saved after step \(step), but there are steps 1 to \(span.steps); "
          + "save at one of these")
    }
    return span
  }

  /// The extent of a `fit`, less the samples that it holds out.
  func checkedSpan(epochs: Int) throws(ModelError) -> Span {
    try require(epochs, "epochs")
    var count = samples.inputs.sampleCount
    if validation == nil, validationSplit != 0 {
      count = try Trainer.trainingSampleCount(of: count, split: validationSplit)
    }
    try require(epochs * stepCount(count), "steps")
    return Span(
      sampleCount: count, steps: epochs * stepCount(count), stepsPerEpoch: stepCount(count))
  }

  private func checkedSpan(steps: Int) throws(ModelError) -> Span {
    try require(steps, "steps")
    let count = samples.inputs.sampleCount
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
