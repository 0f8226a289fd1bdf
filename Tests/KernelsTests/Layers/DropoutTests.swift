import Kernels
import Testing

@Suite struct DropoutTests {
  private static let rows = 40
  private static let columns = 3 * lanes + 1

  /// 1 for each element that is kept.
  private func kept(
    rate: Double = 0.3, seed: UInt64 = 1, step: Int = 2, layer: Int = 3, sample: Int = 4,
    rows: Int = rows, columns: Int = columns
  ) -> [Double] {
    let mask = DropoutMask(rate: rate, seed: seed, step: step, layer: layer, sample: sample)
    let ones = PanelBuffer(rows: rows, columns: columns)
    let masked = PanelBuffer(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns { ones[row, column] = 1 }
    }
    computeDropout(mask, inputs: ones.all, outputs: masked.all)
    #expect(masked.paddingIsZero)
    return (0..<rows).flatMap { row in
      (0..<columns).map { column in
        #expect([0, Float(1 / (1 - rate))].contains(masked[row, column]))
        return masked[row, column] > 0 ? 1 : 0
      }
    }
  }

  /// The correlation of two series of which each is 1 with the probability 1 − rate, in standard deviations.
  private func correlation(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Double {
    let mean = 0.7, variance = 0.21
    let sum = zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    return sum / variance / Double(min(a.count, b.count)).squareRoot()
  }

  @Test(arguments: [0.01, 0.1, 0.5, 0.9])
  func dropsAsManyAsTheRateSays(rate: Double) {
    let count = Double(400 * Self.columns)
    let all = kept(rate: rate, rows: 400)
    let deviation = (count * rate * (1 - rate)).squareRoot()
    #expect(abs(count - all.reduce(0, +) - count * rate) <= 5 * deviation)
  }

  @Test func masksAreIndependentOfTheirNeighbours() {
    let mask = kept(rows: 400)
    for distance in [1, 2, lanes, Self.columns] {
      #expect(abs(correlation(mask, mask.dropFirst(distance))) <= 5, "\(distance) apart")
    }
    let others = [
      kept(seed: 2, rows: 400), kept(step: 3, rows: 400), kept(layer: 4, rows: 400),
      kept(sample: 5, rows: 400), kept(step: 3, layer: 2, rows: 400),
    ]
    for (index, other) in others.enumerated() {
      #expect(abs(correlation(mask, other)) <= 5, "mask \(index)")
      #expect(abs(correlation(mask, other.dropFirst(1))) <= 5, "mask \(index), one further")
    }
    #expect(kept(rows: 400) == mask)
  }

  /// The first elements of one mask, so that no build draws others.
  @Test func masksAreTheSameOnEveryMachine() {
    let first = kept(rate: 0.5, rows: 1, columns: 16).map { $0 == 1 ? "1" : "0" }.joined()
    #expect(first == "0111010110110100")
  }

  /// Element numbers count, not the rows of a call: parts make the same mask.
  @Test(arguments: [1, lanes - 1, lanes, 2 * lanes + 3])
  func partsOfASampleMakeItsMask(columns: Int) {
    let mask = DropoutMask(rate: 0.5, seed: 9, step: 0, layer: 0, sample: 0)
    let inputs = PanelBuffer(rows: 6, columns: columns)
    for row in 0..<6 {
      for column in 0..<columns { inputs[row, column] = Float(row * columns + column + 1) }
    }
    let whole = PanelBuffer(rows: 6, columns: columns), parts = whole.copy()
    computeDropout(mask, inputs: inputs.all, outputs: whole.all)
    for (first, count) in [(0, 2), (2, 1), (3, 3)] {
      var from = inputs.all, to = parts.all
      (from.base, from.count) = (from.base + first * lanes, count)
      (to.base, to.count) = (to.base + first * lanes, count)
      computeDropout(mask, inputs: from, outputs: to, firstRow: first)
    }
    for row in 0..<6 {
      for column in 0..<columns {
        #expect(parts[row, column] == whole[row, column])
        #expect([0, 2 * inputs[row, column]].contains(whole[row, column]))
      }
    }
    accumulateDropout(mask, inputs: inputs.all, outputs: parts.all)
    for row in 0..<6 {
      for column in 0..<columns { #expect(parts[row, column] == 2 * whole[row, column]) }
    }
    withExtendedLifetime((inputs, whole, parts)) {}
  }

  @Test func ratesAtTheEndsKeepAllAndNothing() {
    let inputs = PanelBuffer(rows: 2, columns: lanes), outputs = inputs.copy()
    for lane in 0..<lanes { (inputs[0, lane], inputs[1, lane]) = (.nan, 3) }
    computeDropout(
      DropoutMask(rate: 0, seed: 1, step: 1, layer: 1, sample: 1), inputs: inputs.all,
      outputs: outputs.all)
    #expect((0..<lanes).allSatisfy { outputs[0, $0].isNaN && outputs[1, $0] == 3 })
    computeDropout(
      DropoutMask(rate: 1, seed: 1, step: 1, layer: 1, sample: 1), inputs: inputs.all,
      outputs: outputs.all)
    #expect((0..<lanes).allSatisfy { outputs[0, $0] == 0 && outputs[1, $0] == 0 })
  }
}
