import Glibc
import Networks

extension Trainer {
  /// Checks that samples fit the network.
  ///
  /// - Parameters:
  ///   - inputs: [samples] + the network's input shape.
  ///   - targets: [samples] + the network's output shape.
  /// - Throws: a `ModelError` where a shape does not fit or a number is not finite.
  public func check(inputs: Tensor, targets: Tensor) throws(ModelError) {
    try check(inputs: inputs)
    try check(targets: targets, for: inputs)
  }

  /// How many samples Keras trains on where a fraction of them, the last, are held out: the first
  /// ⌊n·(1 − split)⌋.
  ///
  /// - Throws: a `ModelError` where that is none or all of them.
  public static func trainingSampleCount(
    of sampleCount: Int, split: Double
  ) throws(ModelError) -> Int {
    guard split > 0, split < 1 else {
      throw ModelError("the validation split is \(split); it must be above 0 and below 1")
    }
    let count = Int((Double(sampleCount) * (1 - split)).rounded(.down))
    guard count > 0, count < sampleCount else {
      throw ModelError(
        "a validation split of \(split) trains on \(count) of \(sampleCount) samples; "
          + "choose one that leaves some on either side")
    }
    return count
  }

  /// Checks that inputs fit the network.
  package func check(inputs: Tensor) throws(ModelError) {
    let expected = network.layers[0].outputShape
    guard inputs.dimensions.count >= 1, inputs.sampleCount > 0 else {
      throw ModelError("the inputs hold no samples; give at least one")
    }
    guard inputs.sampleCount <= Int(Int32.max) else {
      throw ModelError("\(inputs.sampleCount) samples are too many; use at most \(Int32.max)")
    }
    guard inputs.sampleShape == expected else {
      throw ModelError(
        layer: network.layers[0].name,
        "the inputs have the shape \(inputs.sampleShape), but the network takes \(expected)")
    }
    try checkFinite(inputs, "inputs")
  }

  /// Checks that targets fit the network and go with the inputs.
  private func check(targets: Tensor, for inputs: Tensor) throws(ModelError) {
    let last = network.layers[network.layers.count - 1]
    // As Keras does, single outputs may come without their axis.
    let isBareColumn = Shape(targets.sampleShape.dimensions + [1]) == outputShape
    guard targets.sampleShape == outputShape || isBareColumn else {
      throw ModelError(
        layer: last.name,
        "the targets have the shape \(targets.sampleShape), but the network gives \(outputShape); "
          + "give one number for each output")
    }
    guard targets.sampleCount == inputs.sampleCount else {
      throw ModelError(
        "there are \(inputs.sampleCount) inputs but \(targets.sampleCount) targets; "
          + "give one target a sample")
    }
    try checkFinite(targets, "targets")
  }

  private func checkFinite(_ tensor: Tensor, _ name: String) throws(ModelError) {
    guard let index = tensor.elements.firstIndex(where: { !$0.isFinite }) else { return }
    let width = max(1, tensor.elements.count / tensor.sampleCount)
    throw ModelError(
      "the \(name) hold \(tensor.elements[index]) in sample \(index / width); "
        + "remove or replace numbers that are not finite")
  }
}

extension TrainingDescription {
  /// Checks the optimizer's settings.
  func validate() throws(ModelError) {
    func require(
      _ isFine: Bool, _ name: String, _ value: Double, _ range: String
    ) throws(ModelError) {
      guard isFine else { throw ModelError("\(name) is \(value); it must be \(range)") }
    }
    switch optimizer {
    case .sgd(let rate, let momentum, _):
      try require(rate.isFinite && rate >= 0, "the learning rate", rate, "finite and not negative")
      try require(momentum >= 0 && momentum <= 1, "momentum", momentum, "between 0 and 1")
    case .adam(let rate, let beta1, let beta2, let epsilon):
      try require(rate.isFinite && rate >= 0, "the learning rate", rate, "finite and not negative")
      try require(beta1 >= 0 && beta1 < 1, "beta 1", beta1, "at least 0 and below 1")
      try require(beta2 >= 0 && beta2 < 1, "beta 2", beta2, "at least 0 and below 1")
      try require(epsilon.isFinite && epsilon >= 0, "epsilon", epsilon, "finite and not negative")
    }
  }
}
