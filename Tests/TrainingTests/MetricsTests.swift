import Kernels
import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

@Suite struct MetricsTests {
  /// Every metric and loss, and every optimizer, that can be described has a kernel.
  @Test func allThatCanBeDescribedHasAKernel() {
    #expect(Metric.allCases.count <= MetricValues.capacity)
    for metric in Metric.allCases { #expect(RowMetric(rawValue: metric.kerasName) != nil) }
    for loss in Loss.allCases {
      #expect(RowLoss(kerasName: loss.rawValue, ofLogits: false) != nil)
      #expect((RowLoss(kerasName: loss.rawValue, ofLogits: true) != nil) == loss.isCrossentropy)
      #expect(
        RowLoss(kerasName: loss.rawValue, ofLogits: false)?.isSparse == loss.takesClassNumbers)
    }
    for rule in Optimizer.Rule.allCases {
      #expect(OptimizerRule.named(rule.rawValue, settings: Optimizer(rule).settings) != nil)
    }
  }

  /// The mean over all samples, whatever the batches, by the small chain's kernels and by those on panels.
  @Test(arguments: [1, 40]) func meansAreThoseOfTheWholeData(units: Int) throws {
    let network = NetworkDescription(
      sequential: "net", input: [3],
      layers: [
        LayerDescription("hidden", Dense(units: units * 3)),
        LayerDescription("out", Dense(units: units)),
      ])
    let training = TrainingDescription(
      optimizer: .sgd(), loss: .meanSquaredError, metrics: [.meanAbsoluteError])
    var random = SplitMix64(seed: 5)
    let inputs = Tensor.random([23, 3], using: &random)
    let targets = Tensor.random([23, units], using: &random)
    let trainer = try Trainer(network, training: training, options: TrainerOptions(batchSize: 5))
    let evaluation = try trainer.evaluate(inputs: inputs, targets: targets)
    let predictions = try trainer.predict(inputs)
    let mean =
      zip(predictions.elements, targets.elements).reduce(0) {
        $0 + abs(Double($1.0) - Double($1.1))
      }
      / Double(predictions.elements.count)
    let error = try #require(evaluation.metrics[.meanAbsoluteError])
    #expect(abs(error - mean) <= mean * gamma(units + 3))
    #expect(evaluation.accuracy == nil)
    let history = try trainer.fit(
      inputs: inputs, targets: targets, epochs: 2, validation: (inputs, targets))
    #expect(
      history[1].byName.map(\.name) == [
        "loss", "mean_absolute_error", "val_loss", "val_mean_absolute_error",
      ])
  }

  @Test func numbersOfClassesHaveNoDistance() throws {
    let network = NetworkDescription(
      sequential: "net", input: [3], layers: [LayerDescription("out", Dense(units: 4))])
    let training = TrainingDescription(
      optimizer: .sgd(), loss: .sparseCategoricalCrossentropy,
      metrics: [.accuracy, .meanAbsoluteError])
    let error = #expect(throws: ModelError.self) { try Trainer(network, training: training) }
    #expect(error?.description.contains("mean_absolute_error compares numbers") == true)
  }
}
