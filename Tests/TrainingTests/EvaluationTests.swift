import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

/// What a trained network makes of data that it only looks at.
@Suite struct EvaluationTests {
  /// 21 samples in batches of 8: the last one is short. Two steps have moved weights and averages.
  @Test(arguments: SampleNetwork.all)
  func agreesWithTheReference(sample: SampleNetwork) throws {
    var random = SplitMix64(seed: 12)
    let (inputs, targets) = try sample.data(21, using: &random)
    let trainer = try Trainer(
      sample.network, training: sample.training(),
      options: TrainerOptions(batchSize: 8, threads: 3))
    try trainer.load(inputs: inputs, targets: targets)
    _ = trainer.run(steps: 2)

    let reference = ReferenceNetwork(trainer.network, sample.training())
    let weights = trainer.weights().map { $0.tensor.elements.map(Double.init) }
    let expected = reference.pass(inputs.map(\.samples), weights: weights).outputs
    let predictions = try trainer.predict(inputs)
    #expect(predictions.count == expected.count)
    for (prediction, expected) in zip(predictions, expected) {
      let scale = expected.joined().reduce(1) { max($0, abs($1)) }
      // A few layers of sums of some dozen terms each.
      let agrees = zip(prediction.elements, expected.joined()).allSatisfy {
        abs(Double($0) - $1) <= 5e-6 * scale
      }
      #expect(agrees && prediction.elements.count == expected.joined().count)
    }
    let loss = reference.loss(
      inputs: inputs.map(\.samples), targets: targets.map(\.samples), weights: weights)
    let evaluation = try trainer.evaluate(inputs: inputs, targets: targets)
    #expect(abs(evaluation.loss - loss) <= 5e-6 * max(1, abs(loss)))
  }

  /// Nothing is dropped and no average moves while a network only looks.
  @Test(arguments: ["dropout", "normalized images", "residual images"])
  func lookingChangesNothing(name: String) throws {
    let sample = SampleNetwork.named(name)
    var random = SplitMix64(seed: 12)
    let (inputs, targets) = try sample.data(9, using: &random)
    let trainer = try Trainer(sample.network, training: sample.training())
    let before = trainer.weights(), first = try trainer.predict(inputs)
    _ = try trainer.evaluate(inputs: inputs, targets: targets)
    #expect(try trainer.predict(inputs) == first)
    #expect(trainer.weights() == before)
  }
}
