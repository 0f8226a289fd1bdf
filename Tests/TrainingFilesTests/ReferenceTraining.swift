import Foundation
import Networks
import TestSupport

@testable import TrainingFiles

/// Keras's training in Double, with gradients by central differences: it shares nothing with the
/// trainer but the definitions.
struct ReferenceTraining {
  /// The weights in Keras's order.
  private(set) var weights: [[Double]]

  private let network: ReferenceNetwork
  private let training: TrainingDescription
  private let session: Session
  /// What the optimizer keeps: velocities or first moments, second moments, mean gradients.
  private var first: [[Double]]
  private var second: [[Double]]
  private var third: [[Double]]
  private var step = 0

  /// Begins at `weights`.
  init(_ session: Session, weights: [NamedTensor]) throws {
    self.session = session
    network = ReferenceNetwork(try session.network.resolved(), session.training)
    training = session.training
    self.weights = weights.map { $0.tensor.elements.map(Double.init) }
    first = self.weights.map { $0.map { _ in 0 } }
    (second, third) = (first, first)
  }

  /// Makes the next step; returns its batch's loss before the update.
  mutating func makeStep() -> Double {
    let inputs = session.samples.inputs[0].samples, targets = session.samples.targets[0].samples
    let batchSize = session.options.batchSize
    let start = step * batchSize % ((inputs.count + batchSize - 1) / batchSize * batchSize)
    let rows = start..<min(start + batchSize, inputs.count)
    step += 1
    let (x, y) = (Array(inputs[rows]), Array(targets[rows]))
    let loss = network.loss(inputs: [x], targets: [y], weights: weights)
    let gradient = clipped(gradient(x, y))
    for tensor in weights.indices {
      for index in weights[tensor].indices { update(tensor, index, gradient[tensor][index]) }
    }
    return loss
  }

  private func gradient(_ inputs: [[Double]], _ targets: [[Double]]) -> [[Double]] {
    var moved = weights
    return weights.indices.map { tensor in
      weights[tensor].indices.map { index in
        // Not across 0, where a penalty on absolute values has its corner.
        let h = min(1e-5, max(abs(weights[tensor][index]) / 2, 1e-8))
        moved[tensor][index] = weights[tensor][index] + h
        let above = network.loss(inputs: [inputs], targets: [targets], weights: moved)
        moved[tensor][index] = weights[tensor][index] - h
        let below = network.loss(inputs: [inputs], targets: [targets], weights: moved)
        moved[tensor][index] = weights[tensor][index]
        return (above - below) / (2 * h)
      }
    }
  }

  private func clipped(_ gradient: [[Double]]) -> [[Double]] {
    func norm(_ numbers: [Double]) -> Double {
      numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    func scaled(_ tensor: [Double], _ norm: Double, _ limit: Double) -> [Double] {
      norm > limit ? tensor.map { $0 * limit / norm } : tensor
    }
    switch training.clipping {
    case nil: return gradient
    case .value(let limit): return gradient.map { $0.map { min(max($0, -limit), limit) } }
    case .norm(let limit): return gradient.map { scaled($0, norm($0), limit) }
    case .globalNorm(let limit):
      let all = norm(gradient.flatMap(\.self))
      return gradient.map { scaled($0, all, limit) }
    }
  }

  private mutating func update(_ tensor: Int, _ index: Int, _ g: Double) {
    let rate =
      training.schedule?.learningRate(atStep: step - 1) ?? training.optimizer.learningRate
    let optimizer = training.optimizer
    func setting(_ name: String) -> Double { optimizer[name] ?? .nan }
    switch optimizer.rule {
    case .sgd:
      let momentum = setting("momentum"), v = momentum * first[tensor][index] - rate * g
      first[tensor][index] = v
      weights[tensor][index] += setting("nesterov") == 1 ? momentum * v - rate * g : v
    case .adam, .adamW:
      weights[tensor][index] *= 1 - (optimizer["weight_decay"] ?? 0) * rate
      adam(
        tensor, index, g, rate, setting("beta_1"), setting("beta_2"), setting("epsilon"))
    case .rmsprop:
      let rho = setting("rho")
      let v = rho * second[tensor][index] + (1 - rho) * g * g
      let mean = rho * third[tensor][index] + (1 - rho) * g
      let variance = v - (setting("centered") == 1 ? mean * mean : 0)
      let pull = rate * g / (variance + setting("epsilon")).squareRoot()
      let m = setting("momentum") * first[tensor][index] + pull
      (first[tensor][index], second[tensor][index], third[tensor][index]) = (m, v, mean)
      weights[tensor][index] -= m
    }
  }

  private mutating func adam(
    _ tensor: Int, _ index: Int, _ g: Double, _ rate: Double, _ beta1: Double, _ beta2: Double,
    _ epsilon: Double
  ) {
    let t = Double(step)
    let m = beta1 * first[tensor][index] + (1 - beta1) * g
    let v = beta2 * second[tensor][index] + (1 - beta2) * g * g
    (first[tensor][index], second[tensor][index]) = (m, v)
    let alpha = rate * (1 - pow(beta2, t)).squareRoot() / (1 - pow(beta1, t))
    weights[tensor][index] -= alpha * m / (v.squareRoot() + epsilon)
  }
}
