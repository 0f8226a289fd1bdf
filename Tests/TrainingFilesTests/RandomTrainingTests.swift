import Networks
import Testing
import Training

@testable import TrainingFiles

@Suite struct RandomTrainingTests {
  /// Random stacks of layers, penalties, losses, optimizers and batch sizes: three steps in float32
  /// end where three steps in Double do.
  @Test(arguments: 1...UInt64(120))
  func agreesWithDoubleAndCentralDifferences(seed: UInt64) throws {
    let training = try RandomTraining(seed: seed)
    let outcome = try SessionRun(training.session).outcome()
    let start = try Trainer(
      training.session.network, training: training.session.training,
      options: training.session.options
    ).weights()
    var reference = try ReferenceTraining(training.session, weights: start)
    for (result, snapshot) in zip(outcome.steps, outcome.snapshots) {
      let loss = reference.makeStep()
      #expect(
        abs(result.loss - loss) <= 5e-6 * max(1, abs(loss)), "loss at \(snapshot.step)")
      for (tensor, expected) in zip(snapshot.weights, reference.weights) {
        // NaN must fail: no `max()` of differences.
        let agrees = zip(tensor.tensor.elements, expected).allSatisfy {
          abs(Double($0) - $1) <= 5e-6
        }
        #expect(agrees, "\(tensor.name) after step \(snapshot.step)")
      }
    }
    #expect(outcome.snapshots.map(\.step) == [1, 2, 3])
  }
}
