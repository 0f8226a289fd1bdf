import Kernels
import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

@Suite struct ReductionTests {
  /// Numbers whose sum depends on the order, so that another tree would be seen.
  @Test(arguments: 1...9)
  func groupsAreAddedUpNeighboursFirst(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let floats = lanes, samplesPerGroup = 4, padding = 2 * lanes
    var numbers = (0..<count * (floats + padding)).map { _ in
      Float(random.nextUniform(in: -1...1)) * Float(1 << random.nextIndex(below: 20))
    }
    var level = (0..<count).map { numbers[$0 * (floats + padding) + padding] }
    while level.count > 1 {
      level = stride(from: 0, to: level.count, by: 2).map { index in
        index + 1 < level.count ? level[index] + level[index + 1] : level[index]
      }
    }
    var offsets = [0, padding]
    numbers.withUnsafeMutableBufferPointer { numbers in
      offsets.withUnsafeMutableBufferPointer { offsets in
        let groups = GradientGroups(
          samplesPerGroup: samplesPerGroup, gradients: numbers.baseAddress!,
          stride: floats + padding, offsets: offsets.baseAddress!)
        let sum = groups.sum(
          block: 1, floats: floats, sampleCount: count * samplesPerGroup - 3)
        #expect(sum[0] == level[0])
      }
    }
  }

  @Test func shapesChooseTheOwnersUnlessTheTreeIsAskedFor() throws {
    let sample = SampleNetwork.all[0]
    let training = sample.training()
    for asked in [nil, Reduction.owned, .tree] {
      let trainer = try Trainer(
        sample.network, training: training, options: TrainerOptions(reduction: asked))
      #expect(trainer.reduction == asked ?? .owned)
    }
  }

  /// Sums in another order round differently; were they the same, no tree would have been used.
  @Test func aTreeRoundsDifferently() throws {
    let entry = try #require(Catalog.entry(named: "ladder-64"))
    let weights = try Reduction.allCases.map { reduction in
      var random = SplitMix64(seed: 2)
      let trainer = try Trainer(
        entry.network, training: entry.training,
        options: TrainerOptions(batchSize: 96, reduction: reduction))
      try trainer.load(
        inputs: .random([96, 64], using: &random), targets: .random([96, 32], using: &random))
      _ = trainer.run(steps: 2)
      return trainer.weights()
    }
    #expect(weights[0] != weights[1])
  }
}
