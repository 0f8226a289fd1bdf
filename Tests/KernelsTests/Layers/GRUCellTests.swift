import Foundation
import Kernels
import TestSupport
import Testing

@Suite struct GRUCellTests {
  private static let count = 2 * lanes
  private static let activations: [(ElementwiseActivation, ElementwiseActivation)] = [
    (.tanh, .sigmoid), (.softplus, .hardSilu), (.gelu, .sigmoid),
  ]

  /// The arrays of a test, [array][unit]: first what a moment is made from.
  private enum Array: Int, CaseIterable {
    case updateProduct, resetProduct, candidateProduct, previousState
    /// The product of the previous state with the recurrent weights of the candidate, with `reset_after`.
    case recurrentProduct
    case update, reset, candidate, state, resetState, stateGradient
    case updateGradient, resetGradient, candidateGradient, previousGradient, otherGradient
  }

  /// Arrays that outlive a call.
  private final class Numbers {
    let base: UnsafeMutablePointer<Float>

    init() {
      let numbers = randomNumbers(Array.allCases.count * count, in: -2...2, seed: 1)
      base = .allocate(capacity: numbers.count)
      base.initialize(from: numbers, count: numbers.count)
    }

    deinit { base.deallocate() }

    subscript(array: Array) -> UnsafeMutablePointer<Float> { base + array.rawValue * count }

    /// What a moment of one unit is made from.
    func unit(_ unit: Int) -> [Double] { (0..<5).map { Double(base[$0 * count + unit]) } }

    func moment(
      _ activation: ElementwiseActivation, _ gateActivation: ElementwiseActivation
    ) -> GRUMoment {
      GRUMoment(
        updateProduct: self[.updateProduct], resetProduct: self[.resetProduct],
        candidateProduct: self[.candidateProduct], update: self[.update], reset: self[.reset],
        candidate: self[.candidate], previousState: UnsafePointer(self[.previousState]),
        activation: activation, gateActivation: gateActivation, count: count)
    }
  }

  /// The state of one unit; without `reset_after` its recurrent weight is ½.
  private func state(
    _ x: [Double], isAfter: Bool, _ activation: @Sendable (Double) -> Double,
    _ gate: @Sendable (Double) -> Double
  ) -> Double {
    let z = gate(x[0]), r = gate(x[1])
    let candidate = activation(x[2] + (isAfter ? r * x[4] : 0.5 * (r * x[3])))
    return z * x[3] + (1 - z) * candidate
  }

  private func forward(_ numbers: Numbers, _ moment: GRUMoment, isAfter: Bool) {
    computeGRUGates(
      moment,
      reset: isAfter
        ? .after(product: numbers[.recurrentProduct]) : .before(state: numbers[.resetState]))
    if !isAfter {
      for i in 0..<Self.count {
        numbers[.candidateProduct][i] += 0.5 * numbers[.resetState][i]
      }
    }
    computeGRUState(moment, state: numbers[.state])
  }

  private func backward(_ numbers: Numbers, _ moment: GRUMoment, isAfter: Bool) {
    computeGRUStateGradient(
      moment, stateGradient: numbers[.stateGradient], updateGradient: numbers[.updateGradient],
      candidateGradient: numbers[.candidateGradient],
      previousGradient: numbers[.previousGradient])
    if isAfter {
      computeGRUResetGradient(
        moment,
        .after(
          candidate: numbers[.candidateGradient], product: numbers[.recurrentProduct],
          productGradient: numbers[.otherGradient]), resetGradient: numbers[.resetGradient])
    } else {
      for i in 0..<Self.count {
        numbers[.otherGradient][i] = 0.5 * numbers[.candidateGradient][i]
      }
      computeGRUResetGradient(
        moment,
        .before(
          state: numbers[.otherGradient], previousGradient: numbers[.previousGradient]),
        resetGradient: numbers[.resetGradient])
    }
  }

  @Test(arguments: activations, [true, false])
  func momentsAndGradientsMatchTheirDefinition(
    activations: (ElementwiseActivation, ElementwiseActivation), isAfter: Bool
  ) throws {
    let cases = ActivationCase.all
    let activation = try #require(cases.first { $0.activation == activations.0 })
    let gate = try #require(cases.first { $0.activation == activations.1 })
    let numbers = Numbers(), moment = numbers.moment(activations.0, activations.1)
    let units = (0..<Self.count).map { numbers.unit($0) }
    forward(numbers, moment, isAfter: isAfter)
    backward(numbers, moment, isAfter: isAfter)
    for unit in 0..<Self.count {
      let x = units[unit], g = Double(numbers[.stateGradient][unit])
      let exact = state(x, isAfter: isAfter, activation.value, gate.value)
      let bound = gamma(80) * 8
      #expect(abs(Double(numbers[.state][unit]) - exact) <= bound)
      let slopes = slopes(
        of: { g * state($0, isAfter: isAfter, activation.value, gate.value) }, at: x)
      var found: [Array] = [
        .updateGradient, .resetGradient, .candidateGradient, .previousGradient,
      ]
      if isAfter { found.append(.otherGradient) }
      for (array, slope) in zip(found, slopes) {
        #expect(abs(Double(numbers[array][unit]) - slope) <= 4 * bound + 1e-7, "\(array)")
      }
    }
    withExtendedLifetime(numbers) {}
  }

  @Test(arguments: [true, false])
  func notANumberStaysInItsUnit(isAfter: Bool) {
    for array in [Array.updateProduct, .resetProduct, .candidateProduct, .previousState] {
      for unit in 0..<Self.count {
        let numbers = Numbers()
        numbers[array][unit] = .nan
        forward(numbers, numbers.moment(.tanh, .sigmoid), isAfter: isAfter)
        for other in 0..<Self.count { #expect(numbers[.state][other].isNaN == (other == unit)) }
        withExtendedLifetime(numbers) {}
      }
    }
  }
}
