import Datasets
import Networks
import Testing
import Training

/// The workloads are real: trained as the catalogue says, each network learns its task.
///
/// The smaller trainings of the trainer's own tests run in every mode.
@Suite(.enabled(if: isOptimized)) struct LearningTests {
  /// Trains a workload and returns its quality on held-out data, with the first and last loss.
  private func train(
    _ name: String, epochs: Int? = nil, batchSize: Int = 128
  ) throws -> (quality: Double?, first: Double, last: Double) {
    let workload = try #require(Workload.named(name))
    let data = try workload.makeData(seed: 1, minimumCount: 1)
    let trainer = try Trainer(
      workload.trainingNetwork, training: workload.entry.training,
      options: TrainerOptions(batchSize: batchSize, threads: 2))
    let history = try trainer.fit(
      inputs: data.training.inputs, targets: data.training.targets,
      epochs: epochs ?? workload.epochs)
    let predictions = try trainer.predict(data.heldOut.inputs)
    return (
      workload.quality?.value(of: predictions, on: data.heldOut), history[0].loss,
      history.last!.loss
    )
  }

  /// The task's figure: a linear model of these drawings ends between 88 and 94 %.
  @Test func digitsEndAtAboutNinetyPercent() throws {
    let accuracy = try #require(try train("digits").quality)
    #expect((0.88...0.94).contains(accuracy), "\(accuracy)")
  }

  @Test func andIsLearned() throws {
    #expect(try train("and", batchSize: 4).quality == 1)
  }

  @Test func pairsAreApproached() throws {
    let outcome = try train("pair")
    #expect(outcome.last < 0.6 * outcome.first)
  }

  @Test(arguments: ["ladder-32", "ladder-256", "denoise"])
  func noiseIsReduced(name: String) throws {
    let decibels = try #require(try train(name, epochs: 10).quality)
    #expect(decibels > 3, "\(decibels)")
  }

  @Test func seriesAreContinued() throws {
    #expect(try train("rnn").last < 0.02)
  }

  @Test func imagesAreClassifiedByPixel() throws {
    let workload = try #require(Workload.named("conv"))
    let data = try workload.makeData(seed: 1)
    let trainer = try Trainer(
      workload.trainingNetwork, training: workload.entry.training,
      options: TrainerOptions(batchSize: 16, threads: 2))
    try trainer.fit(inputs: data.training.inputs, targets: data.training.targets, epochs: 1)
    let predictions = try trainer.predict(data.heldOut.inputs)
    let accuracy = try #require(workload.quality?.value(of: predictions, on: data.heldOut))
    #expect(accuracy > 0.5, "ten classes, \(accuracy)")
  }
}
