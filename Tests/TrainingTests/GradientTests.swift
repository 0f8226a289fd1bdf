import Kernels
import Randomness
import Networks
import TestSupport
import Testing

@testable import Training

@Suite struct GradientTests {
  /// Batches of one tile and less, and of several shards with a short last one.
  @Test(arguments: SampleNetwork.all, [3, 11])
  func agreesWithFiniteDifferencesInDouble(sample: SampleNetwork, batchSize: Int) throws {
    for way in StepWay.allCases {
      try check(sample, way.options(batchSize: batchSize, threads: 2))
    }
  }

  /// Several groups of samples, the last one short.
  @Test(arguments: SampleNetwork.all)
  func aTreeAgreesWithFiniteDifferencesInDouble(sample: SampleNetwork) throws {
    try check(sample, StepWay.tree.options(batchSize: 70, threads: 2))
  }

  /// Several shards, the last one short; every library that is here.
  @Test(arguments: SampleNetwork.dense, [3, 70])
  func aLibraryAgreesWithFiniteDifferencesInDouble(sample: SampleNetwork, batchSize: Int) throws {
    for path in try CBLASPaths.all() {
      var options = StepWay.automatic.options(batchSize: batchSize, threads: 2)
      options.library = try CBLASLibrary(path: path)
      try check(sample, options)
    }
  }

  private func check(_ sample: SampleNetwork, _ options: TrainerOptions) throws {
    let batchSize = options.batchSize
    var random = SplitMix64(seed: 11)
    let trainer = try Trainer(
      sample.description, training: TrainingDescription(optimizer: .sgd(), loss: sample.loss),
      options: options)
    let outputs = trainer.network.layers.last!.outputShape.dimensions
    let x = Tensor.random([batchSize] + sample.input.dimensions, using: &random)
    let y = randomTargets([batchSize] + outputs, for: sample.loss, using: &random)
    try trainer.load(inputs: x, targets: y)

    let reference = try ReferenceNetwork(trainer.network, loss: sample.loss)
    var weights = trainer.weights().map { $0.tensor.elements.map(Double.init) }
    let expectedLoss = reference.loss(inputs: x.samples, targets: y.samples, weights: weights)
    let step = trainer.stepWithGradient()
    #expect(abs(step.result.loss - expectedLoss) <= 2e-6 * max(1, abs(expectedLoss)))

    for (tensor, gradient) in step.gradient.enumerated() {
      let scale = gradient.tensor.elements.map { abs($0) }.max() ?? 0
      // A dozen weights of each tensor, first and last among them.
      let count = weights[tensor].count
      for index in stride(from: 0, to: count, by: max(1, count / 11)) + [count - 1] {
        let h = 1e-5, weight = weights[tensor][index]
        weights[tensor][index] = weight + h
        let above = reference.loss(inputs: x.samples, targets: y.samples, weights: weights)
        weights[tensor][index] = weight - h
        let below = reference.loss(inputs: x.samples, targets: y.samples, weights: weights)
        weights[tensor][index] = weight
        let expected = (above - below) / (2 * h)
        // Float32 sums of some hundred terms, and 1e-10 / h of the differences themselves.
        #expect(
          abs(Double(gradient.tensor.elements[index]) - expected) <= 2e-5 * Double(scale) + 2e-7,
          "\(gradient.name)[\(index)]")
      }
    }
  }
}

private func + (strided: StrideTo<Int>, more: [Int]) -> [Int] { Array(strided) + more }
