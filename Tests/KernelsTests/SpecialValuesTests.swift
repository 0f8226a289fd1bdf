import Foundation
import Kernels
import Randomness
import Testing

/// Every kernel with NaN, infinities, the largest numbers and subnormal ones at every place of its
/// vectors and their tails, in every layout, against its formula in Double.
///
/// A new kernel is one entry in one of the two lists.
@Suite struct SpecialValuesTests {
  static let elementKernels: [ElementKernel] =
    ActivationCase.all.map(ElementKernel.activation)
    + ActivationCase.all.map(ElementKernel.derivative) + derivatives + updates

  private static let derivatives: [ElementKernel] = [
    .derivative(.linear) { _, g in g },
    .derivative(.relu) { a, g in a > 0 ? g : 0 },
    .derivative(.sigmoid) { a, g in g * f32(a * f32(1 - a)) },
    .derivative(.tanh) { a, g in g * f32(1 - a * a) },
  ]

  private static let updates: [ElementKernel] = [
    .update("SGD", [:], rate: 0.25) { w, g, m, v in (w - 0.25 * g, m, v) },
    .update("SGD", ["momentum": 0.5], rate: 0.25) { w, g, m, v in
      let moved = f32(0.5 * m - 0.25 * g)
      return (w + moved, moved, v)
    },
    .update("SGD", ["momentum": 0.5, "nesterov": 1], rate: 0.25) { w, g, m, v in
      let moved = f32(0.5 * m - 0.25 * g)
      return (w + f32(0.5 * moved - 0.25 * g), moved, v)
    },
    // Of the first step's rate √(1 − β₂) / (1 − β₁) makes four times as much.
    .update("Adam", ["beta_1": 0.875, "beta_2": 0.75, "epsilon": 0.0625], rate: 0.03125) {
      w, g, m, v in
      let m = f32(m + f32(g - m) * 0.125), v = f32(v + f32(g * g - v) * 0.25)
      return (w - f32(0.125 * m / (v.squareRoot() + 0.0625)), m, v)
    },
    .update(
      "AdamW", ["beta_1": 0.875, "beta_2": 0.75, "epsilon": 0.0625, "weight_decay": 16],
      rate: 0.03125
    ) { w, g, m, v in
      let m = f32(m + f32(g - m) * 0.125), v = f32(v + f32(g * g - v) * 0.25)
      return (f32(w - 0.5 * w) - f32(0.125 * m / (v.squareRoot() + 0.0625)), m, v)
    },
    .update("RMSprop", ["rho": 0.75, "momentum": 0.5, "epsilon": 0.0625], rate: 0.125) {
      w, g, m, v in
      let v = f32(0.75 * v + 0.25 * f32(g * g))
      let m = f32(0.5 * m + f32(0.125 * g / (v + 0.0625).squareRoot()))
      return (w - m, m, v)
    },
    .clipping(to: 0.5),
    .penalty(l1: 0.5, l2: 0) { 0.5 * sign($0) },
    .penalty(l1: 0, l2: 0.25) { 0.5 * $0 },
    .penalty(l1: 0.5, l2: 0.25) { 0.5 * sign($0) + 0.5 * $0 },
  ]

  static let rowKernels: [RowKernel] =
    RowLoss.allCases.map { RowKernel.loss($0, formula(of: $0)) } + functions

