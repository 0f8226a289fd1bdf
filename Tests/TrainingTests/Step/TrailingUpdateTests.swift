import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

/// A step whose gradient is wanted as a whole updates weights behind it, any other step beside it.
@Suite struct TrailingUpdateTests {
  /// Layers of odd widths, the first of more inputs than one piece has.
  private func network(_ regularizer: Regularizer?) -> NetworkDescription {
    func dense(_ units: Int) -> any Layer {
      Dense(units: units, activation: .relu, kernel: WeightSettings(.glorotUniform, regularizer))
    }
    return NetworkDescription(
      sequential: "mixed", input: [151],
      layers: [
        LayerDescription("dense_1", dense(67)), LayerDescription("dense_2", dense(35)),
        LayerDescription("dense_3", Dense(units: 20)),
      ])
  }

  @Test(arguments: [1, 7, 32, 1_050], [nil, Regularizer(l1: 0.01, l2: 0.02)])
  func stepsWithAndWithoutGradientAgree(batchSize: Int, regularizer: Regularizer?) throws {
    var random = SplitMix64(seed: 5)
    let x = Tensor.random([batchSize, 151], using: &random)
    let y = Tensor.random([batchSize, 20], using: &random)
    let trainers = try (0..<2).map { _ in
      let trainer = try Trainer(
        network(regularizer),
        training: TrainingDescription(optimizer: .adam(), loss: .meanSquaredError),
        options: TrainerOptions(batchSize: batchSize, threads: 2))
      try trainer.load(inputs: x, targets: y)
      return trainer
    }
    for _ in 0..<3 {
      let watched = trainers[0].stepWithGradient().result
      trainers[1].train(steps: 1) { result in
        // Penalties are summed in another order.
        #expect(abs(result.loss - watched.loss) <= 1e-6 * watched.loss)
      }
      #expect(trainers[0].weights() == trainers[1].weights())
    }
  }
}
