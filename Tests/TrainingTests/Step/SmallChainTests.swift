import Kernels
import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

/// Small chains, computed on interleaved samples shard by shard, against the same networks in panels.
@Suite struct SmallChainTests {
  private static let optimizers: [Optimizer] = [
    .sgd(learningRate: 0.1), .sgd(learningRate: 0.1, momentum: 0.9),
    .sgd(learningRate: 0.1, momentum: 0.9, isNesterov: true), .adam(learningRate: 0.01),
  ]

  private static let noise = Initializer.randomUniform(minimum: -0.5, maximum: 0.5)

  private static func dense(
    _ units: Int, _ activation: Activation, usesBias: Bool = true, penalty: Regularizer? = nil
  ) -> any Layer {
    Dense(
      units: units, activation: activation, usesBias: usesBias,
      kernel: WeightSettings(.glorotUniform, penalty),
      bias: WeightSettings(noise, usesBias ? penalty : nil))
  }

  private func network(
    _ inputs: Shape, _ layers: [any Layer], frozen: Set<Int> = []
  ) -> NetworkDescription {
    NetworkDescription(
      sequential: "net", input: inputs,
      layers: layers.enumerated().map {
        LayerDescription("layer_\($0)", $1, isTrainable: !frozen.contains($0))
      })
  }

  /// Trainers of the same network, in one piece and in stages, with the same weights and data.
  private func pair(
    _ network: NetworkDescription, _ training: TrainingDescription, batchSize: Int, samples: Int
  ) throws -> (small: Trainer, staged: Trainer, x: Tensor, y: Tensor) {
    var random = SplitMix64(seed: 17)
    var options = TrainerOptions(batchSize: batchSize, threads: 2, seed: 4)
    let small = try Trainer(network, training: training, options: options)
    options.allowsSmallChain = false
    let staged = try Trainer(network, training: training, options: options)
    let layers = small.network.layers
    let x = Tensor.random([samples] + layers[0].outputShape.dimensions, using: &random)
    let y = randomTargets(
      [samples] + layers.last!.outputShape.dimensions, for: training.loss, using: &random)
    try small.load(inputs: x, targets: y)
    try staged.load(inputs: x, targets: y)
    #expect(small.isSmallChain && !staged.isSmallChain)
    return (small, staged, x, y)
  }

