import Foundation
import Kernels
import TestSupport
import Testing

@Suite struct LSTMCellTests {
  private static let count = 2 * lanes
  /// Derivatives from outputs, from inputs, and of both kinds.
  private static let activations: [(ElementwiseActivation, ElementwiseActivation)] = [
    (.tanh, .sigmoid), (.softplus, .hardSilu), (.gelu, .sigmoid), (.linear, .legacyHardSigmoid),
  ]

  /// Cell and state of one unit from its four products and its cell before.
  private func cell(
    _ x: [Double], _ activation: @Sendable (Double) -> Double,
    _ gate: @Sendable (Double) -> Double
  ) -> (cell: Double, state: Double) {
    let cell = gate(x[1]) * x[4] + gate(x[0]) * activation(x[2])
    return (cell, gate(x[3]) * activation(cell))
  }

  /// Numbers of all units in arrays that outlive a call: [number][unit].
  private final class Numbers {
    let base: UnsafeMutablePointer<Float>
    private let arrays: Int

    init(_ arrays: Int, seed: UInt64) {
      self.arrays = arrays
      base = .allocate(capacity: arrays * count)
      let numbers = randomNumbers(arrays * count, in: -2...2, seed: seed)
      base.initialize(from: numbers, count: numbers.count)
    }

    deinit { base.deallocate() }

    subscript(array: Int) -> UnsafeMutablePointer<Float> { base + array * count }

    /// The numbers of one unit.
    func unit(_ unit: Int) -> [Double] { (0..<arrays).map { Double(self[$0][unit]) } }

    /// The first four arrays.
    var gates: LSTMGates {
      LSTMGates(input: self[0], forget: self[1], candidate: self[2], output: self[3])
    }
  }

  @Test(arguments: activations, [true, false])
  func momentsAndGradientsMatchTheirDefinition(
    activations: (ElementwiseActivation, ElementwiseActivation), isFirst: Bool
  ) throws {
    let cases = ActivationCase.all
    let activation = try #require(cases.first { $0.activation == activations.0 })
    let gate = try #require(cases.first { $0.activation == activations.1 })
    // Products of the gates and the cell before; the gates, where they don't replace their products.
    let inputs = Numbers(5, seed: 1), gates = Numbers(4, seed: 2)
    let isInPlace =
      activations.0.derivativeFollowsFromOutput && activations.1.derivativeFollowsFromOutput
    if isFirst { inputs[4].update(repeating: 0, count: Self.count) }
    let units = (0..<Self.count).map { inputs.unit($0) }
    // Cell, activated cell and state; gradients by state and cell, then those of the gates.
    let outputs = Numbers(3, seed: 3), given = Numbers(2, seed: 4), gradients = Numbers(4, seed: 5)
    let sources = (0..<Self.count).map { given.unit($0) }
    let moment = LSTMMoment(
      products: inputs.gates, gates: isInPlace ? inputs.gates : gates.gates,
      previousCell: isFirst ? nil : UnsafePointer(inputs[4]), cell: outputs[0],
      activatedCell: outputs[1], activation: activations.0, gateActivation: activations.1,
      count: Self.count)
    computeLSTM(moment, state: outputs[2])
    computeLSTMGradient(
      moment, stateGradient: given[0], cellGradient: given[1], gradients: gradients.gates)
    for unit in 0..<Self.count {
      let x = units[unit], exact = cell(x, activation.value, gate.value)
      // Some 20 roundings each of gate, candidate and activation, whose slopes and sizes are below 8.
      let bound = gamma(80) * 8
      #expect(abs(Double(outputs[0][unit]) - exact.cell) <= bound)
      #expect(abs(Double(outputs[2][unit]) - exact.state) <= bound)
      let slopes = slopes(
        of: {
          let result = cell($0, activation.value, gate.value)
          return sources[unit][0] * result.state + sources[unit][1] * result.cell
        }, at: x)
      let found = gradients.unit(unit) + [Double(given[1][unit])]
      for (gradient, slope) in zip(found, slopes) {
        #expect(abs(gradient - slope) <= 4 * bound + 1e-7)
      }
    }
    withExtendedLifetime((inputs, gates, outputs, given, gradients)) {}
  }

  /// A NaN in any product of one unit reaches its state, and no other unit's.
  @Test func notANumberStaysInItsUnit() {
    for array in 0..<5 {
      for unit in 0..<Self.count {
        let inputs = Numbers(5, seed: 1), outputs = Numbers(3, seed: 3)
        inputs[array][unit] = .nan
        let moment = LSTMMoment(
          products: inputs.gates, gates: inputs.gates, previousCell: UnsafePointer(inputs[4]),
          cell: outputs[0], activatedCell: outputs[1], activation: .tanh,
          gateActivation: .sigmoid, count: Self.count)
        computeLSTM(moment, state: outputs[2])
        for other in 0..<Self.count { #expect(outputs[2][other].isNaN == (other == unit)) }
        withExtendedLifetime((inputs, outputs)) {}
      }
    }
  }
}
