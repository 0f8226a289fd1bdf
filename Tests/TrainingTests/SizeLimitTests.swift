import Networks
import Testing

@testable import Training

/// Sizes that a file may ask for are refused before anything as long as they are is made.
@Suite struct SizeLimitTests {
  private let training = TrainingDescription(
    optimizer: .sgd(learningRate: 0.1, momentum: 0, isNesterov: false), loss: .meanSquaredError,
    metrics: [])

  private func reason(units: Int, batchSize: Int) -> String? {
    let network = NetworkDescription(
      sequential: "wide", input: [4, 2],
      layers: [
        LayerDescription("rnn", SimpleRNN(units: 1)),
        LayerDescription("dense", Dense(units: units)),
      ])
    return #expect(throws: ModelError.self) {
      try Trainer(network, training: training, options: TrainerOptions(batchSize: batchSize))
    }?.reason
  }

  @Test func weightsBeyondMemoryAreRefused() {
    #expect(reason(units: 1 << 42, batchSize: 1)?.contains("batches of 1 takes") == true)
  }

  @Test func batchesBeyondMemoryAreRefused() {
    #expect(reason(units: 1, batchSize: 1 << 40)?.contains("of 1099511627776 takes") == true)
  }

  @Test(arguments: [1 << 58, .max])
  func batchesBeyondAddressesAreRefused(batchSize: Int) {
    #expect(reason(units: 1, batchSize: batchSize)?.contains("too large to address") == true)
  }
}
