import Networks
import TestSupport
import Testing

@testable import Training

@Suite struct DropoutFactorsTests {
  /// What others are told to drop is what the reference drops, to which losses and gradients of steps are held.
  @Test(arguments: ["dropout", "dropout of whole channels and steps"])
  func factorsAreThoseOfSteps(name: String) throws {
    let sample = SampleNetwork.named(name)
    let trainer = try Trainer(
      sample.network, training: sample.training(), options: TrainerOptions(batchSize: 5, seed: 9))
    let factors = trainer.dropoutFactors(inSteps: 1..<4)
    let network = trainer.network
    let calls = network.calls.filter { network.layers[$0.layer].description.layer is Dropout }
    #expect(!calls.isEmpty && factors.count == calls.count)
    for (call, named) in zip(calls, factors) {
      let dropout = try #require(network.layers[call.layer].description.layer as? Dropout)
      let shape = call.outputShapes[0].dimensions.enumerated().map { axis, size in
        dropout.noiseShape?[axis + 1] == 1 ? 1 : size
      }
      #expect(named.name == network.layers[call.layer].name)
      #expect(named.tensor.dimensions == [3, 5] + shape)
      let expected = (1..<4).flatMap { step in
        let factors = ReferenceNetwork.dropoutFactors(of: network, seed: 9, step: step)
        return (0..<5).flatMap { factors(call, $0, shape.reduce(1, *)) }
      }
      #expect(named.tensor.elements.map(Double.init) == expected)
    }
  }

  @Test func withoutDropoutThereAreNoFactors() throws {
    let entry = Catalog.pair
    let trainer = try Trainer(entry.trainingNetwork, training: entry.training)
    #expect(trainer.dropoutFactors(inSteps: 0..<2).isEmpty)
  }
}
