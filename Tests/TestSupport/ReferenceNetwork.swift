import Foundation
import Networks

/// A network in Double and plain loops: the oracle that trainers are compared with.
///
/// It is written from Keras's definitions alone and shares no code with the trainer.
public struct ReferenceNetwork {
  let layers: [ResolvedLayer]
  let loss: Loss

  /// Takes over a chain of layers.
  public init(_ network: ResolvedNetwork, loss: Loss) throws {
    layers = try network.chain()
    self.loss = loss
  }

  /// The outputs of one sample; `weights` in Keras's order.
  public func outputs(_ input: [Double], weights: [[Double]]) -> [Double] {
    var values = input
    var next = 0
    for layer in layers {
      let count = layer.parameters.count
      values = forward(layer, values, Array(weights[next..<next + count]))
      next += count
    }
    return values
  }

  /// The mean loss of a batch with all penalties.
  public func loss(inputs: [[Double]], targets: [[Double]], weights: [[Double]]) -> Double {
    var total = 0.0
    for (input, target) in zip(inputs, targets) {
      total += lossSum(outputs(input, weights: weights), target)
    }
    let outputShape = layers[layers.count - 1].outputShape
    let columns = loss == .categoricalCrossentropy ? outputShape.dimensions.last! : 1
    let positions = outputShape.elementCount! / columns * inputs.count
    return total / Double(positions) + penalty(weights)
  }

  private func penalty(_ weights: [[Double]]) -> Double {
    zip(layers.flatMap(\.parameters), weights).reduce(0) { total, pair in
      guard let regularizer = pair.0.regularizer, pair.0.isTrainable else { return total }
      return total + regularizer.l1 * pair.1.reduce(0) { $0 + abs($1) }
        + regularizer.l2 * pair.1.reduce(0) { $0 + $1 * $1 }
    }
  }

  private func lossSum(_ p: [Double], _ y: [Double]) -> Double {
    func clip(_ x: Double) -> Double { min(max(x, 1e-7), 1 - 1e-7) }
    switch loss {
    case .meanSquaredError:
      return zip(p, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    case .binaryCrossentropy:
      return zip(p, y).reduce(0) {
        $0 - $1.1 * log(clip($1.0)) - (1 - $1.1) * log(1 - clip($1.0))
      }
    case .categoricalCrossentropy:
      let columns = layers[layers.count - 1].outputShape.dimensions.last!
      return stride(from: 0, to: p.count, by: columns).reduce(0) { total, first in
        let row = p[first..<first + columns], sum = row.reduce(0, +)
        return total
          - zip(row, y[first..<first + columns]).reduce(0) {
            $0 + $1.1 * log(clip($1.0 / sum))
          }
      }
    case .sparseCategoricalCrossentropy:
      preconditionFailure("class numbers are scored by no reference")
    }
  }

  private func forward(_ layer: ResolvedLayer, _ x: [Double], _ weights: [[Double]]) -> [Double] {
    switch layer.description.layer {
    case is InputLayer, is Flatten:
      return x
    case let activation as ActivationLayer:
      return activate(x, activation.activation, columns: layer.outputShape.dimensions.last ?? 1)
    case let dense as Dense:
      let inputs = layer.inputShape.dimensions.last!
      let rows = stride(from: 0, to: x.count, by: inputs).flatMap { first in
        product(Array(x[first..<first + inputs]), weights[0], dense.units)
      }
      return activate(
        adding(rows, weights.dropFirst().first, dense.units), dense.activation,
        columns: dense.units)
    case let convolution as Conv2D:
      return convolve(layer, convolution, x, weights)
    case let recurrence as SimpleRNN:
      return recur(layer, recurrence, x, weights)
    default:
      preconditionFailure("no reference for \(layer.description.layer.className)")
    }
  }

  private func product(_ x: [Double], _ kernel: [Double], _ units: Int) -> [Double] {
    (0..<units).map { unit in
      x.indices.reduce(0) { $0 + x[$1] * kernel[$1 * units + unit] }
    }
  }

  private func adding(_ rows: [Double], _ bias: [Double]?, _ units: Int) -> [Double] {
    guard let bias else { return rows }
    return rows.indices.map { rows[$0] + bias[$0 % units] }
  }

  private func activate(_ x: [Double], _ activation: Activation, columns: Int) -> [Double] {
    switch activation {
    case .linear: return x
    case .relu: return x.map { max($0, 0) }
    case .sigmoid: return x.map { 1 / (1 + exp(-$0)) }
    case .tanh: return x.map { Foundation.tanh($0) }
    case .softmax:
      return stride(from: 0, to: x.count, by: columns).flatMap { first in
        let row = x[first..<first + columns], largest = row.max()!
        let e = row.map { exp($0 - largest) }, sum = e.reduce(0, +)
        return e.map { $0 / sum }
      }
    default: preconditionFailure("no reference for \(activation.name)")
    }
  }

  private func convolve(
    _ layer: ResolvedLayer, _ convolution: Conv2D, _ x: [Double], _ weights: [[Double]]
  ) -> [Double] {
    let input = layer.inputShape.dimensions, output = layer.outputShape.dimensions
    let kernel = convolution.kernelSize, stride = convolution.strides
    func before(_ input: Int, _ output: Int, _ kernel: Int, _ stride: Int) -> Int {
      convolution.padding == .valid ? 0 : max((output - 1) * stride + kernel - input, 0) / 2
    }
    let top = before(input[0], output[0], kernel.height, stride.height)
    let left = before(input[1], output[1], kernel.width, stride.width)
    var sums = [Double](repeating: 0, count: output.reduce(1, *))
    for oy in 0..<output[0] {
      for ox in 0..<output[1] {
        for dy in 0..<kernel.height {
          for dx in 0..<kernel.width {
            let y = oy * stride.height + dy - top, x0 = ox * stride.width + dx - left
            guard y >= 0, y < input[0], x0 >= 0, x0 < input[1] else { continue }
            for channel in 0..<input[2] {
              let value = x[(y * input[1] + x0) * input[2] + channel]
              for filter in 0..<output[2] {
                let weight = ((dy * kernel.width + dx) * input[2] + channel) * output[2] + filter
                sums[(oy * output[1] + ox) * output[2] + filter] += value * weights[0][weight]
              }
            }
          }
        }
      }
    }
    return activate(
      adding(sums, weights.dropFirst().first, output[2]), convolution.activation,
      columns: output[2])
  }

  private func recur(
    _ layer: ResolvedLayer, _ recurrence: SimpleRNN, _ x: [Double], _ weights: [[Double]]
  ) -> [Double] {
    let steps = layer.inputShape.dimensions[0], features = layer.inputShape.dimensions[1]
    let units = recurrence.units
    var state = [Double](repeating: 0, count: units), sequence: [Double] = []
    for step in 0..<steps {
      let input = product(Array(x[step * features..<(step + 1) * features]), weights[0], units)
      let memory = product(state, weights[1], units)
      let sum = zip(input, memory).map { $0 + $1 }
      state = activate(
        adding(sum, weights.dropFirst(2).first, units), recurrence.activation, columns: units)
      sequence += state
    }
    return recurrence.returnsSequences ? sequence : state
  }
}
