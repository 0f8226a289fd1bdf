import Datasets
import Networks

extension PeerTask {
  /// What the contestants meet over, largest first: networks of the catalogue, and nothing else.
  public static let catalog: [PeerTask] = [
    PeerTask(Catalog.denoise, batchSize: 1_024), PeerTask(Catalog.denoise, batchSize: 128),
    PeerTask(Catalog.denoise, batchSize: 32), PeerTask(Catalog.ladder[4], batchSize: 32),
    PeerTask(Catalog.digits, batchSize: 128), PeerTask(Catalog.and, batchSize: 32),
    PeerTask(Catalog.pair, batchSize: 32),
  ]

  /// A network of the catalogue as all contestants train it: without penalties, which not every library
  /// has.
  ///
  /// - Precondition: it is a chain of dense layers, trained by SGD or Adam.
  init(_ entry: Catalog.Entry, batchSize: Int) {
    var inputs = 0, layers: [Layer] = [], omits: [String]?
    for layer in entry.network.layers.map(\.description.layer) {
      switch layer {
      case let dense as Dense:
        layers.append(Layer(units: dense.units, activation: dense.activation))
        if [dense.kernel, dense.bias].contains(where: { $0.regularizer != nil }) {
          omits = ["penalties"]
        }
      case let function as ActivationLayer:
        layers[layers.count - 1].activation = function.activation
      case let input as InputLayer:
        inputs = input.shape.dimensions.reduce(1, *)
      case is Flatten: break
      default: preconditionFailure("'\(entry.name)' is no chain of dense layers")
      }
    }
    self.init(
      model: entry.name, inputs: inputs, layers: layers,
      loss: entry.training.loss, optimizer: OptimizerSettings(entry.training.optimizer),
      batchSize: batchSize, omits: omits)
  }

  /// Samples that are exported: whole batches, so many that what a peer does once an epoch hardly
  /// counts, and so few that those of the tiny networks stay in the second-level cache.
  var sampleCount: Int { inputs == 2 ? 32_768 : 8_192 }

  /// The data of the catalogue's network.
  ///
  /// - Shapes: inputs [samples, inputs], targets [samples, units of the last layer].
  /// - Throws: a `FileError` where data cannot be read.
  func makeData(sampleCount: Int, seed: UInt64) throws -> Dataset {
    guard let workload = Workload.named(model) else {
      preconditionFailure("the catalogue has no '\(model)'")
    }
    let data = try workload.makeData(
      seed: seed, trainingCount: sampleCount, heldOutCount: 1
    ).training
    // Digits come as images.
    let rows = Tensor(dimensions: [sampleCount, inputs], elements: data.inputs.elements)
    return Dataset(inputs: rows, targets: data.targets)
  }
}
