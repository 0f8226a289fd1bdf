import Kernels
import TestSupport
import Testing

@Suite struct DepthwiseTests {
  private static let samples = 3
  private static let sourceRows = 7
  private static let taps = 3
  /// The rows and taps of each window: a row of seven, padded by one, with a stride of 2.
  private static let windows: [[(row: Int, tap: Int)]] = [
    [(0, 1), (1, 2)], [(1, 0), (2, 1), (3, 2)], [(3, 0), (4, 1), (5, 2)], [(5, 0), (6, 1)],
  ]

  private let weights = randomNumbers(taps * lanes, seed: 1)
  private let bias = randomNumbers(lanes, seed: 2)
  private let inputs = randomNumbers(samples * sourceRows * lanes, seed: 3)
  private let outputGradient = randomNumbers(samples * windows.count * lanes, seed: 4)

  private func withWindows(_ body: (RowWindows, _ taps: UnsafePointer<Int32>) -> Void) {
    let starts = Self.windows.reduce(into: [Int32(0)]) {
      $0.append($0[$0.count - 1] + Int32($1.count))
    }
    let rows = Self.windows.flatMap { $0.map { Int32($0.row) } }
    let taps = Self.windows.flatMap { $0.map { Int32($0.tap) } }
    starts.withUnsafeBufferPointer { starts in
      rows.withUnsafeBufferPointer { rows in
        body(
          RowWindows(
            starts: starts.baseAddress!, rows: rows.baseAddress!, count: Self.windows.count,
            sourceRows: Self.sourceRows), taps)
      }
    }
  }

  /// Σ g·y of one lane of one sample as a function of its inputs and weights: the forward pass in Double.
  private func outputs(_ x: [Double], _ w: [Double], _ bias: Double) -> [Double] {
    Self.windows.map { $0.reduce(bias) { $0 + x[$1.row] * w[$1.tap] } }
  }

  private func lane(_ lane: Int, _ numbers: [Float], _ sample: Int, rows: Int) -> [Double] {
    Array(numbers.lane(lane, of: lanes)[sample * rows..<(sample + 1) * rows])
  }

  @Test func outputsAreSumsOverTheTaps() {
    for sample in 0..<Self.samples {
      let rows = sample * Self.sourceRows..<(sample + 1) * Self.sourceRows
      let inputs = Array(self.inputs[rows.lowerBound * lanes..<rows.upperBound * lanes])
      var outputs = [Float](repeating: .nan, count: Self.windows.count * lanes)
      withWindows {
        computeDepthwise(
          $0, taps: $1, inputs: inputs, weights: weights, bias: bias, outputs: &outputs)
      }
      for lane in 0..<lanes {
        let exact = self.outputs(
          inputs.lane(lane, of: lanes), weights.lane(lane, of: lanes), Double(bias[lane]))
        for (y, exact) in zip(outputs.lane(lane, of: lanes), exact) {
          #expect(abs(y - exact) <= gamma(6) * 4)
        }
      }
    }
  }

  @Test func gradientsAreFiniteDifferences() {
    var weightGradient = [Float](repeating: 0, count: Self.taps * lanes)
    withWindows {
      accumulateDepthwiseWeightGradient(
        $0, taps: $1, samples: Self.samples, inputs: inputs, outputGradient: outputGradient,
        weightGradient: &weightGradient)
    }
    for lane in 0..<lanes {
      let w = weights.lane(lane, of: lanes)
      func loss(_ sample: Int, _ x: [Double], _ w: [Double]) -> Double {
        let g = self.lane(lane, outputGradient, sample, rows: Self.windows.count)
        return zip(outputs(x, w, 0), g).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let exact = slopes(
        of: { w in
          (0..<Self.samples).reduce(0) {
            $0 + loss($1, self.lane(lane, inputs, $1, rows: Self.sourceRows), w)
          }
        }, at: w)
      // Linear, so that only roundings count.
      for (gradient, exact) in zip(weightGradient.lane(lane, of: lanes), exact) {
        #expect(abs(gradient - exact) <= gamma(24) * 12 + 1e-9)
      }
      for sample in 0..<Self.samples {
        let x = self.lane(lane, inputs, sample, rows: Self.sourceRows)
        let exact = slopes(of: { loss(sample, $0, w) }, at: x)
        for (gradient, exact) in zip(inputGradient(sample).lane(lane, of: lanes), exact) {
          #expect(abs(gradient - exact) <= gamma(6) * 3 + 1e-9)
        }
      }
    }
  }

  /// The overwriting form over NaN, which the accumulating form then doubles.
  private func inputGradient(_ sample: Int) -> [Float] {
    let rows = Self.windows.count
    let g = Array(outputGradient[sample * rows * lanes..<(sample + 1) * rows * lanes])
    var gradient = [Float](repeating: .nan, count: Self.sourceRows * lanes)
    withWindows {
      computeDepthwiseInputGradient(
        $0, taps: $1, outputGradient: g, weights: weights, inputGradient: &gradient)
    }
    var doubled = gradient
    withWindows {
      accumulateDepthwiseInputGradient(
        $0, taps: $1, outputGradient: g, weights: weights, inputGradient: &doubled)
    }
    #expect(zip(doubled, gradient).allSatisfy { abs($0 - 2 * $1) <= Float(gamma(6) * 8) })
    return gradient
  }

  @Test(arguments: specialNumbers)
  func specialNumbersStayInTheirLane(number: Float) {
    for index in 0..<Self.sourceRows * lanes {
      var inputs = [Float](repeating: 1, count: Self.sourceRows * lanes)
      inputs[index] = number
      var outputs = [Float](repeating: 0, count: Self.windows.count * lanes)
      withWindows {
        computeDepthwise(
          $0, taps: $1, inputs: inputs, weights: weights, bias: bias, outputs: &outputs)
      }
      for lane in 0..<lanes {
        let exact = self.outputs(
          inputs.lane(lane, of: lanes), weights.lane(lane, of: lanes), Double(bias[lane]))
        for (y, exact) in zip(outputs.lane(lane, of: lanes), exact) {
          #expect(
            exact.isFinite ? abs(y - exact) <= gamma(6) * (4 + abs(exact)) : "\(y)" == "\(exact)")
        }
      }
    }
  }
}
