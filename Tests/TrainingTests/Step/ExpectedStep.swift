import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

/// One batch of a sample network and what the reference makes of it: the loss, its slopes by a dozen
/// weights of each tensor, and the moving averages after the step.
struct ExpectedStep {
  private static let seed: UInt64 = 9

  private let sample: SampleNetwork
  private let batchSize: Int
  private let data: (inputs: [Tensor], targets: [Tensor])
  private let loss: Double
  /// For each parameter the slopes by some of its elements; empty for a frozen one.
  private let slopes: [String: [(index: Int, slope: Double)]]
  private let statistics: [String: [Double]]

  init(_ sample: SampleNetwork, batchSize: Int) throws {
    self.sample = sample
    self.batchSize = batchSize
    var random = SplitMix64(seed: 11)
    data = try sample.data(batchSize, using: &random)
    let trainer = try Trainer(
      sample.network, training: sample.training(), options: TrainerOptions(seed: Self.seed))
    let network = trainer.network
    let reference = ReferenceNetwork(network, sample.training())
    let purpose = ReferenceNetwork.Purpose.training(
      dropout: ReferenceNetwork.dropoutFactors(of: network, seed: Self.seed))
    let (inputs, targets) = (data.inputs.map(\.samples), data.targets.map(\.samples))
    var weights = trainer.weights().map { $0.tensor.elements.map(Double.init) }
    loss = reference.loss(inputs: inputs, targets: targets, weights: weights, purpose)
    statistics = reference.pass(inputs, weights: weights, purpose).statistics

    var slopes: [String: [(index: Int, slope: Double)]] = [:]
    for (number, parameter) in network.parameters.enumerated() where parameter.isTrainable {
      slopes[parameter.path] = Self.someIndices(weights[number].count).map { index in
        let h = 1e-5, weight = weights[number][index]
        weights[number][index] = weight + h
        let above = reference.loss(inputs: inputs, targets: targets, weights: weights, purpose)
        weights[number][index] = weight - h
        let below = reference.loss(inputs: inputs, targets: targets, weights: weights, purpose)
        weights[number][index] = weight
        return (index, (above - below) / (2 * h))
      }
    }
    self.slopes = slopes
  }

  /// A dozen at most, first and last among them.
  private static func someIndices(_ count: Int) -> [Int] {
    Array(stride(from: 0, to: count, by: max(1, count / 10))) + [count - 1]
  }

  /// Has a trainer make the step, and compares.
  func check(_ options: TrainerOptions) throws {
    var options = options
    // The batch in the samples' own order, since dropout goes by an element's place in the batch.
    (options.batchSize, options.seed, options.shuffles) = (batchSize, Self.seed, false)
    options.allowsPackedBatches = false
    let trainer = try Trainer(sample.network, training: sample.training(), options: options)
    try trainer.load(inputs: data.inputs, targets: data.targets)
    let step = trainer.stepWithGradient()
    #expect(abs(step.result.loss - loss) <= 2e-6 * max(1, abs(loss)))
    for gradient in step.gradient {
      let elements = gradient.tensor.elements
      guard let expected = slopes[gradient.name] else {
        #expect(elements.allSatisfy { $0 == 0 }, "\(gradient.name) is frozen")
        continue
      }
      let scale = Double(elements.map { abs($0) }.max() ?? 0)
      for (index, slope) in expected {
        // Float32 sums of some hundred terms, which may cancel, and 1e-10 / h of the differences.
        #expect(
          abs(Double(elements[index]) - slope) <= 2e-5 * scale + 5e-7, "\(gradient.name)[\(index)]")
      }
    }
    for tensor in trainer.weights() {
      guard let expected = statistics[tensor.name] else { continue }
      for (value, moved) in zip(tensor.tensor.elements, expected) {
        #expect(abs(Double(value) - moved) <= 1e-6 * max(1, abs(moved)), "\(tensor.name)")
      }
    }
  }
}
