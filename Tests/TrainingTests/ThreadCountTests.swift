import Foundation
import Kernels
import Randomness
import Networks
import TestSupport
import Testing

@testable import Training

@Suite struct ThreadCountTests {
  private static let threadCounts = [1, 2, 3, 5, 8, 16]

  /// Seven steps in batches of 19 out of 45 samples: short last batches and a reshuffle included.
  @Test(arguments: SampleNetwork.structures, StepWay.allCases)
  func weightsAndLossesAreTheSameBits(sample: SampleNetwork, way: StepWay) throws {
    for optimizer in [Optimizer.sgd(learningRate: 0.1, momentum: 0.9, isNesterov: true), .adam()] {
      try expectTheSameBits(sample, sample.training(optimizer), way)
    }
  }

  /// A norm is a sum over all blocks of a tensor, or of all tensors; every kind of block is there.
  @Test(
    arguments: [
      "depthwise wide", "masked both ways", "residual images", "two inputs and two outputs",
    ],
    [GradientClipping.norm(0.01), .globalNorm(0.02), .value(0.001)])
  func clippedStepsAreTheSameBits(name: String, clipping: GradientClipping) throws {
    let sample = SampleNetwork.named(name)
    for optimizer in [Optimizer.rmsprop(momentum: 0.5, isCentered: true), .adamW()] {
      var training = sample.training(optimizer)
      training.clipping = clipping
      for way in StepWay.allCases { try expectTheSameBits(sample, training, way) }
    }
  }

  private func expectTheSameBits(
    _ sample: SampleNetwork, _ training: TrainingDescription, _ way: StepWay
  ) throws {
    var random = SplitMix64(seed: 5)
    let data = try sample.data(45, using: &random)
    let outcomes = try Self.threadCounts.map { threads in
      try Outcome(
        sample.network, training, way.options(batchSize: 19, threads: threads), data)
    }
    for outcome in outcomes.dropFirst() { #expect(outcome == outcomes[0]) }
  }

  /// Large enough for every phase to be shared out, and for a tree of several groups.
  @Test(arguments: StepWay.allCases)
  func sharedPhasesGiveTheSameBits(way: StepWay) throws {
    try expectTheSameBits { way.options(batchSize: 100, threads: $0) }
  }

  @Test func sharedPhasesWithALibraryGiveTheSameBits() throws {
    for path in try CBLASPaths.all() {
      let library = try CBLASLibrary(path: path)
      try expectTheSameBits { TrainerOptions(batchSize: 100, threads: $0, library: library) }
    }
  }

  private func expectTheSameBits(_ options: (_ threads: Int) -> TrainerOptions) throws {
    let entry = try #require(Catalog.entry(named: "ladder-256"))
    var random = SplitMix64(seed: 5)
    let data = (
      [Tensor.random([250, 256], using: &random)], [Tensor.random([250, 128], using: &random)]
    )
    let outcomes = try Self.threadCounts.map {
      try Outcome(entry.network, entry.training, options($0), data)
    }
    for outcome in outcomes.dropFirst() { #expect(outcome == outcomes[0]) }
    #expect(outcomes[0].firstLoss != outcomes[0].lastLoss)
  }

  /// What a few steps lead to, as bits.
  private struct Outcome: Equatable {
    var weights: [UInt32]
    var firstLoss: UInt64
    var lastLoss: UInt64

    init(
      _ network: NetworkDescription, _ training: TrainingDescription, _ options: TrainerOptions,
      _ data: (inputs: [Tensor], targets: [Tensor])
    ) throws {
      let trainer = try Trainer(network, training: training, options: options)
      try trainer.load(inputs: data.inputs, targets: data.targets)
      let report = trainer.run(steps: 7)
      weights = trainer.weights().flatMap { $0.tensor.elements.map(\.bitPattern) }
      firstLoss = report.firstLosses[0].bitPattern
      lastLoss = report.lastLoss.bitPattern
    }
  }
}
