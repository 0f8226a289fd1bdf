import Foundation
import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

/// Several ranks against one process: every bit of what they leave behind.
@Suite struct RankBitsTests {
  /// Ranks and the threads of each.
  struct Team: CustomTestStringConvertible, Sendable {
    let ranks: Int
    let threads: Int

    var testDescription: String { "\(ranks) ranks, \(threads) threads" }
  }

  static let allTeams = [1, 2, 3, 4, 5, 7].flatMap { ranks in
    [1, 2, 3].map { Team(ranks: ranks, threads: $0) }
  }

  /// How ranks share the sums of gradients, and in which order those are taken.
  enum Way: CaseIterable, Sendable {
    case chain, blocks, samples, tree, treeOfSamples

    var isTree: Bool { self == .tree || self == .treeOfSamples }

    private var exchange: RankExchange {
      switch self {
      case .chain: .chain
      case .blocks, .tree: .blocks
      case .samples, .treeOfSamples: .samples
      }
    }

    func options(batchSize: Int, threads: Int) -> TrainerOptions {
      var options = (isTree ? StepWay.tree : .owned)
        .options(batchSize: batchSize, threads: threads)
      options.exchange = exchange
      return options
    }
  }

  /// Every kind of block, of buffer and of segment; shards of 8, of 16 and of single samples; batches
  /// that no number of ranks divides, the last one with fewer shards than ranks.
  @Test(
    arguments: [
      "depthwise wide", "masked both ways", "residual images", "two inputs and two outputs",
      "shared wide dense", "shared gru that resets before",
    ], allTeams)
  func anyNumberOfRanksAndThreadsGivesTheSameBits(name: String, team: Team) throws {
    let sample = SampleNetwork.named(name)
    var training = sample.training(.adam())
    for way in [Way.chain, .blocks, .samples, .tree] where way != .chain || sample.canBeChained {
      training.clipping = way.isTree ? .globalNorm(0.02) : nil
      try expectTheSameBits(sample, training, way, batchSize: 37, [team])
    }
  }

  @Test(arguments: SampleNetwork.structures, Way.allCases)
  func everyLayerGivesTheSameBits(sample: SampleNetwork, way: Way) throws {
    if way == .chain, !sample.canBeChained { return try expectNoChain(sample) }
    let teams = [
      Team(ranks: 2, threads: 2), Team(ranks: 3, threads: 1), Team(ranks: 7, threads: 1),
    ]
    try expectTheSameBits(
      sample, sample.training(.sgd(learningRate: 0.1, momentum: 0.9)), way, batchSize: 37, teams)
  }

  /// Partial sums of minimal filtering are those of its places.
  @Test(arguments: Way.allCases)
  func minimalFilteringGivesTheSameBits(way: Way) throws {
    let samples = [
      SampleNetwork.named("residual 3×3 taps"), SampleNetwork.named("residual images"),
    ]
    for sample in samples {
      try expectTheSameBits(
        sample, sample.training(.adam()), way, convolution: .winograd, batchSize: 37,
        [Team(ranks: 2, threads: 2), Team(ranks: 7, threads: 1)])
    }
  }

  /// Losses and metrics of rows travel, and so do penalties and squares of gradients.
  @Test(arguments: SampleNetwork.losses, [GradientClipping.norm(0.01), .value(0.001)])
  func lossesAndClippedStepsAreTheSameBits(
    sample: SampleNetwork, clipping: GradientClipping
  ) throws {
    var training = sample.training(.rmsprop(momentum: 0.5, isCentered: true))
    training.clipping = clipping
    for way in [Way.chain, .blocks, .samples]
    where way != .chain || clipping == .value(0.001) {
      try expectTheSameBits(
        sample, training, way, batchSize: 37, [Team(ranks: 3, threads: 2)])
    }
  }