  /// Both ways round every sum of n ≤ 40 terms and every function a few times, and every step
  /// carries the errors of the one before through the chain: 2·γ of some hundred roundings, relative
  /// to the largest number of a tensor. What a reordered sum leaves of a cancelled one is absolute.
  private func expectClose(
    _ left: [NamedTensor], _ right: [NamedTensor], roundings: Int = 100,
    _ comment: Comment? = nil
  ) {
    for (left, right) in zip(left, right) {
      let scale = right.tensor.elements.map { abs(Double($0)) }.max() ?? 0
      for (a, b) in zip(left.tensor.elements, right.tensor.elements) {
        #expect(
          abs(Double(a) - Double(b)) <= 2 * gamma(roundings) * max(scale, 1e-2),
          "\(left.name): \(a), \(b)")
      }
    }
  }

  /// Past one, two and three shards.
  @Test(arguments: [1, 7, 8, 9, 31, 32, 33, 127, 128, 129, 257, 400], Loss.trained)
  func gradientsAgreeAtEveryBatchSize(batchSize: Int, loss: Loss) throws {
    let output = loss == .meanSquaredError ? Activation.linear : .sigmoid
    for widths in [[1], [2, 2], [3, lanes, 1], [lanes + 1, 2 * lanes + 3, lanes - 1]] {
      let layers = widths.dropFirst().map { Self.dense($0, .tanh) }
      let (small, staged, _, _) = try pair(
        network([widths[0]], layers + [Self.dense(3, output)]),
        TrainingDescription(optimizer: .sgd(), loss: loss, metrics: [.accuracy]),
        batchSize: batchSize, samples: batchSize)
      let a = small.stepWithGradient(), b = staged.stepWithGradient()
      expectClose(a.gradient, b.gradient, roundings: 100 + batchSize)
      #expect(abs(a.result.loss - b.result.loss) <= 2 * gamma(100) * max(b.result.loss, 1))
      #expect(a.result.accuracy == b.result.accuracy)
    }
  }

  /// Series of one moment and of several, units past a vector, with and without a bias, and a penalty, which
  /// has the weights lie otherwise.
  @Test(arguments: [1, 33, 300], [1, 2, 5])
  func recurrencesAgree(batchSize: Int, moments: Int) throws {
    for units in [1, 3, lanes + 1] {
      for usesBias in [true, false] {
        for penalty in [nil, Regularizer(l2: 0.02)] {
          let recurrence = SimpleRNN(
            units: units, activation: usesBias ? .tanh : .relu, usesBias: usesBias,
            kernel: WeightSettings(.glorotUniform, penalty), bias: WeightSettings(Self.noise))
          let (small, staged, x, y) = try pair(
            network([moments, 2], [recurrence, Self.dense(2, .linear)]),
            TrainingDescription(optimizer: .adam(learningRate: 0.01), loss: .meanSquaredError),
            batchSize: batchSize, samples: batchSize + 7)
          let a = small.stepWithGradient(), b = staged.stepWithGradient()
          expectClose(a.gradient, b.gradient, roundings: 100 + batchSize * moments)
          #expect(abs(a.result.loss - b.result.loss) <= 2 * gamma(200) * max(b.result.loss, 1))
          #expect(small.countParameters() == staged.countParameters())
          let losses = (
            try small.evaluate(inputs: x, targets: y).loss,
            try staged.evaluate(inputs: x, targets: y).loss
          )
          #expect(abs(losses.0 - losses.1) <= 2 * gamma(4_000) * max(losses.1, 1))
          let predictions = (try small.predict(x), try staged.predict(x))
          expectClose(
            [NamedTensor(name: "outputs", tensor: predictions.0)],
            [NamedTensor(name: "outputs", tensor: predictions.1)], roundings: 4_000)
        }
      }
    }
  }

  /// Shards of a batch go to whoever comes first; a batch of them, a short one, and batches cut up beforehand.
  @Test(arguments: ["and", "rnn", "ladder-16"], [129, 1_000])
  func shardsGiveTheSameBitsForAnyNumberOfWorkers(name: String, batchSize: Int) throws {
    let entry = try #require(Catalog.entry(named: name))
    let network = try entry.trainingNetwork.resolved()
    var random = SplitMix64(seed: 23)
    let x = Tensor.random(
      [batchSize + 140] + network.inputShapes[0].dimensions,
      using: &random)
    let y = randomTargets(
      [batchSize + 140] + network.outputShapes[0].dimensions,
      for: entry.training.loss, using: &random)
    var results: [[NamedTensor]] = []
    for (threads, packs) in [(1, true), (1, false), (2, true), (3, false), (5, true), (8, false)] {
      var options = TrainerOptions(
        batchSize: batchSize, threads: threads, seed: 3, shuffles: false)
      options.allowsPackedBatches = packs
      let trainer = try Trainer(entry.trainingNetwork, training: entry.training, options: options)
      try trainer.load(inputs: x, targets: y)
      _ = trainer.run(steps: 9)
      #expect(trainer.isSmallChain)
      results.append(
        trainer.weights() + [NamedTensor(name: "outputs", tensor: try trainer.predict(x))])
    }
    for result in results.dropFirst() { #expect(result == results[0]) }
  }

  @Test(arguments: Activation.small, Loss.trained)
  func everyActivationAndLossTrainsAlike(activation: Activation, loss: Loss) throws {
    for optimizer in Self.optimizers {
      for output in [1, 5] {
        let layers = [
          Self.dense(7, activation), ActivationLayer(.linear),
          Self.dense(output, .linear, usesBias: false),
          ActivationLayer(loss == .categoricalCrossentropy ? .softmax : .sigmoid),
        ]
        let (small, staged, x, y) = try pair(
          network([4], layers),
          TrainingDescription(optimizer: optimizer, loss: loss, metrics: [.accuracy]),
          batchSize: 13, samples: 30)
        // Batches of 13, 13 and 4, and a new epoch.
        #expect(small.run(steps: 5).groupNanoseconds.count == 5)
        _ = staged.run(steps: 5)
        // Adam divides by the root of a squared gradient, which keeps relative errors alone.
        expectClose(small.weights(), staged.weights(), roundings: 2_000)
        #expect(small.countParameters() == staged.countParameters())
        let a = try small.evaluate(inputs: x, targets: y)
        let b = try staged.evaluate(inputs: x, targets: y)
        #expect(abs(a.loss - b.loss) <= 2 * gamma(2_000) * max(b.loss, 1))
        #expect(a.accuracy == b.accuracy)
        let outputs = (try small.predict(x), try staged.predict(x))
        #expect(outputs.0.dimensions == outputs.1.dimensions)
        expectClose(
          [NamedTensor(name: "outputs", tensor: outputs.0)],
          [NamedTensor(name: "outputs", tensor: outputs.1)], roundings: 2_000)
      }
    }
  }

  @Test(arguments: [0, 1, 2])
  func frozenLayersStayAndAreNotCounted(frozen: Int) throws {
    let layers = [Self.dense(6, .tanh), Self.dense(9, .relu), Self.dense(2, .linear)]
    let (small, staged, _, _) = try pair(
      network([3], layers, frozen: [frozen]),
      TrainingDescription(optimizer: .adam(), loss: .meanSquaredError), batchSize: 8, samples: 8)
    let before = small.weights()
    let a = small.stepWithGradient(), b = staged.stepWithGradient()
    expectClose(a.gradient, b.gradient)
    let after = small.weights()
    for tensor in before.indices {
      #expect((before[tensor] == after[tensor]) == (tensor / 2 == frozen))
    }
    #expect(small.countParameters() == staged.countParameters())
    #expect(small.countParameters()[frozen].gradients == 0)
    #expect(small.countParameters().filter { $0.gradients == $0.formula }.count == 2)
  }

  /// Layers with penalties have kernel and bias apart, however few outputs they have.
  @Test(arguments: [1, lanes + 1])
  func penaltiesAreAddedOnce(outputs: Int) throws {
    let layers = [
      Self.dense(2 * lanes, .tanh, penalty: Regularizer(l1: 0.01, l2: 0.02)),
      Self.dense(outputs, .linear, penalty: Regularizer(l2: 0.05)),
    ]
    let (small, staged, x, y) = try pair(
      network([3], layers),
      TrainingDescription(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError),
      batchSize: 8, samples: 16)
    let a = small.stepWithGradient(), b = staged.stepWithGradient()
    expectClose(a.gradient, b.gradient)
    #expect(abs(a.result.loss - b.result.loss) <= 2 * gamma(100) * b.result.loss)
    let losses = (
      try small.evaluate(inputs: x, targets: y).loss,
      try staged.evaluate(inputs: x, targets: y).loss
    )
    #expect(abs(losses.0 - losses.1) <= 2 * gamma(200) * losses.1)
  }

  @Test func weightsGoInAndComeOutUnchanged() throws {
    let (small, staged, _, _) = try pair(
      network([5], [Self.dense(lanes + 2, .relu), Self.dense(1, .linear)]),
      TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError), batchSize: 4, samples: 4)
    #expect(small.weights() == staged.weights())
    var random = SplitMix64(seed: 2)
    let others = small.weights().map {
      NamedTensor(name: $0.name, tensor: .random($0.tensor.dimensions, using: &random))
    }
    try small.setWeights(others)
    #expect(small.weights() == others)
  }

  @Test func foldedInputsArePartOfASmallChain() throws {
    let (small, staged, x, _) = try pair(
      network([2, 3], [Flatten(), Self.dense(4, .tanh)]),
      TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError), batchSize: 4, samples: 7)
    expectClose(
      [NamedTensor(name: "outputs", tensor: try small.predict(x))],
      [NamedTensor(name: "outputs", tensor: try staged.predict(x))])
  }

  /// Shapes alone decide.
  @Test(arguments: [
    ("pair", 32, true), ("and", 32, true), ("ladder-32", 32, true), ("ladder-64", 32, false),
    ("ladder-16", 20_000, true), ("rnn", 32, true), ("digits", 32, false), ("lstm", 8, false),
  ])
  func onlySmallChainsAreInterleaved(name: String, batchSize: Int, isSmall: Bool) throws {
    let entry = try #require(Catalog.entry(named: name))
    for threads in [1, 3] {
      let trainer = try Trainer(
        entry.trainingNetwork, training: entry.training,
        options: TrainerOptions(batchSize: batchSize, threads: threads))
      #expect(trainer.isSmallChain == isSmall)
    }
  }

  private static let otherChains: [[any Layer]] = [
    [dense(3, .tanh), ActivationLayer(.relu)], [ActivationLayer(.tanh), dense(3, .tanh)],
    [Flatten()],
  ]

  @Test(arguments: otherChains)
  func otherChainsAreInPanels(layers: [any Layer]) throws {
    let trainer = try Trainer(
      network([3], layers),
      training: TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError))
    #expect(!trainer.isSmallChain)
  }

  private static let otherSeries: [[any Layer]] = [
    [SimpleRNN(units: 3, returnsSequences: true), SimpleRNN(units: 2), dense(3, .tanh)],
    [SimpleRNN(units: 3, goesBackwards: true), dense(3, .tanh)],
    [SimpleRNN(units: 3, activation: .softmax), dense(3, .tanh)], [SimpleRNN(units: 3)],
    [SimpleRNN(units: 40), dense(3, .tanh)],
  ]

  @Test(arguments: otherSeries)
  func otherSeriesAreInPanels(layers: [any Layer]) throws {
    let trainer = try Trainer(
      network([7, 3], layers),
      training: TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError))
    #expect(!trainer.isSmallChain)
  }
}

extension Trainer {
  var isSmallChain: Bool {
    plan.heads.allSatisfy { $0 is InterleavedHead }
  }
}
