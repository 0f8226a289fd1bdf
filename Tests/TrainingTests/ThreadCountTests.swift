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
  @Test(arguments: SampleNetwork.all, StepWay.allCases)
  func weightsAndLossesAreTheSameBits(sample: SampleNetwork, way: StepWay) throws {
    for optimizer in [Optimizer.sgd(learningRate: 0.1, momentum: 0.9, isNesterov: true), .adam()] {
      let training = TrainingDescription(optimizer: optimizer, loss: sample.loss)
      let outcomes = try Self.threadCounts.map { threads in
        try Outcome(
          sample.description, training, way.options(batchSize: 19, threads: threads), samples: 45)
      }
      for outcome in outcomes.dropFirst() { #expect(outcome == outcomes[0]) }
    }
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
    let outcomes = try Self.threadCounts.map {
      try Outcome(entry.network, entry.training, options($0), samples: 250)
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
      samples: Int
    ) throws {
      var random = SplitMix64(seed: 5)
      let trainer = try Trainer(network, training: training, options: options)
      let shapes = trainer.network.layers
      let x = Tensor.random([samples] + shapes[0].outputShape.dimensions, using: &random)
      let y = randomTargets(
        [samples] + shapes.last!.outputShape.dimensions, for: training.loss, using: &random)
      try trainer.load(inputs: x, targets: y)
      let report = trainer.run(steps: 7)
      weights = trainer.weights().flatMap { $0.tensor.elements.map(\.bitPattern) }
      firstLoss = report.firstLosses[0].bitPattern
      lastLoss = report.lastLoss.bitPattern
    }
  }
}
