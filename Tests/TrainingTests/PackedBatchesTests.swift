import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

/// Batches that were cut up beforehand against the same batches gathered in the step.
@Suite struct PackedBatchesTests {
  private func network(inputs: Int, outputs: Int) -> NetworkDescription {
    NetworkDescription(
      sequential: "net", input: [inputs],
      layers: [
        LayerDescription("dense_1", Dense(units: 6, activation: .softmax)),
        LayerDescription("dense_2", Dense(units: outputs, activation: .sigmoid)),
      ])
  }

  private func makeTrainer(
    _ network: NetworkDescription, batchSize: Int, packs: Bool, shuffles: Bool = false
  ) throws -> Trainer {
    var options = TrainerOptions(batchSize: batchSize, threads: 2, seed: 5, shuffles: shuffles)
    options.allowsPackedBatches = packs
    return try Trainer(
      network,
      training: TrainingDescription(
        optimizer: .adam(), loss: .binaryCrossentropy, metrics: [.accuracy]), options: options)
  }

  @Test(arguments: [1, 5, 8, 16, 32, 33], [(1, 1), (2, 3), (17, 9)])
  func trainingIsTheSameToTheBit(batchSize: Int, widths: (inputs: Int, outputs: Int)) throws {
    var random = SplitMix64(seed: 6)
    // The last batch is short wherever one can be.
    let x = Tensor.random([75, widths.inputs], using: &random)
    let y = randomTargets([75, widths.outputs], for: .binaryCrossentropy, using: &random)
    let network = network(inputs: widths.inputs, outputs: widths.outputs)
    let packed = try makeTrainer(network, batchSize: batchSize, packs: true)
    let gathered = try makeTrainer(network, batchSize: batchSize, packs: false)
    for trainer in [packed, gathered] { try trainer.load(inputs: x, targets: y) }
    #expect(packed.batches?.arePacked == true && gathered.batches?.arePacked == false)
    for steps in [1, 90, 7] {
      #expect(packed.run(steps: steps).lastLoss == gathered.run(steps: steps).lastLoss)
      #expect(packed.weights() == gathered.weights())
      // Data that are only looked at come in between, gathered.
      #expect(
        try packed.evaluate(inputs: x, targets: y) == gathered.evaluate(inputs: x, targets: y))
      #expect(try packed.predict(x) == gathered.predict(x))
    }
    for trainer in [packed, gathered] { trainer.reset() }
    let results = (packed.stepWithGradient(), gathered.stepWithGradient())
    #expect(results.0.gradient == results.1.gradient)
    #expect(results.0.result.loss == results.1.result.loss)
  }

  /// Networks that are made in stages: every kind of layer that reads a packed batch.
  @Test(arguments: SampleNetwork.structures, [5, 8, 33])
  func stagesTrainTheSameToTheBit(sample: SampleNetwork, batchSize: Int) throws {
    var random = SplitMix64(seed: 7)
    let (x, y) = try sample.data(38, using: &random)
    func makeTrainer(packs: Bool) throws -> Trainer {
      var options = TrainerOptions(batchSize: batchSize, threads: 2, seed: 5, shuffles: false)
      (options.allowsPackedBatches, options.allowsSmallChain) = (packs, false)
      let trainer = try Trainer(
        sample.network, training: sample.training(.adam()), options: options)
      try trainer.load(inputs: x, targets: y)
      return trainer
    }
    let packed = try makeTrainer(packs: true), gathered = try makeTrainer(packs: false)
    #expect(packed.batches?.arePacked == true && gathered.batches?.arePacked == false)
    for steps in [1, 17] {
      #expect(packed.run(steps: steps).lastLoss == gathered.run(steps: steps).lastLoss)
      #expect(packed.weights() == gathered.weights())
      // Data that are only looked at come in between, gathered.
      #expect(try packed.predict(x) == gathered.predict(x))
    }
    #expect(packed.stepWithGradient().gradient == gathered.stepWithGradient().gradient)
  }

  /// Padded to vectors, an image of one channel would take many times the memory.
  @Test(arguments: [false, true])
  func imagesOfFewChannelsAreKeptAsTheyAre(shuffles: Bool) throws {
    var random = SplitMix64(seed: 8)
    let network = NetworkDescription(
      sequential: "net", input: [24, 24, 1],
      layers: [
        LayerDescription("conv", Conv2D(filters: 2, kernelSize: Size2D(3, 3))),
        LayerDescription("pool", GlobalPooling<Size2D>(.average)),
      ])
    let trainer = try makeTrainer(network, batchSize: 4, packs: true, shuffles: shuffles)
    let x = Tensor.random([10, 24, 24, 1], using: &random)
    try trainer.load(
      inputs: x, targets: randomTargets([10, 2], for: .binaryCrossentropy, using: &random))
    let kept = try #require(trainer.batches?.inputs[0])
    #expect((0..<x.elements.count).allSatisfy { kept.base[$0] == x.elements[$0] })
    #expect(trainer.batches?.arePacked == false)
  }

  @Test func whatIsShuffledIsNotPacked() throws {
    var random = SplitMix64(seed: 6)
    let trainer = try makeTrainer(
      network(inputs: 2, outputs: 1), batchSize: 4, packs: true, shuffles: true)
    try trainer.load(
      inputs: Tensor.random([8, 2], using: &random),
      targets: randomTargets([8, 1], for: .binaryCrossentropy, using: &random))
    #expect(trainer.batches?.arePacked == false)
  }
}
