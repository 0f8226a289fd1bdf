import Kernels
import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

@Suite struct SpeedupBoundTests {
  @Test func workersTakeTasksOfTheirOwnRangesFirst() {
    func bound(_ flops: [Double], _ workers: Int, grain: Int = 1, isShared: Bool = true) -> Double {
      WorkSharing.speedupBound(
        of: [PhaseWork(flops: flops, grain: grain, isShared: isShared)], workers: workers)
    }
    #expect(bound([1, 1, 1, 1], 2) == 2)
    #expect(bound([1, 1, 1], 2) == 1.5)
    #expect(bound([3, 1, 1, 1], 2) == 2)
    #expect(bound([1, 1, 1, 1], 8) == 4)
    #expect(bound([1, 1, 1, 1], 2, isShared: false) == 1)
    // Whoever is done with its own range takes of the others', as many at a time as a claim has.
    #expect(bound([4, 4, 1, 1], 2) == 10 / 6.0)
    #expect(bound([1, 1, 1, 1, 1, 1], 2, grain: 2) == 2)
    #expect(bound([1, 1, 1, 1], 2, grain: 4) == 2)
    #expect(bound([], 4) == 1)
    // Phases follow one another.
    #expect(
      WorkSharing.speedupBound(
        of: [
          PhaseWork(flops: [2, 2], isShared: true), PhaseWork(flops: [4], isShared: true),
        ], workers: 2) == 8 / 6.0)
  }

  /// All of the arithmetic of a network's products is in the tasks, padding of the last panels included;
  /// minimal filtering makes it with a quarter of the products at the least.
  @Test(arguments: ["ladder-256", "ladder-8", "rnn", "conv"], [1, 3, 16])
  func tasksHoldAllOfTheArithmetic(name: String, workers: Int) throws {
    let entry = try #require(Catalog.entry(named: name))
    let network = try entry.trainingNetwork.resolved(), counted = network.flopsPerSample * 256
    func all(_ method: ConvolutionMethod?) throws -> Double {
      let plan = try Plan(
        network, training: entry.training,
        options: TrainerOptions(batchSize: 256, threads: workers, convolution: method),
        memoryLimit: 1 << 33)
      return plan.step.work(batchSize: 256).reduce(0) { $0 + $1.flops.reduce(0, +) }
    }
    let direct = try all(.direct), chosen = try all(nil)
    #expect(direct >= 0.9 * counted && direct <= 3 * counted, "\(direct) of \(counted)")
    let range = name == "conv" ? 0.25 * direct..<0.5 * direct : direct..<direct.nextUp
    #expect(range.contains(chosen), "\(chosen) of \(direct)")
  }

  /// Cutting outputs changes no bit, and is done where shards do not go round evenly, or are few beside the
  /// weights.
  @Test(arguments: ["ladder-256", "conv"], [Reduction.owned, .tree])
  func cutOutputsGiveTheSameBits(name: String, reduction: Reduction) throws {
    let entry = try #require(Catalog.entry(named: name))
    let network = try entry.trainingNetwork.resolved()
    let batchSize = name == "conv" ? 3 : 29
    var random = SplitMix64(seed: 3)
    let x = Tensor.random(
      [2 * batchSize - 1] + network.inputShapes[0].dimensions, using: &random)
    let y = randomTargets(
      [2 * batchSize - 1] + network.outputShapes[0].dimensions, for: entry.training.loss,
      using: &random)
    var results: [[NamedTensor]] = []
    for threads in [1, 2, 3, 5, 8, 16] {
      let trainer = try Trainer(
        entry.trainingNetwork, training: entry.training,
        options: TrainerOptions(batchSize: batchSize, threads: threads, reduction: reduction))
      try trainer.load(inputs: x, targets: y)
      let report = trainer.run(steps: 3)
      #expect(report.workers.count == threads)
      let shards = name == "conv" ? 3 : 4, rounds = (shards - 1) / threads + 1
      let isSmall = name != "conv" && threads > 1
      #expect(trainer.plan.step.isCut == (isSmall || 10 * shards < 9 * rounds * threads))
      results.append(trainer.weights())
    }
    for result in results.dropFirst() { #expect(result == results[0]) }
  }
}

extension Step {
  /// Whether tasks are parts of shards.
  fileprivate var isCut: Bool {
    (0..<segmentCount).contains { !segments[$0].turnsBack }
  }
}