  /// Chains of random layers of random sizes: no size was chosen for what it is.
  @Test(arguments: 0..<24)
  func randomNetworksGiveTheSameBits(seed: Int) throws {
    let sample = SampleNetwork.random(seed: UInt64(seed))
    for way in [Way.chain, .blocks, .samples] {
      try expectTheSameBits(
        sample, sample.training(.adam()), way, batchSize: 19 + seed,
        [Team(ranks: 2 + seed % 4, threads: 1 + seed % 2)])
    }
  }

  /// What is sent in a step is what the formula says, and the lesser volume chooses the way: where all ranks have
  /// as many shards, where some have one more, and where some have none.
  @Test(arguments: [(2, 96), (3, 144), (4, 192), (3, 128), (5, 32)])
  func whatIsSentIsWhatTheFormulaSays(count: Int, batchSize: Int) throws {
    let sample = SampleNetwork.named("three dense")
    var random = SplitMix64(seed: 5)
    let data = try sample.data(batchSize, using: &random)
    for exchange in RankExchange.allCases {
      let ranks = ScriptedRanks(count)
      let volumes = try ranks.run { group in
        var options = StepWay.owned.options(batchSize: batchSize, threads: 1)
        (options.ranks, options.exchange) = (group, exchange)
        let trainer = try Trainer(
          sample.network, training: sample.training(), options: options)
        try trainer.load(inputs: data.inputs, targets: data.targets)
        trainer.train(steps: 10) { _ in }
        return trainer.plan.step.staging?.volume
      }
      let volume = try #require(volumes[0]), sent = ranks.bytesSent.map { Double($0) / 10 }
      // Neither pieces nor blocks are dealt out to the byte.
      let busiest = Double(volume.bytes(exchange))
      #expect(abs((sent.max() ?? 0) / busiest - 1) < 0.3)
      // All but one rank send the sums, and all but one receive the weights; or each sends its part to all others.
      let all =
        switch exchange {
        case .chain: volume.sums + volume.weights + volume.scores
        case .blocks: volume.samples + volume.weights
        case .samples: volume.samples
        }
      #expect(sent.reduce(0, +) == Double(all * (count - 1)))
    }
  }

  /// A gradient of 100 million operations, 1 ms of each rank; a wire of so many bytes a second.
  private func choice(
    _ ranks: Int, _ samples: Int, shards: Int = 12, blocks: Int = 50,
    bytesPerSecond: Double = .infinity
  ) -> RankExchange {
    RankVolume(
      ranks: ranks, shards: shards, blocks: blocks, samples: samples, scores: 0, sums: 1_000_000,
      weights: 1_000_000, allowsChain: true, gradientFlops: 1e8
    ).quickest(.init(bytesPerSecond: bytesPerSecond, flopsPerSecond: 1e11))
  }

  @Test func theLesserVolumeChoosesWhereTheWireIsFast() {
    #expect(choice(2, 900_000) == .blocks)
    #expect(choice(2, 1_100_000) == .chain)
    // (A + W)·3/4 against 2·W·3/4.
    #expect(choice(4, 900_000) == .blocks)
    #expect(choice(4, 1_100_000) == .chain)
    // A rank of three has two shards of four, and tells both to two others: A + W·2/3 against 2·W·2/3.
    #expect(choice(3, 600_000, shards: 4) == .blocks)
    #expect(choice(3, 700_000, shards: 4) == .chain)
    #expect(choice(3, 900_000, shards: 3) == .blocks)
    // Of eight ranks four have a shard, for seven others: A·7/4 + W·7/8.
    #expect(choice(8, 600_000, shards: 4) == .chain)
    // One of two blocks goes to seven others: A·7/8 + W·7/2.
    #expect(choice(8, 100_000, shards: 16) == .blocks)
    #expect(choice(8, 100_000, shards: 16, blocks: 2) == .chain)
  }

  /// Two ranks leave out 0.5 MB of weights, and repeat 0.5 ms of products.
  @Test func samplesAloneTravelWhereTheWireIsSlow() {
    #expect(choice(2, 900_000, bytesPerSecond: 1.1e9) == .blocks)
    #expect(choice(2, 900_000, bytesPerSecond: 0.9e9) == .samples)
    // Of 3 MB of samples 1.5 travel, more than the chain sends.
    #expect(choice(2, 3_000_000, bytesPerSecond: 1e6) == .chain)
  }

