import Networks

/// The number of weights of one layer, as different parts of the trainer see it.
public struct LayerCounts: Sendable, Equatable {
  /// The layer's name.
  public let layer: String
  /// By the formula of the layer's kind.
  public var formula = 0
  /// In the trainer's memory: places that hold a weight of this layer and of no other.
  public var buffers = 0
  /// Weights that a step really wrote, each once; another number where it wrote one twice, missed one,
  /// or wrote where no weight is.
  public var gradients = 0

  package init(_ layer: String) {
    self.layer = layer
  }
}

extension Trainer {
  /// Counts the weights of each layer where they lie and where a step writes, and makes that step.
  ///
  /// The copy of the gradient is filled with a number that no arithmetic gives, so whatever the step
  /// has written shows.
  public func countParameters() -> [LayerCounts] {
    let floats = max(plan.weights.floats, 1)
    let copy = UnsafeMutablePointer<Float>.allocate(capacity: floats)
    defer { copy.deallocate() }
    copy.initialize(repeating: GradientTrace.untouched, count: floats)
    train(steps: 1, gradientCopy: copy)
    let trace = GradientTrace(
      tensors: plan.tensors, copy: UnsafeBufferPointer(start: copy, count: floats))
    var layers: [LayerCounts] = []
    for (parameter, tensor) in zip(network.parameters, plan.tensors) {
      if layers.last?.layer != parameter.layer { layers.append(LayerCounts(parameter.layer)) }
      let counted = plan.step.counts.weights(tensor: tensor.number)
      layers[layers.count - 1].formula += parameter.count
      layers[layers.count - 1].buffers += trace.stored[tensor.number]
      layers[layers.count - 1].gradients +=
        parameter.role.isStatistic
        ? counted
        : trace.weights(of: tensor.number, counted: counted, expected: parameter.count)
    }
    return layers
  }
}

/// What a step has left in a copy of the gradient that was marked as untouched before.
struct GradientTrace {
  /// A NaN whose payload no arithmetic makes.
  static let untouched = Float(bitPattern: 0x7FC5_EED5)

  /// For each tensor the places of its own, and those of them that were written.
  private(set) var stored: [Int]
  private var written: [Int]
  /// Numbers other than 0 that were written where no weight is.
  private var strays = 0

  init(tensors: [WeightTensor], copy: UnsafeBufferPointer<Float>) {
    stored = tensors.map { _ in 0 }
    written = stored
    var owners = [Int?](repeating: nil, count: copy.count)
    for (index, tensor) in tensors.enumerated() {
      for element in 0..<tensor.placement.count {
        let place = tensor.memory.offset + tensor.placement[element]
        guard owners[place] == nil else { continue }
        owners[place] = index
        stored[index] += 1
        if copy[place].bitPattern != Self.untouched.bitPattern { written[index] += 1 }
      }
    }
    for place in copy.indices where owners[place] == nil {
      // Whole vectors are copied, whose padding is 0.
      if copy[place].bitPattern != Self.untouched.bitPattern, copy[place] != 0 { strays += 1 }
    }
  }

  /// The weights of a tensor that were written; a wrong number where that was not once each.
  ///
  /// - Parameter counted: the weights that the workers say they wrote.
  func weights(of tensor: Int, counted: Int, expected: Int) -> Int {
    (written[tensor] == expected ? counted : written[tensor]) + strays
  }
}
