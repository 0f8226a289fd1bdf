import Foundation
import Networks

/// A recurrence, by what it does at one moment.
protocol ReferenceRecurrence: RecurrentLayer, ReferenceLayer {
  /// The states behind a moment, of which the first is the output.
  ///
  /// - Parameter weights: kernel, recurrent kernel and, where there is one, bias.
  func states(_ x: [Double], after states: [[Double]], _ weights: [[Double]]) -> [[Double]]
}

extension ReferenceRecurrence {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] { [series(of: call, call.weights)] }

  /// What becomes of every sample's series.
  func series(of call: ReferenceCall, _ weights: [[Double]]) -> ReferenceBatch {
    call.inputs[0].enumerated().map { sample, series in
      walk(series, steps: call.inputShape[0], call.mask?[sample], weights)
    }
  }

  /// A masked moment leaves states and output as they were, or gives zeros.
  private func walk(
    _ series: [Double], steps: Int, _ mask: [Bool]?, _ weights: [[Double]]
  ) -> [Double] {
    let features = series.count / steps
    var states = [[Double]](
      repeating: [Double](repeating: 0, count: recurrence.units), count: Self.stateCount)
    let zeros = states[0]
    var sequence: [[Double]] = []
    let moments = Array(0..<steps)
    for step in recurrence.goesBackwards ? moments.reversed() : moments {
      let counts = mask?[step] ?? true
      if counts {
        states = self.states(
          Array(series[step * features..<(step + 1) * features]), after: states, weights)
      }
      sequence.append(counts || !recurrence.zeroesMaskedOutput ? states[0] : zeros)
    }
    return recurrence.returnsSequences ? sequence.flatMap(\.self) : sequence[steps - 1]
  }

  fileprivate func activated(_ x: [Double]) -> [Double] {
    recurrence.activation.reference(x, columns: recurrence.units)
  }

  /// Sums of gates, cut into the gates.
  fileprivate func gates(_ sums: [Double]) -> [[Double]] {
    stride(from: 0, to: sums.count, by: recurrence.units).map {
      Array(sums[$0..<$0 + recurrence.units])
    }
  }
}

private func sum(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }
private func product(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 * $1 } }

extension SimpleRNN: ReferenceRecurrence {
  func states(_ x: [Double], after states: [[Double]], _ weights: [[Double]]) -> [[Double]] {
    let sums = sum(
      referenceProduct(x, weights[0], recurrence.units),
      referenceProduct(states[0], weights[1], recurrence.units))
    return [activated(sums.adding(weights.dropFirst(2).first))]
  }
}

extension LSTM: ReferenceRecurrence {
  func states(_ x: [Double], after states: [[Double]], _ weights: [[Double]]) -> [[Double]] {
    let width = 4 * recurrence.units
    let sums = sum(
      referenceProduct(x, weights[0], width), referenceProduct(states[0], weights[1], width))
    var bias = weights.dropFirst(2).first
    if hasTwoBiases { bias = bias.map { sum(Array($0[..<width]), Array($0[width...])) } }
    let z = gates(sums.adding(bias))
    func gate(_ x: [Double]) -> [Double] {
      recurrentActivation.reference(x, columns: recurrence.units)
    }
    let cell = sum(product(gate(z[1]), states[1]), product(gate(z[0]), activated(z[2])))
    return [product(gate(z[3]), activated(cell)), cell]
  }
}

extension GRU: ReferenceRecurrence {
  func states(_ x: [Double], after states: [[Double]], _ weights: [[Double]]) -> [[Double]] {
    let units = recurrence.units, h = states[0]
    let biases = weights.dropFirst(2).first.map { bias in
      stride(from: 0, to: bias.count, by: 3 * units).map { Array(bias[$0..<$0 + 3 * units]) }
    }
    let inner = gates(referenceProduct(x, weights[0], 3 * units).adding(biases?[0]))
    func recurrent(_ state: [Double]) -> [[Double]] {
      gates(
        referenceProduct(state, weights[1], 3 * units).adding(resetsAfter ? biases?[1] : nil))
    }
    func gate(_ x: [Double]) -> [Double] { recurrentActivation.reference(x, columns: units) }
    let outer = recurrent(h)
    let update = gate(sum(inner[0], outer[0])), reset = gate(sum(inner[1], outer[1]))
    let candidate = activated(
      sum(inner[2], resetsAfter ? product(reset, outer[2]) : recurrent(product(reset, h))[2]))
    return [sum(product(update, h), product(update.map { 1 - $0 }, candidate))]
  }
}

extension Bidirectional: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let half = call.weights.count / 2
    let along = series(forward, call, Array(call.weights[..<half]))
    let back = turned(series(backward, call, Array(call.weights[half...])))
    guard let mergeMode else { return [along, back] }
    let units = call.columns / (mergeMode == .concatenate ? 2 : 1)
    return [zip(along, back).map { merge($0, $1, mergeMode, units) }]
  }

  /// The outputs of one direction in the order in which it walked.
  private func series(
    _ direction: LayerDescription, _ call: ReferenceCall, _ weights: [[Double]]
  ) -> ReferenceBatch {
    guard var layer = direction.layer as? any ReferenceRecurrence else {
      preconditionFailure("no reference for a wrapped \(direction.layer.className)")
    }
    layer.recurrence.zeroesMaskedOutput = layer.recurrence.returnsSequences
    return layer.series(of: call, weights)
  }

  /// Sequences in the opposite order, which Keras gives those of the second layer whichever way it
  /// walked.
  private func turned(_ walked: ReferenceBatch) -> ReferenceBatch {
    guard let recurrence = (backward.layer as? any RecurrentLayer)?.recurrence,
      recurrence.returnsSequences
    else { return walked }
    return walked.map { series in
      stride(from: series.count - recurrence.units, through: 0, by: -recurrence.units).flatMap {
        series[$0..<$0 + recurrence.units]
      }
    }
  }

  private func merge(
    _ a: [Double], _ b: [Double], _ mode: MergeMode, _ units: Int
  ) -> [Double] {
    switch mode {
    case .sum: sum(a, b)
    case .multiply: product(a, b)
    case .average: sum(a, b).map { $0 / 2 }
    case .concatenate:
      stride(from: 0, to: a.count, by: units).flatMap { a[$0..<$0 + units] + b[$0..<$0 + units] }
    }
  }
}
