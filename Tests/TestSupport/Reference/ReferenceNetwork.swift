import Networks

/// A batch in the reference's form: for each sample its elements, row-major.
public typealias ReferenceBatch = [[Double]]

/// A network in Double and plain loops: the oracle that trainers are compared with.
///
/// It is written from Keras's definitions alone and shares no code with the trainer. Whole batches go
/// through it, since a batch normalization looks at all samples.
public struct ReferenceNetwork {
  /// What the elements of a sample are multiplied by in a dropout layer: its seed is the trainer's.
  public typealias DropoutFactors = (
    _ call: ResolvedCall, _ sample: Int, _ elements: Int
  ) -> [Double]

  /// Why a batch goes through the network.
  public enum Purpose {
    case inference
    case training(dropout: DropoutFactors)
  }

  let network: ResolvedNetwork
  let training: TrainingDescription
  /// Where each layer's weights begin among all of them.
  private let firstWeights: [Int]

  /// Takes over a network and what is minimised of it.
  public init(_ network: ResolvedNetwork, _ training: TrainingDescription) {
    self.network = network
    self.training = training
    var next = 0
    firstWeights = network.layers.map { layer in
      defer { next += layer.parameters.count }
      return next
    }
  }

  /// Passes a batch forward.
  ///
  /// - Parameters:
  ///   - inputs: for each input of the network a batch.
  ///   - weights: in Keras's order.
  public func pass(
    _ inputs: [ReferenceBatch], weights: [[Double]], _ purpose: Purpose = .inference
  ) -> ReferencePass {
    var pass = ReferencePass()
    var calls: [TensorReference: (layer: any ReferenceLayer, call: ReferenceCall)] = [:]
    for call in network.calls {
      let layer = network.layers[call.layer]
      let tensor = TensorReference(layer: layer.name, node: call.node)
      if let index = network.network.inputs.firstIndex(of: tensor) {
        pass.values[tensor] = inputs[index]
        continue
      }
      guard let reference = layer.description.layer as? any ReferenceLayer else {
        preconditionFailure("no reference for \(layer.description.layer.className)")
      }
      let first = firstWeights[call.layer]
      let own = ReferenceCall(
        layer: layer, call: call, inputs: call.inputs.map { pass.values[$0]! },
        weights: Array(weights[first..<first + layer.parameters.count]),
        masks: call.inputs.map { pass.masks[$0] }, purpose: purpose)
      for (index, output) in reference.outputs(of: own).enumerated() {
        pass.values[TensorReference(layer: layer.name, node: call.node, tensor: index)] = output
      }
      pass.masks[tensor] = reference.mask(behind: own)
      calls[tensor] = (reference, own)
    }
    // Every call moves averages on from where the call that Keras runs before it has left them.
    for tensor in network.runOrder {
      guard let (layer, call) = calls[tensor] else { continue }
      pass.statistics.merge(layer.statistics(after: call, pass.statistics)) { $1 }
    }
    pass.outputs = network.network.outputs.map { pass.values[$0]! }
    return pass
  }

  /// The loss of a batch with all penalties; the losses of several outputs by their weights.
  public func loss(
    inputs: [ReferenceBatch], targets: [ReferenceBatch], weights: [[Double]],
    _ purpose: Purpose = .inference
  ) -> Double {
    let pass = pass(inputs, weights: weights, purpose)
    return zip(training.outputs.indices, zip(pass.outputs, targets)).reduce(penalty(weights)) {
      total, entry in
      let (index, (predictions, targets)) = entry
      let settings = training.outputs[index]
      let output = network.network.outputs[index]
      let columns = network.shape(of: output).dimensions.last ?? 1
      return total + settings.weight
        * settings.referenceLoss(predictions, targets, columns, pass.masks[output])
    }
  }

  private func penalty(_ weights: [[Double]]) -> Double {
    zip(network.parameters, weights).reduce(0) { total, pair in
      guard let regularizer = pair.0.regularizer, pair.0.isTrainable else { return total }
      return total + regularizer.l1 * pair.1.reduce(0) { $0 + abs($1) }
        + regularizer.l2 * pair.1.reduce(0) { $0 + $1 * $1 }
    }
  }
}

/// What a pass leaves behind.
public struct ReferencePass {
  /// For each output of the network a batch.
  public fileprivate(set) var outputs: [ReferenceBatch] = []
  /// The moving averages after the pass, by the paths of their parameters.
  public fileprivate(set) var statistics: [String: [Double]] = [:]
  fileprivate var values: [TensorReference: ReferenceBatch] = [:]
  fileprivate var masks: [TensorReference: [[Bool]]] = [:]
}

/// One call of a layer, with all that it computes from.
struct ReferenceCall {
  let layer: ResolvedLayer
  let call: ResolvedCall
  let inputs: [ReferenceBatch]
  /// The layer's weights in Keras's order.
  let weights: [[Double]]
  /// For each input, and each sample of it, the rows that count; `nil` where all do.
  let masks: [[[Bool]]?]
  let purpose: ReferenceNetwork.Purpose

  /// The mask that the layer sees.
  var mask: [[Bool]]? { masks.lazy.compactMap { $0 }.first }
  var inputShapes: [[Int]] { layer.inputShapes[call.node].map(\.dimensions) }
  var inputShape: [Int] { inputShapes[0] }
  var outputShape: [Int] { call.outputShapes[0].dimensions }
  /// The size of the output's last axis.
  var columns: Int { outputShape.last ?? 1 }

  /// The weights of that role; `nil` where the layer has none.
  func weights(_ role: ParameterDescription.Role) -> [Double]? {
    layer.parameters.firstIndex { $0.role == role }.map { weights[$0] }
  }

  /// The outputs where each sample has its own, apart from the others'.
  func map(_ sample: ([Double]) -> [Double]) -> [ReferenceBatch] { [inputs[0].map(sample)] }
}

/// A layer that the reference computes.
protocol ReferenceLayer: Layer {
  /// For each output a batch.
  func outputs(of call: ReferenceCall) -> [ReferenceBatch]
  /// The time steps of the output that count.
  func mask(behind call: ReferenceCall) -> [[Bool]]?
  /// The moving averages after the call, by the paths of their parameters.
  ///
  /// - Parameter moved: those that earlier calls have moved.
  func statistics(after call: ReferenceCall, _ moved: [String: [Double]]) -> [String: [Double]]
}

extension ReferenceLayer {
  func mask(behind call: ReferenceCall) -> [[Bool]]? {
    switch masking {
    case .passesOn: call.mask
    case .consumes: call.outputShape.count > 1 ? call.mask : nil
    case .makes, .drops: nil
    }
  }

  func statistics(after call: ReferenceCall, _ moved: [String: [Double]]) -> [String: [Double]] {
    [:]
  }
}

extension ResolvedNetwork {
  /// The shape of a tensor.
  func shape(of tensor: TensorReference) -> Shape {
    layers.first { $0.name == tensor.layer }!.outputShapes[tensor.node][tensor.tensor]
  }
}