  /// The loss of a row and its gradient.
  private static func formula(
    of loss: RowLoss
  ) -> @Sendable ([Double], [Double]) -> (Double, [Double]) {
    switch loss {
    case .squaredError:
      { p, y in
        let errors = zip(p, y).map { f32($0 - $1) }
        return (errors.reduce(0) { $0 + $1 * $1 }, errors.map { 2 * $0 })
      }
    case .binaryCrossentropy:
      { p, y in
        let parts = zip(p, y).map { p, y in
          let c = clipped(p)
          return (
            y * log(c) + f32((1 - y) * log(1 - c)), whereInside(p, (1 - y) / (1 - c) - y / c)
          )
        }
        return (-parts.reduce(0) { $0 + $1.0 }, parts.map(\.1))
      }
    case .binaryCrossentropyOfLogits:
      { x, y in
        let parts = zip(x, y).map { x, y in
          (
            y * softplus(-x) + (1 - y) * softplus(x),
            (1 - y) / (1 + exp(-x)) - y / (1 + exp(x))
          )
        }
        return (parts.reduce(0) { $0 + $1.0 }, parts.map(\.1))
      }
    case .categoricalCrossentropy, .sparseCategoricalCrossentropy:
      { p, y in
        let total = f32(p.reduce(0, +)), q = p.map { f32($0 / total) }
        let slopes = zip(q, y).map { f32(whereInside($0, $1 / clipped($0))) }
        let inner = f32(zip(slopes, q).reduce(0) { $0 + $1.0 * $1.1 })
        let loss = -zip(q, y).reduce(0) { $0 + $1.1 * log(clipped($1.0)) }
        return (loss, slopes.map { f32(inner - $0) * f32(1 / total) })
      }
    case .categoricalCrossentropyOfLogits, .sparseCategoricalCrossentropyOfLogits:
      { x, y in
        let largest = x.reduce(-.infinity, larger), e = x.map { exp($0 - largest) }
        let power = e.reduce(0, +), weight = f32(y.reduce(0, +))
        let weighted = zip(x, y).reduce(0) { $0 + $1.1 * ($1.0 - largest) }
        return (
          weight * log(power) - weighted, zip(e, y).map { $0 / power * weight - $1 }
        )
      }
    }
  }

  private static let functions: [RowKernel] = [
    .inPlace(
      "softmax", fillings: [.nan], { applySoftmax(to: $0[0]) }, { applySoftmax(to: $0[0]) }
    ) { operands in
      let largest = operands[0].reduce(-.infinity, larger)
      let e = operands[0].map { exp($0 - largest) }, total = e.reduce(0, +)
      return e.map { $0 / total }
    },
    .inPlace(
      "derivative of softmax", fillings: [0, 0],
      { multiplyBySoftmaxDerivative(outputs: $0[0], gradient: $0[1]) },
      { multiplyBySoftmaxDerivative(outputs: $0[0], gradient: $0[1]) }
    ) { operands in
      let inner = f32(zip(operands[0], operands[1]).reduce(0) { $0 + $1.0 * $1.1 })
      return zip(operands[0], operands[1]).map { $0 * f32($1 - inner) }
    },
    RowKernel(
      description: "accuracies", fillings: [.nan, .nan], clearsPadding: { _ in false },
      run: { operands in
        let p = operands[0], y = operands[1]
        var matches = [Float](repeating: -1, count: panelCount(p.rows) * lanes)
        if p.layout == .lanes {
          accuracies(predictions: p.laneRows, targets: y.laneRows, matches: &matches)
        } else {
          accuracies(predictions: p.panelRows, targets: y.panelRows, matches: &matches)
        }
        return ((0..<p.rows).map { [matches[$0]] }, nil)
      },
      formula: { operands in
        let isRight =
          operands[0].count == 1
          ? (operands[0][0] > 0.5 ? 1 : 0) == operands[1][0]
          : indexOfLargest(operands[0]) == indexOfLargest(operands[1])
        return [isRight ? 1 : 0]
      }),
  ]

  /// Every special value comes to every place, in each operand by itself.
  @Test(arguments: elementKernels)
  func elementsKeepThem(kernel: ElementKernel) {
    let count = 2 * lanes
    for operand in kernel.operands {
      for shift in specialValues.indices {
        var random = SplitMix64(seed: 12)
        var arrays = (0..<kernel.operands.upperBound).map { _ in
          ordinaryNumbers(count, &random)
        }
        for place in 0..<count {
          arrays[operand][place] = specialValues[(place + shift) % specialValues.count]
        }
        let before = arrays
        kernel.run(&arrays)
        for place in 0..<count {
          let numbers = before.map { Double($0[place]) }, exact = kernel.formula(numbers)
          for index in arrays.indices where !agrees(arrays[index][place], with: exact[index]) {
            Issue.record("\(arrays[index][place]) at \(place) of \(numbers), not \(exact[index])")
          }
        }
      }
    }
  }

