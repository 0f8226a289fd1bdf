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
    // As in Keras, the mean over batches by their samples: where steps are masked it is another than that of all data.
    let loss = stride(from: 0, to: 21, by: 8).reduce(0.0) { sum, first in
      let batch = first..<min(first + 8, 21)
      let loss = reference.loss(
        inputs: inputs.map { Array($0.samples[batch]) },
        targets: targets.map { Array($0.samples[batch]) }, weights: weights)
      return sum + loss * Double(batch.count) / 21
    }
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

  /// How many samples a step takes is the trainer's to say, also where a model's file fixes a batch.
  @Test func fixedBatchesTakeAnyNumberOfSamples() throws {
    let inputs = Tensor(dimensions: [3, 2], elements: [0, 1, 1, 0, 1, 1])
    let targets = Tensor(dimensions: [3, 1], elements: [1, 2, 3])
    let predictions = try [nil, 4].map { size in
      let network = NetworkDescription(
        sequential: "net", input: Shape([2]).withBatchSize(size),
        layers: [LayerDescription("dense", Dense(units: 1))])
      let trainer = try Trainer(
        network,
        training: TrainingDescription(optimizer: .sgd(learningRate: 0.5), loss: .meanSquaredError),
        options: TrainerOptions(batchSize: 2, threads: 1))
      try trainer.load(inputs: [inputs], targets: [targets])
      _ = trainer.run(steps: 3)
      return try trainer.predict(inputs)
    }
    #expect(predictions[0] == predictions[1])
  }
}
