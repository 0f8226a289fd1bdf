import Kernels
import Randomness
import TestSupport
import Testing

@Suite struct UpdateTests {
  private let count = 3 * lanes

  private func numbers(_ seed: UInt64, _ range: ClosedRange<Double> = -1...1) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(random.nextUniform(in: range)) }
  }

  /// What an optimizer keeps of a weight: the weight itself, and its slots in the order of the kernel.
  private struct Slots<Number> {
    var w: Number
    var m: Number
    var v: Number
    var a: Number
  }

  /// The vectors after one update, and what the formula in Double makes of the same ones.
  private func check(
    _ rule: OptimizerRule, roundings: Int, _ formula: (_ g: Double, inout Slots<Double>) -> Void
  ) {
    let g = numbers(2)
    let before = Slots(w: numbers(1), m: numbers(3), v: numbers(4, 1...2), a: numbers(5))
    var after = before
    rule.update(
      &after.w, gradient: g, first: &after.m, second: &after.v, third: &after.a, count: count)
    for i in 0..<count {
      var exact = Slots(
        w: Double(before.w[i]), m: Double(before.m[i]), v: Double(before.v[i]),
        a: Double(before.a[i]))
      formula(Double(g[i]), &exact)
      let bound = gamma(roundings) * 4
      #expect(abs(Double(after.w[i]) - exact.w) <= bound)
      #expect(abs(Double(after.m[i]) - exact.m) <= bound)
      #expect(abs(Double(after.v[i]) - exact.v) <= bound)
      #expect(abs(Double(after.a[i]) - exact.a) <= bound)
    }
  }

  @Test func gradientDescent() {
    check(.nextStep("SGD", [:], rate: 0.25), roundings: 2) { $1.w -= 0.25 * $0 }
  }

  @Test func momentum() {
    check(.nextStep("SGD", ["momentum": 0.5], rate: 0.25), roundings: 4) { g, slots in
      slots.m = 0.5 * slots.m - 0.25 * g
      slots.w += slots.m
    }
  }

  @Test func nesterov() {
    let settings = ["momentum": 0.5, "nesterov": 1]
    check(.nextStep("SGD", settings, rate: 0.25), roundings: 6) { g, slots in
      slots.m = 0.5 * slots.m - 0.25 * g
      slots.w += 0.5 * slots.m - 0.25 * g
    }
  }

  private static let adamSettings = ["beta_1": 0.875, "beta_2": 0.75, "epsilon": 0.0625]

  /// Four times the rate, √(1 − β₂) / (1 − β₁), corrects the first step.
  @Test func adam() {
    check(.nextStep("Adam", Self.adamSettings, rate: 0.03125), roundings: 12) { adam($0, &$1) }
  }

  private func adam(_ g: Double, _ slots: inout Slots<Double>) {
    slots.m += (g - slots.m) * 0.125
    slots.v += (g * g - slots.v) * 0.25
    slots.w -= 0.125 * slots.m / (slots.v.squareRoot() + 0.0625)
  }

  @Test func decoupledDecayComesBeforeAdam() {
    let settings = Self.adamSettings.merging(["weight_decay": 3.2]) { $1 }
    check(.nextStep("AdamW", settings, rate: 0.03125), roundings: 13) { g, slots in
      slots.w -= Double(Float(0.1)) * slots.w
      adam(g, &slots)
    }
  }

  @Test(arguments: [false, true], [0, 0.5])
  func rmsprop(isCentered: Bool, momentum: Double) {
    let settings = [
      "rho": 0.75, "momentum": momentum, "epsilon": 0.0625, "centered": isCentered ? 1 : 0,
    ]
    check(.nextStep("RMSprop", settings, rate: 0.25), roundings: 16) { g, slots in
      slots.v = 0.75 * slots.v + 0.25 * g * g
      var square = slots.v
      if isCentered {
        slots.a = 0.75 * slots.a + 0.25 * g
        square -= slots.a * slots.a
      }
      var pull = 0.25 * g / (square + 0.0625).squareRoot()
      if momentum > 0 {
        pull += momentum * slots.m
        slots.m = pull
      }
      slots.w -= pull
    }
  }

  private static let optimizers: [(name: String, settings: [String: Double])] = [
    ("SGD", [:]), ("SGD", ["momentum": 0.5, "nesterov": 1]),
    ("Adam", ["beta_1": 0.5, "beta_2": 0.5, "epsilon": 0.5]),
    ("AdamW", ["beta_1": 0.5, "beta_2": 0.5, "epsilon": 0.5, "weight_decay": 1]),
    ("RMSprop", ["rho": 0.5, "momentum": 0.5, "epsilon": 0.5, "centered": 1]),
  ]

  /// A NaN in a gradient reaches its weight and no other; zeros, as in padding, leave zeros.
  @Test(arguments: optimizers)
  func notANumberReachesItsWeight(name: String, settings: [String: Double]) {
    let rule = OptimizerRule.nextStep(name, settings, rate: 0.5)
    for lane in 0..<count {
      var w = [Float](repeating: 0, count: count), m = w, v = w, a = w, g = w
      g[lane] = .nan
      rule.update(&w, gradient: g, first: &m, second: &v, third: &a, count: count)
      for i in 0..<count { #expect(i == lane ? w[i].isNaN : w[i] == 0) }
    }
  }

  @Test func penaltyAndItsSlope() {
    var w = numbers(5), g = numbers(6)
    w[0] = 0
    w[1] = -0.0
    let before = g
    let total = addPenalty(l1: 0.5, l2: 0.25, weights: w, gradient: &g, count: count)
    let exact = w.reduce(0.0) { $0 + 0.5 * Double(abs($1)) + 0.25 * Double($1) * Double($1) }
    #expect(abs(Double(total) - exact) <= gamma(count + 4) * exact)
    #expect(
      abs(penalty(l1: 0.5, l2: 0.25, weights: w, count: count) - exact) <= 1e-12 * exact)
    for i in 0..<count {
      let sign = w[i] == 0 ? 0 : (w[i] > 0 ? 0.5 : -0.5)
      #expect(
        abs(Double(g[i]) - (Double(before[i]) + sign + 0.5 * Double(w[i]))) <= gamma(3) * 3)
    }
  }

  @Test(arguments: 1...lanes, [1, lanes - 1, lanes])
  func transposesEverySquare(rows: Int, columns: Int) {
    let source = (0..<lanes * lanes).map { Float($0 + 1) }
    var target = [Float](repeating: 0, count: lanes * lanes)
    transposeSquare(from: source, rows: rows, columns: columns, to: &target)
    for row in 0..<lanes {
      for column in 0..<lanes {
        let isInside = row < rows && column < columns
        #expect(
          target[column * lanes + row] == (isInside ? source[row * lanes + column] : 0))
      }
    }
  }

  @Test(arguments: 1...(2 * lanes + 1))
  func packingIsUndoneByUnpacking(columns: Int) {
    let source = (0..<columns).map { Float($0 + 1) }
    let matrix = PanelBuffer(rows: 3, columns: columns)
    for index in 0..<matrix.floatCount { matrix.base[index] = -1 }
    packRow(
      source, columns: columns, into: matrix.base + lanes, panelStride: matrix.panelStride)
    var back = [Float](repeating: 0, count: columns)
    unpackRow(
      matrix.base + lanes, panelStride: matrix.panelStride, columns: columns, into: &back)
    #expect(back == source)
    #expect(matrix[0, 0] == -1 && matrix[2, 0] == -1)
    for column in columns..<panelCount(columns) * lanes { #expect(matrix[1, column] == 0) }
  }
}
