import Randomness
import Networks

extension Trainer {
  /// All weights in Keras's order, row-major.
  public func weights() -> [NamedTensor] {
    tensors { UnsafePointer($0.memory.values) }
  }

  /// Replaces all weights; the optimizer's state stays.
  ///
  /// - Throws: a `ModelError` where a tensor is missing, superfluous, or of another shape; then
  ///   nothing has changed.
  public func setWeights(_ tensors: [NamedTensor]) throws(ModelError) {
    var byName: [String: Tensor] = [:]
    for tensor in tensors { byName[tensor.name] = tensor.tensor }
    var accepted: [Tensor] = []
    for parameter in network.parameters {
      guard let tensor = byName.removeValue(forKey: parameter.path) else {
        throw ModelError(
          layer: parameter.layer,
          "the weights hold no \(quoted(parameter.path)); use weights of this very network")
      }
      guard tensor.dimensions == parameter.shape.dimensions else {
        throw ModelError(
          layer: parameter.layer,
          "\(quoted(parameter.path)) has the shape \(tensor.dimensions), but the network needs "
            + "\(parameter.shape.dimensions); use weights of this very network")
      }
      guard tensor.elements.allSatisfy(\.isFinite) else {
        throw ModelError(
          layer: parameter.layer,
          "\(quoted(parameter.path)) holds a number that is not finite; train or export it again")
      }
      accepted.append(tensor)
    }
    if let name = byName.keys.min() {
      throw ModelError(
        "the weights hold \(quoted(name)), which the network lacks; use weights of this very network"
      )
    }
    for (given, tensor) in zip(accepted, plan.tensors) {
      tensor.pack(given.elements, into: tensor.memory.values)
    }
    plan.step.refreshWeights()
  }

  /// Cuts memory that is laid out like the weights into Keras's tensors.
  func tensors(in memory: (WeightTensor) -> UnsafePointer<Float>) -> [NamedTensor] {
    zip(network.parameters, plan.tensors).map { parameter, tensor in
      NamedTensor(
        name: parameter.path,
        tensor: Tensor(
          dimensions: parameter.shape.dimensions, elements: tensor.unpack(from: memory(tensor))))
    }
  }

  func drawStartWeights() {
    for (parameter, tensor) in zip(network.parameters, plan.tensors) {
      // A stream of its own for each tensor: adding a layer leaves the others' weights alone.
      var seeds = SplitMix64(
        seed: options.seed &+ UInt64(tensor.number) &* 0xD1B5_4A32_D192_ED03)
      var random = SplitMix64(seed: seeds.next())
      tensor.pack(parameter.startValues(using: &random), into: tensor.memory.values)
    }
    plan.step.refreshWeights()
  }
}
