import Datasets
import Networks

extension PeerTask {
  /// What the contestants meet over, largest first.
  public static let catalog: [PeerTask] =
    [1_024, 128, 32].map { denoiser(bins: 257, batchSize: $0) }
    + [denoiser(bins: 64, batchSize: 32), digits, and, pair]

  private static func denoiser(bins: Int, batchSize: Int) -> PeerTask {
    PeerTask(
      inputs: 2 * bins, layers: [Layer(units: 2 * bins, activation: .relu), Layer(units: bins)],
      loss: .meanSquaredError, optimizer: .adam, batchSize: batchSize)
  }

  private static let digits = PeerTask(
    inputs: 784, layers: [Layer(units: 10, activation: .softmax)],
    loss: .categoricalCrossentropy, optimizer: .sgd, batchSize: 128)

  private static let and = PeerTask(
    inputs: 2,
    layers: [Layer(units: 32, activation: .softmax), Layer(units: 1, activation: .sigmoid)],
    loss: .binaryCrossentropy, optimizer: .adam, batchSize: 32)

  private static let pair = PeerTask(
    inputs: 2, layers: [Layer(units: 2)], loss: .meanSquaredError, optimizer: .sgd, batchSize: 32)

  /// Samples that are exported: whole batches, so many that what a peer does once an epoch hardly
  /// counts, and so few that those of the tiny networks stay in the second-level cache.
  var sampleCount: Int { inputs == 2 ? 32_768 : 8_192 }

  /// The workload's data.
  ///
  /// - Shapes: inputs [samples, inputs], targets [samples, units of the last layer].
  func makeData(sampleCount: Int, seed: UInt64) -> Dataset {
    let data =
      switch (inputs, layers[layers.count - 1].units) {
      case (784, _): DrawnDigits.make(sampleCount: sampleCount, seed: seed)
      case (2, 1): AndTable.make(sampleCount: sampleCount)
      case (2, _): PairRows.make(sampleCount: sampleCount, seed: seed)
      case (_, let bins): NoisySpectra.make(binCount: bins, sampleCount: sampleCount, seed: seed)
      }
    // Digits come as images.
    let rows = Tensor(dimensions: [sampleCount, inputs], elements: data.inputs.elements)
    return Dataset(inputs: rows, targets: data.targets)
  }
}
