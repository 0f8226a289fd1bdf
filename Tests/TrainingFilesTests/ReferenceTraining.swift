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
  private let optimizer: Optimizer
  private let session: Session
  private var first: [[Double]]
  private var second: [[Double]]
  private var step = 0

  /// Begins at `weights`.
  init(_ session: Session, weights: [NamedTensor]) throws {
    self.session = session
    network = try ReferenceNetwork(try session.network.resolved(), loss: session.training.loss)
    optimizer = session.training.optimizer
    self.weights = weights.map { $0.tensor.elements.map(Double.init) }
    first = self.weights.map { $0.map { _ in 0 } }
    second = first
  }

  /// Makes the next step; returns its batch's loss before the update.
  mutating func makeStep() -> Double {
    let inputs = session.samples.inputs.samples, targets = session.samples.targets.samples
    let batchSize = session.options.batchSize
    let start = step * batchSize % ((inputs.count + batchSize - 1) / batchSize * batchSize)
    let rows = start..<min(start + batchSize, inputs.count)
    step += 1
    let (x, y) = (Array(inputs[rows]), Array(targets[rows]))
    let loss = network.loss(inputs: x, targets: y, weights: weights)
    let gradient = gradient(x, y)
    for tensor in weights.indices {
      for index in weights[tensor].indices { update(tensor, index, gradient[tensor][index]) }
    }
    return loss
  }

  private func gradient(_ inputs: [[Double]], _ targets: [[Double]]) -> [[Double]] {
    let h = 1e-5
    var moved = weights
    return weights.indices.map { tensor in
      weights[tensor].indices.map { index in
        moved[tensor][index] = weights[tensor][index] + h
        let above = network.loss(inputs: inputs, targets: targets, weights: moved)
        moved[tensor][index] = weights[tensor][index] - h
        let below = network.loss(inputs: inputs, targets: targets, weights: moved)
        moved[tensor][index] = weights[tensor][index]
        return (above - below) / (2 * h)
      }
    }
  }

  private mutating func update(_ tensor: Int, _ index: Int, _ g: Double) {
    switch optimizer {
    case .sgd(let rate, let momentum, let isNesterov):
      let v = momentum * first[tensor][index] - rate * g
      first[tensor][index] = v
      weights[tensor][index] += isNesterov ? momentum * v - rate * g : v
    case .adam(let rate, let beta1, let beta2, let epsilon):
      let t = Double(step)
      let m = beta1 * first[tensor][index] + (1 - beta1) * g
      let v = beta2 * second[tensor][index] + (1 - beta2) * g * g
      (first[tensor][index], second[tensor][index]) = (m, v)
      let alpha = rate * (1 - pow(beta2, t)).squareRoot() / (1 - pow(beta1, t))
      weights[tensor][index] -= alpha * m / (v.squareRoot() + epsilon)
    case .adamW, .rmsprop:
      preconditionFailure("no reference for \(optimizer)")
    }
  }
}
