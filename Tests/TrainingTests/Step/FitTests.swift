import Kernels
import Randomness
import Networks
import TestSupport
import Testing

@testable import Training

@Suite struct FitTests {
  private let network = NetworkDescription(
    sequential: "net", input: [3],
    layers: [LayerDescription("dense_1", Dense(units: 2, activation: .softmax))])
  private let training = TrainingDescription(
    optimizer: .adam(), loss: .categoricalCrossentropy, metrics: [.accuracy])
  private let inputs: Tensor
  private let targets: Tensor

  init() {
    var random = SplitMix64(seed: 3)
    inputs = .random([23, 3], using: &random)
    targets = randomTargets([23, 2], for: .categoricalCrossentropy, using: &random)
  }

  private func makeTrainer() throws -> Trainer {
    try Trainer(network, training: training, options: TrainerOptions(batchSize: 5))
  }

  /// Keras holds out the last rows, before it shuffles the others.
  @Test func aSplitHoldsOutTheLastSamples() throws {
    let split = try makeTrainer(), given = try makeTrainer()
    var stepSizes: [Int] = []
    let history = try split.fit(
      inputs: inputs, targets: targets, epochs: 3, validationSplit: 0.3,
      onStep: { stepSizes.append($0.sampleCount) })
    // ⌊23 · 0.7⌋ = 16 samples in batches of 5.
    #expect(stepSizes == [5, 5, 5, 1, 5, 5, 5, 1, 5, 5, 5, 1])
    let expected = try given.fit(
      inputs: inputs.slice(0..<16), targets: targets.slice(0..<16), epochs: 3,
      validation: (inputs.slice(16..<23), targets.slice(16..<23)))
    #expect(history == expected)
    #expect(history[2].validation?.accuracy != nil)
    #expect(split.weights() == given.weights())
  }

  @Test func validationDataWinOverASplit() throws {
    let trainer = try makeTrainer()
    var samples = 0
    try trainer.fit(
      inputs: inputs, targets: targets, epochs: 1, validation: (inputs, targets),
      validationSplit: 0.5, onStep: { samples += $0.sampleCount })
    #expect(samples == 23)
  }

  @Test(arguments: [(10, 0.25, 7), (3, 0.34, 1), (23, 0.3, 16), (10, 0.1, 9)])
  func splitsRoundAsKerasDoes(count: Int, split: Double, expected: Int) throws {
    #expect(try Trainer.trainingSampleCount(of: count, split: split) == expected)
  }

  @Test(arguments: [-0.1, 1, 1.5, .nan, 0.99, 1e-20])
  func splitsThatLeaveNothingAreRefused(split: Double) throws {
    let trainer = try makeTrainer()
    let before = trainer.weights()
    #expect(throws: ModelError.self) {
      try trainer.fit(inputs: inputs, targets: targets, epochs: 1, validationSplit: split)
    }
    #expect(trainer.weights() == before)
  }

  @Test func refusedWeightsChangeNothing() throws {
    let trainer = try makeTrainer()
    let before = trainer.weights()
    let others = [
      NamedTensor(name: "dense_1/kernel", tensor: Tensor(zeros: [3, 2])),
      NamedTensor(name: "dense_1/bias", tensor: Tensor(zeros: [3])),
    ]
    #expect(throws: ModelError.self) { try trainer.setWeights(others) }
    #expect(trainer.weights() == before)
  }

  @Test func aRestartForgetsEverythingButTheWeights() throws {
    let trainer = try makeTrainer()
    let start = trainer.weights()
    try trainer.load(inputs: inputs, targets: targets)
    trainer.train(steps: 7) { _ in }
    let once = trainer.weights()
    try trainer.restart(from: start)
    trainer.train(steps: 7) { _ in }
    #expect(trainer.weights() == once)
    #expect(once != start)
  }

  /// A graph of two ends: the last rows of every tensor are held out, and what is reported of them is
  /// what `evaluate` finds; moving averages are those of the epoch.
  @Test(arguments: ["two inputs and two outputs", "residual images", "masked both ways"])
  func graphsAreValidatedAfterEachEpoch(name: String) throws {
    let sample = SampleNetwork.named(name)
    var random = SplitMix64(seed: 4)
    let (inputs, targets) = try sample.data(20, using: &random)
    let split = try Trainer(
      sample.network, training: sample.training(.adam()), options: TrainerOptions(batchSize: 6))
    let given = try Trainer(
      sample.network, training: sample.training(.adam()), options: TrainerOptions(batchSize: 6))
    let heldOut = (inputs.map { $0.slice(15..<20) }, targets.map { $0.slice(15..<20) })
    var evaluations: [Double] = []
    try given.load(
      inputs: inputs.map { $0.slice(0..<15) }, targets: targets.map { $0.slice(0..<15) })
    for _ in 0..<2 {
      given.train(steps: 3) { _ in }
      evaluations.append(try given.evaluate(inputs: heldOut.0, targets: heldOut.1).loss)
    }
    let history = try split.fit(
      inputs: inputs, targets: targets, epochs: 2, validationSplit: 0.25)
    #expect(history.map(\.validation?.loss) == evaluations)
    #expect(evaluations[0] != evaluations[1])
    #expect(split.weights() == given.weights())
  }

  /// As in Keras, single outputs may come without their axis, at any rank.
  @Test func targetsMayLackAnAxisOfOne() throws {
    let network = NetworkDescription(
      sequential: "net", input: [4, 3],
      layers: [LayerDescription("dense_1", Dense(units: 1))])
    let squares = TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError)
    let trainer = try Trainer(network, training: squares)
    var random = SplitMix64(seed: 8)
    let x = Tensor.random([6, 4, 3], using: &random)
    let y = Tensor.random([6, 4, 1], using: &random)
    let bare = Tensor(dimensions: [6, 4], elements: y.elements)
    #expect(
      try trainer.evaluate(inputs: x, targets: bare) == trainer.evaluate(inputs: x, targets: y))
  }
}
