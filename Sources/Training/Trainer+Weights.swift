import Randomness
import Networks

extension Trainer {
  /// All weights in Keras's order, row-major.
  public func weights() -> [NamedTensor] {
    tensors(in: plan.work.buffers.weights)
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
    for (tensor, slice) in zip(accepted, plan.slices) {
      slice.pack(tensor.elements, into: plan.work.buffers.weights)
    }
    plan.work.refreshTransposes()
  }

  /// Cuts an array laid out like the parameters into Keras's tensors.
  func tensors(in array: UnsafeMutablePointer<Float>) -> [NamedTensor] {
    zip(network.parameters, plan.slices).map { parameter, slice in
      NamedTensor(
        name: parameter.path,
        tensor: Tensor(
          dimensions: parameter.shape.dimensions, elements: slice.unpack(from: array)))
    }
  }

  func drawStartWeights() {
    for (index, (parameter, slice)) in zip(network.parameters, plan.slices).enumerated() {
      // A stream of its own for each tensor: adding a layer leaves the others' weights alone.
      var seeds = SplitMix64(seed: options.seed &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03)
      var random = SplitMix64(seed: seeds.next())
      slice.pack(parameter.startValues(using: &random), into: plan.work.buffers.weights)
    }
    plan.work.refreshTransposes()
  }

  /// How many weights each layer has, counted in four places that have to agree.
  public var census: [LayerCensus] {
    var census: [LayerCensus] = []
    let coverage = stepCoverage()
    for (index, parameter) in network.parameters.enumerated() {
      if census.last?.layer != parameter.layer { census.append(LayerCensus(parameter.layer)) }
      census[census.count - 1].formula += parameter.count
      census[census.count - 1].buffers += plan.slices[index].weightCount
      census[census.count - 1].gradients += coverage[index]
    }
    return census
  }
}

/// The number of weights of one layer, as different parts of the trainer see it.
public struct LayerCensus: Sendable, Equatable {
  /// The layer's name.
  public let layer: String
  /// By the formula of the layer's kind.
  public var formula = 0
  /// In the buffers that were allocated.
  public var buffers = 0
  /// Weights whose gradient the workers computed, all workers together, in a step.
  public var gradients = 0

  package init(_ layer: String) {
    self.layer = layer
  }
}