  /// Ranks know their wire when a trainer is made: of 17 samples gradients read less than there are weights.
  @Test func theRateOfTheWireReachesTheChoice() throws {
    let entry = try #require(Catalog.entry(named: "denoise"))
    let sample = SampleNetwork(entry)
    for (rate, expected) in [(Double.infinity, RankExchange.blocks), (1, .samples)] {
      let exchanges = try ScriptedRanks(2, bytesPerSecond: rate).run { group in
        var options = TrainerOptions(batchSize: 17, reduction: .owned)
        options.ranks = group
        return try Trainer(sample.network, training: entry.training, options: options).exchange
      }
      #expect(exchanges == [expected, expected])
    }
  }

  /// What one process makes in one piece, each rank makes by itself.
  @Test func whatIsMadeInOnePieceNeedsNoMessage() throws {
    let sample = try #require(SampleNetwork.dense.first)
    let data = try data(of: sample)
    for (way, batchSize) in [(StepWay.automatic, 64), (StepWay.owned, 8)] {
      let ranks = ScriptedRanks(3)
      let training = sample.training(.adam())
      let outcomes = try ranks.run { group in
        var options = way.options(batchSize: batchSize, threads: 2)
        options.ranks = group
        return try Outcome(sample.network, training, options, data)
      }
      let expected = try Outcome(
        sample.network, training, way.options(batchSize: batchSize, threads: 2), data)
      #expect(outcomes.allSatisfy { $0 == expected })
      #expect(ranks.bytesTold == 0)
    }
  }

  /// A weight counts once, whichever rank has computed its gradient.
  @Test func countsAreThoseOfOneProcess() throws {
    let sample = SampleNetwork.named("residual images")
    let data = try data(of: sample)
    let training = sample.training()
    let counts = try [1, 3].map { count in
      try ScriptedRanks(count).run { group in
        var options = StepWay.owned.options(batchSize: 37, threads: 2)
        options.ranks = group
        let trainer = try Trainer(sample.network, training: training, options: options)
        try trainer.load(inputs: data.inputs, targets: data.targets)
        return trainer.countParameters()
      }
    }
    #expect(counts[1] == Array(repeating: counts[0][0], count: 3))
    #expect(counts[0][0].allSatisfy { $0.gradients == $0.formula })
  }

  /// Penalties are floats, and summed in the same order where the last rank, which updates, has no samples: of a
  /// batch of 17 the others take all.
  @Test func aRankWithoutSamplesHasTheSamePenalties() throws {
    let entry = try #require(Catalog.entry(named: "denoise"))
    try expectTheSameBits(
      SampleNetwork(entry), entry.training, .chain, batchSize: 17, [Team(ranks: 3, threads: 2)])
  }

  /// The networks of the catalogue on their own data.
  @Test(arguments: Catalog.entries.map(\.name))
  func everyNetworkOfTheCatalogueGivesTheSameBits(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    let sample = SampleNetwork(entry)
    var random = SplitMix64(seed: 3)
    let data = try sample.data(20, using: &random)
    let options = TrainerOptions(batchSize: 17, threads: 1, reduction: .owned)
    let expected = try Outcome(sample.network, entry.training, options, data, steps: 2)
    let outcomes = try ScriptedRanks(3).run { group in
      var options = options
      options.ranks = group
      return try Outcome(sample.network, entry.training, options, data, steps: 2)
    }
    #expect(outcomes.allSatisfy { $0 == expected })
  }

  /// A sum that is not in the order of samples alone is refused, and exchanged unless the chain is asked for.
  private func expectNoChain(_ sample: SampleNetwork) throws {
    let outcomes = try ScriptedRanks(2).run { group in
      var options = Way.chain.options(batchSize: 37, threads: 1)
      options.ranks = group
      var sentence = ""
      do {
        _ = try Trainer(sample.network, training: sample.training(), options: options)
      } catch let error as ModelError {
        sentence = "\(error)"
      }
      options.exchange = nil
      let trainer = try Trainer(sample.network, training: sample.training(), options: options)
      return (sentence, trainer.exchange)
    }
    for (sentence, exchange) in outcomes {
      #expect(sentence.hasSuffix("use 'blocks', 'samples' or 'auto'"))
      #expect(exchange == .blocks)
    }
  }

