import Glibc
import Networks

extension Trainer {
  /// Checks that inputs fit the network.
  func check(inputs: Tensor) throws(ModelError) {
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
  func check(targets: Tensor, for inputs: Tensor) throws(ModelError) {
    let last = network.layers[network.layers.count - 1]
    // As Keras does, a single output a sample may come without its axis.
    let isBareColumn = targets.dimensions.count == 1 && outputShape == [1]
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

/// Bytes of this machine's memory.
func availableMemory() -> Int {
  Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
}
