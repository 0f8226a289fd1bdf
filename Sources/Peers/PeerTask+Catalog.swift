import Datasets
import Networks

extension PeerTask {
  /// What the contestants meet over, largest first: networks of the catalogue, and nothing else.
  public static let catalog: [PeerTask] = [
    PeerTask(Catalog.denoise, batchSize: 1_024), PeerTask(Catalog.denoise, batchSize: 128),
    PeerTask(Catalog.denoise, batchSize: 32), PeerTask(Catalog.conv, batchSize: 8),
    PeerTask(Catalog.ladder[4], batchSize: 32),
    PeerTask(Catalog.digits, batchSize: 128), PeerTask(Catalog.rnn, batchSize: 32),
    PeerTask(Catalog.and, batchSize: 32), PeerTask(Catalog.pair, batchSize: 32),
  ]

  /// A network of the catalogue as all contestants train it: without penalties, which not every library
  /// has.
  ///
  /// - Precondition: it is a chain of dense layers, of convolutions as `conv` has them, and of a plain
  ///   recurrence, trained by SGD or Adam.
  init(_ entry: Catalog.Entry, batchSize: Int) {
    var shape: [Int] = [], layers: [Layer] = [], omits: [String]?
    for call in entry.trainingNetwork.layers {
      let name = call.description.name
      switch call.description.layer {
      case let dense as Dense:
        layers.append(
          Layer(kind: .dense, name: name, units: dense.units, activation: dense.activation))
        if [dense.kernel, dense.bias].contains(where: { $0.regularizer != nil }) {
          omits = ["penalties"]
        }
      case let convolution as Conv2D:
        layers.append(
          Layer(
            kind: .convolution, name: name, units: convolution.filters,
            activation: convolution.activation,
            kernelSize: [convolution.kernelSize.height, convolution.kernelSize.width]))
      case let recurrent as SimpleRNN:
        layers.append(
          Layer(
            kind: .recurrence, name: name, units: recurrent.recurrence.units,
            activation: recurrent.recurrence.activation))
      case let function as ActivationLayer:
        layers[layers.count - 1].activation = function.activation
      case let input as InputLayer: shape = input.shape.dimensions
      case is Flatten: shape = [shape.reduce(1, *)]
      default: preconditionFailure("contestants do not train '\(entry.name)'")
      }
    }
    self.init(
      model: entry.name, inputShape: shape, layers: layers,
      loss: entry.training.loss, optimizer: OptimizerSettings(entry.training.optimizer),
      batchSize: batchSize, omits: omits)
  }

  /// Samples that are exported: whole batches, so many that what a peer does once an epoch hardly
  /// counts, and so few that those of the tiny networks stay in the second-level cache. An image with a
  /// target for each of its pixels is worth hundreds of rows.
  var sampleCount: Int { inputShape == [2] ? 32_768 : has(.convolution) ? 64 : 8_192 }

  /// The data of the catalogue's network.
  ///
  /// - Shapes: inputs [samples, …the input's shape], targets [samples, …the last layer's].
  /// - Throws: a `FileError` where data cannot be read.
  func makeData(sampleCount: Int, seed: UInt64) throws -> Dataset {
    guard let workload = Workload.named(model) else {
      preconditionFailure("the catalogue has no '\(model)'")
    }
    let data = try workload.makeData(
      seed: seed, trainingCount: sampleCount, heldOutCount: 1
    ).training
    // Digits come as images, and go in as rows.
    let rows = Tensor(dimensions: [sampleCount] + inputShape, elements: data.inputs.elements)
    return Dataset(inputs: rows, targets: data.targets)
  }
}