  /// One special value at a time, so that all rows but one are ordinary and must stay so.
  @Test(arguments: rowKernels, Layout.allCases)
  func rowsKeepThem(kernel: RowKernel, layout: Layout) {
    for (rows, allColumns) in [(2, lanes + 3), (lanes + 2, 2), (lanes + 1, 1)] {
      for operand in kernel.fillings.indices {
        let columns = operand == 1 && kernel.takesClassNumbers ? 1 : allColumns
        for place in 0..<rows * columns {
          for value in specialValues
          where fusesProducts || operand == 0 || abs(value) != .greatestFiniteMagnitude {
            var elements = ordinaryOperands(of: kernel, rows: rows, columns: allColumns)
            elements[operand][place / columns][place % columns] = value
            check(kernel, layout, elements, "\(value) at \(place) of \(rows)×\(columns)")
          }
        }
      }
    }
  }

  private func ordinaryOperands(
    of kernel: RowKernel, rows: Int, columns: Int
  ) -> [[[Float]]] {
    var random = SplitMix64(seed: 13)
    var operands = kernel.fillings.map { _ in
      (0..<rows).map { _ in ordinaryNumbers(columns, &random) }
    }
    if kernel.takesClassNumbers { operands[1] = (0..<rows).map { [Float($0 % columns)] } }
    return operands
  }

  private func check(
    _ kernel: RowKernel, _ layout: Layout, _ operands: [[[Float]]], _ place: String
  ) {
    let (results, written) = kernel.run(
      zip(operands, kernel.fillings).map { LayoutBuffer(layout, $0, filling: $1) })
    for (row, result) in results.enumerated() {
      let exact = kernel.formula(operands.map { $0[row].map(Double.init) })
      for (value, exact) in zip(result, exact) where !agrees(value, with: exact) {
        Issue.record("\(value) in row \(row), not \(exact), with \(place)")
      }
    }
    if let written, kernel.clearsPadding(layout), written.padding.contains(where: { $0 != 0 }) {
      Issue.record("the padding is \(written.padding), with \(place)")
    }
  }

  @Test(arguments: [(Float(0.5), Float(0)), (0, 0.25), (0.5, 0.25)])
  func penaltiesKeepThem(l1: Float, l2: Float) {
    var random = SplitMix64(seed: 14)
    let ordinary = ordinaryNumbers(2 * lanes, &random)
    for place in ordinary.indices {
      for value in specialValues {
        var weights = ordinary, gradient = ordinary
        weights[place] = value
        let sizes = weights.reduce(0) { $0 + abs(Double($1)) }
        let squares = weights.reduce(0) { $0 + Double($1) * Double($1) }
        let exact = (l1 == 0 ? 0 : Double(l1) * sizes) + (l2 == 0 ? 0 : Double(l2) * f32(squares))
        #expect(
          agrees(
            addPenalty(
              l1: l1, l2: l2, weights: weights, gradient: &gradient, count: weights.count),
            with: exact))
        // Sums in Double hold what float32 does not.
        let total = penalty(l1: l1, l2: l2, weights: weights, count: weights.count)
        #expect(total.isNaN == value.isNaN && total.isInfinite == value.isInfinite)
      }
    }
  }

  private func ordinaryNumbers(_ count: Int, _ random: inout SplitMix64) -> [Float] {
    (0..<count).map { _ in Float(random.nextUniform(in: 0.25...0.75)) }
  }
}

/// The larger one; NaN if there is any.
private func larger(_ a: Double, _ b: Double) -> Double {
  a.isNaN || b.isNaN ? .nan : max(a, b)
}

private func sign(_ number: Double) -> Double {
  number > 0 ? 1 : (number < 0 ? -1 : number.magnitude)
}

private func softplus(_ x: Double) -> Double { larger(x, 0) + log1p(exp(-abs(x))) }

private func clipped(_ p: Double) -> Double {
  p.isNaN ? p : min(max(p, Double(Float(1e-7))), 1 - 0x1p-23)
}

private func whereInside(_ p: Double, _ slope: Double) -> Double {
  p < Double(Float(1e-7)) || p > 1 - 0x1p-23 ? 0 : slope
}

/// The first of the largest; of the first NaN if there is any.
private func indexOfLargest(_ row: [Double]) -> Int {
  row.firstIndex(where: \.isNaN) ?? row.firstIndex(of: row.max() ?? 0) ?? 0
}
