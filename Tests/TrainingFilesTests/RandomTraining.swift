import Randomness
import Networks
import TestSupport
import Training

@testable import TrainingFiles

/// A training drawn at random: layers that fit one another, a loss that suits the last, penalties,
/// an optimizer, a schedule, clipping, a batch size, and data that fill it or don't.
struct RandomTraining {
  let seed: UInt64
  let session: Session

  init(seed: UInt64) throws {
    self.seed = seed
    var random = SplitMix64(seed: seed)
    var stack = RandomStack(using: &random)
    let loss = stack.close()
    random = stack.random
    let network = NetworkDescription(
      sequential: "random", input: stack.input,
      layers: stack.layers.enumerated().map { LayerDescription("layer_\($0 + 1)", $1) })
    let shape = try network.resolved().layers.last!.outputShape
    let sampleCount = 2 + random.nextIndex(below: 9)
    session = Session(
      network: network,
      training: Self.training(loss, using: &random),
      options: TrainerOptions(
        batchSize: 1 + random.nextIndex(below: sampleCount + 2),
        threads: 1 + random.nextIndex(below: 3), seed: seed, shuffles: false),
      samples: Samples(
        inputs: .random([sampleCount] + stack.input.dimensions, using: &random),
        targets: randomTargets([sampleCount] + shape.dimensions, for: loss, using: &random),
        source: "random data"),
      course: .steps(3), snapshotSteps: [1, 2])
  }

  private static func training(
    _ loss: Loss, using random: inout SplitMix64
  ) -> TrainingDescription {
    var training = TrainingDescription(optimizer: optimizer(using: &random), loss: loss)
    let limit = random.nextUniform(in: 0.01...1)
    switch random.nextIndex(below: 6) {
    case 0: training.clipping = .value(limit / 10)
    case 1: training.clipping = .norm(limit)
    case 2: training.clipping = .globalNorm(limit)
    default: break
    }
    if random.nextIndex(below: 4) == 0 {
      training.schedule = .inverseTimeDecay(
        initial: training.optimizer.learningRate, steps: 2, rate: 0.5, isStaircase: false)
    }
    return training
  }

  private static func optimizer(using random: inout SplitMix64) -> Optimizer {
    let rate = random.nextUniform(in: 0.001...0.1)
    switch random.nextIndex(below: 6) {
    case 0: return .sgd(learningRate: rate)
    case 1: return .sgd(learningRate: rate, momentum: random.nextUnit())
    case 2: return .sgd(learningRate: rate, momentum: random.nextUnit(), isNesterov: true)
    case 3:
      return .rmsprop(
        learningRate: rate / 4, rho: random.nextUniform(in: 0.5...0.95),
        momentum: random.nextIndex(below: 2) == 0 ? 0 : random.nextUnit(), epsilon: 1e-2,
        isCentered: random.nextIndex(below: 2) == 0)
    case 4: return .adamW(learningRate: rate / 4, epsilon: 1e-2, weightDecay: random.nextUnit())
    default:
      // Keras's ε of 1e-7 would make a full step of a gradient that is but rounding.
      return .adam(
        learningRate: rate / 4, beta1: random.nextUniform(in: 0.5...0.95),
        beta2: random.nextUniform(in: 0.8...0.999), epsilon: 1e-2)
    }
  }
}

/// Layers under construction.
private struct RandomStack {
  let input: Shape
  private(set) var layers: [any Layer] = []
  var random: SplitMix64
  private var rank: Int

  init(using random: inout SplitMix64) {
    func extent(_ least: Int, _ range: Int) -> Int { least + random.nextIndex(below: range) }
    switch extent(0, 3) {
    case 0: input = [extent(1, 20)]
    case 1: input = [extent(1, 5), extent(1, 4)]
    default: input = [extent(3, 4), extent(3, 4), extent(1, 3)]
    }
    rank = input.rank
    let depth = extent(0, 4)
    self.random = random
    for _ in 0..<depth { add() }
  }

  /// Adds the last layer, and returns a loss that it suits.
  mutating func close() -> Loss {
    let loss = Loss.trained[random.nextIndex(below: 3)]
    let activations: [Activation] =
      loss == .meanSquaredError ? Activation.small.filter { $0 != .relu } : [.sigmoid, .softmax]
    let activation = activations[random.nextIndex(below: activations.count)]
    // A softmax of one is 1, where the float32 logarithm of 1 − p is another number than Double's.
    var last = dense(units: (activation == .softmax ? 2 : 1) + random.nextIndex(below: 4))
    last.activation = activation
    layers.append(last)
    return loss
  }

  private mutating func add() {
    switch (rank, random.nextIndex(below: 5)) {
    case (_, 0): layers.append(ActivationLayer(activation()))
    case (2..., 1):
      layers.append(Flatten())
      rank = 1
    case (2, 2...): layers.append(recurrence())
    case (3, 2...): layers.append(convolution())
    default: layers.append(dense(units: 1 + random.nextIndex(below: 6)))
    }
  }

  private mutating func dense(units: Int) -> Dense {
    Dense(
      units: units, activation: activation(), usesBias: random.nextIndex(below: 4) > 0,
      kernel: WeightSettings(noise, penalty()), bias: WeightSettings(noise, penalty()))
  }

  private mutating func convolution() -> Conv2D {
    // 'same' takes a kernel of any size; a valid one must fit what is left of the image.
    let size = Size2D(1 + random.nextIndex(below: 3), 1 + random.nextIndex(below: 3))
    let isValid = layers.isEmpty && random.nextIndex(below: 2) == 0
    return Conv2D(
      filters: 1 + random.nextIndex(below: 3), kernelSize: size,
      strides: Size2D(1 + random.nextIndex(below: 2), 1 + random.nextIndex(below: 2)),
      padding: isValid ? .valid : .same, activation: activation(),
      usesBias: random.nextIndex(below: 4) > 0, kernel: WeightSettings(noise, penalty()),
      bias: WeightSettings(noise, penalty()))
  }

  private mutating func recurrence() -> SimpleRNN {
    let returnsSequences = random.nextIndex(below: 2) == 0
    if !returnsSequences { rank = 1 }
    return SimpleRNN(
      units: 1 + random.nextIndex(below: 4), activation: activation(),
      usesBias: random.nextIndex(below: 4) > 0, returnsSequences: returnsSequences,
      kernel: WeightSettings(noise, penalty()), recurrentKernel: WeightSettings(noise, penalty()),
      bias: WeightSettings(noise, penalty()))
  }

  private mutating func activation() -> Activation {
    Activation.small[random.nextIndex(below: Activation.small.count)]
  }

  private mutating func penalty() -> Regularizer? {
    switch random.nextIndex(below: 6) {
    case 0: Regularizer(l1: random.nextUniform(in: 0...0.02))
    case 1: Regularizer(l2: random.nextUniform(in: 0...0.05))
    case 2: Regularizer(l1: 0.01, l2: 0.02)
    default: nil
    }
  }

  /// No weight is 0, where the slope of |w| is a matter of convention.
  private var noise: Initializer { .randomUniform(minimum: -0.6, maximum: 0.6) }
}
