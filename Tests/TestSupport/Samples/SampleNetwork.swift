import Networks
import Randomness

/// A network with losses that suit its outputs, small enough for finite differences.
public struct SampleNetwork: Sendable, CustomStringConvertible {
  /// What it is a sample of.
  public let name: String
  /// The network.
  public let network: NetworkDescription
  /// How each of its outputs is trained.
  public let outputs: [OutputTraining]

  /// The name.
  public var description: String { name }

  /// A chain of layers.
  init(_ name: String, _ input: Shape, _ layers: [any Layer], _ loss: Loss) {
    self.init(name, input, layers, OutputTraining(loss))
  }

  init(_ name: String, _ input: Shape, _ layers: [any Layer], _ output: OutputTraining) {
    self.name = name
    outputs = [output]
    network = NetworkDescription(
      sequential: name, input: input,
      layers: layers.enumerated().map { LayerDescription("layer_\($0 + 1)", $1) })
  }

  /// A graph.
  init(
    _ name: String, _ outputs: [OutputTraining] = [OutputTraining(.meanSquaredError)],
    build: (GraphBuilder) -> NetworkDescription
  ) {
    self.name = name
    self.outputs = outputs
    network = build(GraphBuilder())
  }

  /// A network of the catalogue.
  public init(_ entry: Catalog.Entry) {
    name = entry.name
    outputs = entry.training.outputs
    network = entry.trainingNetwork
  }

  /// Every layer, activation and loss at least once, with sizes around a panel's width.
  public static let all = structures + activations + losses

  /// Those that are not there for a single function's sake.
  public static let structures = chains + images + series + statistics + graphs + maskedGraphs

  /// The sample of that name.
  public static func named(_ name: String) -> SampleNetwork {
    guard let sample = all.first(where: { $0.name == name }) else {
      preconditionFailure("there is no sample '\(name)'")
    }
    return sample
  }

  /// How it is trained by an optimizer.
  public func training(_ optimizer: Optimizer = .sgd()) -> TrainingDescription {
    TrainingDescription(optimizer: optimizer, outputs: outputs)
  }

  /// Samples that suit the inputs, and targets that suit the losses.
  public func data(
    _ count: Int, using random: inout SplitMix64
  ) throws -> (inputs: [Tensor], targets: [Tensor]) {
    let network = try network.resolved()
    let inputs = network.network.inputs.map { network.randomInputs($0, count, using: &random) }
    let targets = zip(network.network.outputs, outputs).map { output, settings in
      randomTargets(
        [count] + network.shape(of: output).dimensions, for: settings.loss, using: &random)
    }
    return (inputs, targets)
  }

  /// Non-zero biases: zero ones would hide a bias that is never added.
  static let noise = Initializer.randomUniform(minimum: -0.5, maximum: 0.5)
  static let penalty = Regularizer(l1: 0.01, l2: 0.02)

  static func dense(_ units: Int, _ activation: Activation = .linear) -> Dense {
    Dense(units: units, activation: activation, bias: WeightSettings(noise))
  }
}

extension ResolvedNetwork {
  /// Numbers of rows where they are looked up in a table, 0 among them; anything elsewhere.
  fileprivate func randomInputs(
    _ input: TensorReference, _ count: Int, using random: inout SplitMix64
  ) -> Tensor {
    var tensor = Tensor.random([count] + shape(of: input).dimensions, using: &random)
    let tables = layers.filter { $0.calls.contains([input]) }.compactMap {
      $0.description.layer as? Embedding
    }
    guard let table = tables.first else { return tensor }
    for index in tensor.elements.indices {
      tensor.elements[index] = Float(
        random.nextIndex(below: 3) == 0 ? 0 : random.nextIndex(below: table.vocabularySize))
    }
    // A series in which no step counts has no mean.
    let steps = tensor.elements.count / count
    for sample in 0..<count { tensor.elements[sample * steps + sample % steps] = 1 }
    return tensor
  }
}
