import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

/// A training whose weights have overflowed has no loss from then on, whatever makes its steps.
@Suite struct DivergenceTests {
  enum Way: CaseIterable {
    case smallChain, panels, library, convolution, recurrence
  }

  @Test(arguments: Loss.trained, Way.allCases)
  func itsLossIsNoNumber(loss: Loss, way: Way) throws {
    var options = TrainerOptions(batchSize: 19, threads: 2, seed: 3)
    options.allowsSmallChain = way == .smallChain
    if way == .library { options.library = try CBLASLibrary(path: CBLASPaths.all()[0]) }
    let network = network(way, loss)
    let trainer = try Trainer(
      network,
      training: TrainingDescription(
        optimizer: .adam(learningRate: 1e38), loss: loss, metrics: [.accuracy]),
      options: options)
    #expect(trainer.isSmallChain == (way == .smallChain))

    var random = SplitMix64(seed: 8)
    let x = Tensor.random([40] + trainer.network.layers[0].outputShape.dimensions, using: &random)
    let y = randomTargets([40, 3], for: loss, using: &random)
    try trainer.load(inputs: x, targets: y)
    var losses: [Double] = []
    trainer.train(steps: 60) { losses.append($0.loss) }
    #expect(losses[0].isFinite && losses.allSatisfy { !($0 < 0) })
    let undefined = losses.drop { !$0.isNaN }
    #expect(!undefined.isEmpty && undefined.allSatisfy(\.isNaN))
    #expect(try trainer.evaluate(inputs: x, targets: y).loss.isNaN)
  }

  private func network(_ way: Way, _ loss: Loss) -> NetworkDescription {
    let last: Activation =
      switch loss {
      case .meanSquaredError: .linear
      case .binaryCrossentropy: .sigmoid
      case .categoricalCrossentropy, .sparseCategoricalCrossentropy: .softmax
      }
    let (input, first): (Shape, [any Layer]) =
      switch way {
      case .smallChain, .panels, .library: ([4], [Dense(units: 21, activation: .relu)])
      case .convolution:
        ([3, 3, 2], [Conv2D(filters: 5, kernelSize: Size2D(2, 2), activation: .relu), Flatten()])
      case .recurrence: ([3, 4], [SimpleRNN(units: 5, activation: .tanh)])
      }
    let layers = first + [Dense(units: 3, activation: last)]
    return NetworkDescription(
      sequential: "net", input: input,
      layers: layers.enumerated().map { LayerDescription("layer_\($0)", $1) })
  }
}
