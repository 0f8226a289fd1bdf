import Foundation
import Kernels

/// Numbers that a clip, a comparison, an exponent taken from bits or a maximum may lose.
let specialValues: [Float] = [
  .nan, -.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
  .leastNormalMagnitude, -.leastNonzeroMagnitude, 0, -0.0,
]

/// A number as float32 holds it: what is too large becomes infinite.
func f32(_ number: Double) -> Double { Double(Float(number)) }

/// Whether a kernel's number is the true one, up to roundings; NaN only agrees with NaN.
func agrees(_ value: Float, with exact: Double) -> Bool {
  let exact = f32(exact)
  guard exact.isFinite, value.isFinite else {
    return exact.isNaN ? value.isNaN : Double(value) == exact
  }
  return abs(Double(value) - exact) <= 1e-5 * max(1, abs(exact))
}

/// A kernel that makes each element from those at the same place, and its formula.
struct ElementKernel: Sendable, CustomStringConvertible {
  let description: String
  /// Arrays that it takes.
  let operands: Int
  /// Works on arrays in place.
  let run: @Sendable (inout [[Float]]) -> Void
  /// What one element of each array becomes.
  let formula: @Sendable ([Double]) -> [Double]

  static func activation(
    _ activation: ElementwiseActivation, _ function: @escaping @Sendable (Double) -> Double
  ) -> ElementKernel {
    ElementKernel(
      description: "\(activation)", operands: 1,
      run: { applyActivation(activation, to: &$0[0], count: $0[0].count) },
      formula: { [function($0[0])] })
  }

  /// The formula takes an activation's output and the gradient.
  static func derivative(
    _ activation: ElementwiseActivation,
    _ function: @escaping @Sendable (Double, Double) -> Double
  ) -> ElementKernel {
    ElementKernel(
      description: "derivative of \(activation)", operands: 2,
      run: { arrays in
        multiplyByDerivative(
          of: activation, outputs: arrays[0], gradient: &arrays[1], count: arrays[0].count)
      }, formula: { [$0[0], function($0[0], $0[1])] })
  }

  /// The formula takes a weight, its gradient and two moments, and gives the first and the moments.
  static func update(
    _ step: OptimizerStep,
    _ function: @escaping @Sendable (Double, Double, Double, Double) -> (Double, Double, Double)
  ) -> ElementKernel {
    ElementKernel(
      description: "\(step)", operands: 4,
      run: { arrays in
        var (w, m, v) = (arrays[0], arrays[2], arrays[3])
        updateWeights(&w, gradient: arrays[1], first: &m, second: &v, count: w.count, by: step)
        arrays = [w, arrays[1], m, v]
      },
      formula: { numbers in
        let (w, m, v) = function(numbers[0], numbers[1], numbers[2], numbers[3])
        return [w, numbers[1], m, v]
      })
  }

  /// The formula takes a weight and gives the penalty's slope.
  static func penalty(
    l1: Float, l2: Float, _ slope: @escaping @Sendable (Double) -> Double
  ) -> ElementKernel {
    ElementKernel(
      description: "penalty \(l1), \(l2)", operands: 2,
      run: { arrays in
        _ = addPenalty(
          l1: l1, l2: l2, weights: arrays[0], gradient: &arrays[1], count: arrays[0].count)
      }, formula: { [$0[0], f32($0[1] + slope($0[0]))] })
  }
}

/// A kernel of rows in any layout, and its formula for one row.
struct RowKernel: Sendable, CustomStringConvertible {
  let description: String
  /// What the padding lanes of each operand may hold.
  let fillings: [Float]
  /// Whether the padding of what is written has to be 0.
  let clearsPadding: @Sendable (Layout) -> Bool
  /// Gives the numbers that each row becomes, and the buffer that was written.
  let run: @Sendable ([LayoutBuffer]) -> (results: [[Float]], written: LayoutBuffer?)
  let formula: @Sendable ([[Double]]) -> [Double]

  /// The formula takes predictions and targets, and gives the loss and its gradient.
  static func loss(
    _ name: String,
    _ panels:
      @escaping @Sendable (
        PanelRows, PanelRows, PanelRows?, Float, UnsafeMutablePointer<Float>
      ) -> Void,
    _ across:
      @escaping @Sendable (
        LaneRows, LaneRows, LaneRows?, Float, UnsafeMutablePointer<Float>
      ) -> Void,
    _ formula: @escaping @Sendable ([Double], [Double]) -> (Double, [Double])
  ) -> RowKernel {
    RowKernel(
      description: name, fillings: [.nan, .nan], clearsPadding: { _ in true },
      run: { operands in
        let p = operands[0], y = operands[1]
        let g = LayoutBuffer(p.layout, rows: p.rows, columns: p.columns, filling: .nan)
        var losses = [Float](repeating: 0, count: panelCount(p.rows) * lanes)
        if p.layout == .lanes {
          across(p.laneRows, y.laneRows, g.laneRows, 0.25, &losses)
        } else {
          panels(p.panelRows, y.panelRows, g.panelRows, 0.25, &losses)
        }
        return ((0..<p.rows).map { [losses[$0]] + g[$0] }, g)
      },
      formula: {
        let (loss, gradient) = formula($0[0], $0[1])
        return [loss] + gradient
      })
  }

  /// The last operand becomes the result.
  static func inPlace(
    _ name: String, fillings: [Float],
    _ panels: @escaping @Sendable ([PanelRows]) -> Void,
    _ across: @escaping @Sendable ([LaneRows]) -> Void,
    _ formula: @escaping @Sendable ([[Double]]) -> [Double]
  ) -> RowKernel {
    RowKernel(
      description: name, fillings: fillings, clearsPadding: { $0 != .lanes },
      run: { operands in
        let last = operands[operands.count - 1]
        if last.layout == .lanes {
          across(operands.map(\.laneRows))
        } else {
          panels(operands.map(\.panelRows))
        }
        return ((0..<last.rows).map { last[$0] }, last)
      }, formula: formula)
  }
}
