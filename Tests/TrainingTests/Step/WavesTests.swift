import Kernels
import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

/// Batches that are taken in waves against the same batches as a whole.
@Suite struct WavesTests {
  /// By inner products, by products with penalties, and both.
  private static let networks: [(inputs: Int, layers: [Dense])] = [
    (512, [Dense(units: 10, activation: .softmax)]),
    (
      300,
      [
        Dense(
          units: 24, activation: .tanh,
          kernel: WeightSettings(.glorotUniform, Regularizer(l1: 1e-4, l2: 1e-3)))
      ]
    ),
    (512, [Dense(units: 6, activation: .relu), Dense(units: 3, activation: .softmax)]),
  ]

  private func trainer(
    _ number: Int, batchSize: Int, threads: Int, shuffles: Bool, inWaves: Bool
  ) throws -> Trainer {
    let (inputs, layers) = Self.networks[number]
    let network = NetworkDescription(
      sequential: "net", input: [inputs],
      layers: layers.enumerated().map { LayerDescription("dense_\($0)", $1) })
    var options = TrainerOptions(
      batchSize: batchSize, threads: threads, seed: 5, shuffles: shuffles)
    options.allowsWaves = inWaves
    let trainer = try Trainer(
      network,
      training: TrainingDescription(
        optimizer: .adam(), loss: .meanSquaredError, metrics: [.accuracy]), options: options)
    var random = SplitMix64(seed: 6)
    // The last batch is short, and so no wave.
    let x = Tensor.random([2 * batchSize + 37, inputs], using: &random)
    let y = randomTargets(
      [2 * batchSize + 37, layers[layers.count - 1].units], for: .meanSquaredError, using: &random)
    try trainer.load(inputs: x, targets: y)
    return trainer
  }

  @Test(arguments: [0, 1, 2], [1, 2, 3])
  func trainingIsTheSameToTheBit(number: Int, threads: Int) throws {
    for shuffles in [false, true] {
      let waves = try trainer(
        number, batchSize: 1_536, threads: threads, shuffles: shuffles, inWaves: true)
      let whole = try trainer(
        number, batchSize: 1_536, threads: threads, shuffles: shuffles, inWaves: false)
      #expect((waves.plan.step.waves?.count ?? 1) > 1 && whole.plan.step.waves == nil)
      for steps in [1, 2, 6] {
        #expect(waves.run(steps: steps).lastLoss == whole.run(steps: steps).lastLoss)
        #expect(waves.weights() == whole.weights())
      }
      let results = (waves.stepWithGradient(), whole.stepWithGradient())
      #expect(results.0.gradient == results.1.gradient)
      #expect(results.0.result.loss == results.1.result.loss)
      #expect(results.0.result.metrics == results.1.result.metrics)
      // Each weight is still found written once.
      let counts = waves.countParameters()
      #expect(counts == whole.countParameters())
      #expect(counts.allSatisfy { $0.formula == $0.gradients })
    }
  }

  /// The tasks of all waves are those of the batch.
  @Test func wavesDoAllTheWork() throws {
    let works = try [true, false].map { inWaves in
      let trainer = try trainer(
        0, batchSize: 1_536, threads: 2, shuffles: false, inWaves: inWaves)
      return withExtendedLifetime(trainer) { trainer.plan.step.work(batchSize: 1_536) }
    }
    let flops = works.map { $0.reduce(0) { $0 + $1.flops.reduce(0, +) } }
    #expect(works[0].count > works[1].count && abs(flops[0] / flops[1] - 1) < 1e-9)
  }

  /// 2 KiB a sample: 208 of them are as many as a worker's cache is to hold.
  @Test func wavesFollowFromShapesAndWorkers() {
    func samples(
      _ batchSize: Int, workers: Int, sampleBytes: Int = 2_048, sumBytes: Int = 9_000
    ) -> Int? {
      Waves.samples(
        batchSize: batchSize, samplesPerShard: 16, samplesPerChunk: 48, sampleBytes: sampleBytes,
        sumBytes: sumBytes, workers: workers)
    }
    #expect(samples(1_024, workers: 1) == 128)
    #expect(samples(1_024, workers: 2) == 256)
    #expect(samples(1_248, workers: 1) == 208)
    // What fits is taken as a whole, as is what gives no equal waves or only small ones.
    #expect(samples(1_024, workers: 8) == nil)
    #expect(samples(208, workers: 1) == nil)
    #expect(samples(128, workers: 1) == nil)
    #expect(samples(1_040 + 3, workers: 1) == nil)
    #expect(samples(1_024, workers: 1, sampleBytes: 16_384) == nil)
    // Many weights would be written and read again for each wave.
    #expect(samples(1_024, workers: 1, sumBytes: 100_000) == nil)
    #expect(samples(1_024, workers: 1, sampleBytes: 0) == nil)
  }
}