  private func expectTheSameBits(
    _ sample: SampleNetwork, _ training: TrainingDescription, _ way: Way,
    convolution: ConvolutionMethod? = nil, batchSize: Int, _ teams: [Team]
  ) throws {
    let data = try data(of: sample)
    @Sendable func options(threads: Int) -> TrainerOptions {
      var options = way.options(batchSize: batchSize, threads: threads)
      options.convolution = convolution
      return options
    }
    let expected = try Outcome(sample.network, training, options(threads: 1), data)
    for team in teams {
      let ranks = ScriptedRanks(team.ranks)
      let outcomes = try ranks.run { group in
        var options = options(threads: team.threads)
        options.ranks = group
        return try Outcome(sample.network, training, options, data)
      }
      for outcome in outcomes { #expect(outcome == expected) }
      // A rank that made all by itself would prove nothing.
      #expect(ranks.bytesTold > 0 || team.ranks == 1)
    }
  }

  private func data(of sample: SampleNetwork) throws -> (inputs: [Tensor], targets: [Tensor]) {
    var random = SplitMix64(seed: 5)
    return try sample.data(79, using: &random)
  }

  /// What some steps lead to, as bits: the last gradient, too, and what is evaluated.
  private struct Outcome: Equatable, Sendable {
    var weights: [UInt32]
    var gradient: [UInt32]
    var losses: [UInt64]
    var metrics: [[UInt64]]
    var evaluation: [UInt64]
    var predictions: [UInt32]

    init(
      _ network: NetworkDescription, _ training: TrainingDescription, _ options: TrainerOptions,
      _ data: (inputs: [Tensor], targets: [Tensor]), steps: Int = 5
    ) throws {
      var training = training
      for index in training.outputs.indices where training.outputs[index].metrics.isEmpty {
        let isOfClasses = training.outputs[index].loss == .sparseCategoricalCrossentropy
        training.outputs[index].metrics = [isOfClasses ? .accuracy : .meanAbsoluteError]
      }
      let trainer = try Trainer(network, training: training, options: options)
      try trainer.load(inputs: data.inputs, targets: data.targets)
      var results: [StepResult] = []
      trainer.train(steps: steps) { results.append($0) }
      let last = trainer.stepWithGradient()
      results.append(last.result)
      losses = results.map(\.loss.bitPattern)
      metrics = results.map { $0.metrics.byName.map(\.value.bitPattern) }
      gradient = last.gradient.flatMap { $0.tensor.elements.map(\.bitPattern) }
      weights = trainer.weights().flatMap { $0.tensor.elements.map(\.bitPattern) }
      let evaluation = try trainer.evaluate(inputs: data.inputs, targets: data.targets)
      self.evaluation =
        [evaluation.loss.bitPattern] + evaluation.metrics.byName.map(\.value.bitPattern)
      predictions = try trainer.predict(data.inputs).flatMap { $0.elements.map(\.bitPattern) }
    }
  }
}

extension SampleNetwork {
  /// Whether all gradients are one sum in the order of samples: of gates, which are summed moment by moment, they
  /// are not, and neither of layers that are called twice.
  fileprivate var canBeChained: Bool {
    guard let layers = try? network.resolved().inlined().layers else { return false }
    return !layers.contains { resolved in
      let layer = resolved.description.layer
      guard resolved.description.isTrainable else { return false }
      // The sums of a normalization are known to all ranks, however often it is called.
      return layer is LSTM || layer is GRU || layer is Bidirectional
        || (resolved.calls.count > 1 && !resolved.parameters.isEmpty
          && !(layer is BatchNormalization))
    }
  }
}
