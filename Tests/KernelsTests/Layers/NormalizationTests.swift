import Kernels
import TestSupport
import Testing

@Suite struct NormalizationTests {
  private static let epsilon = 0.125

  /// What normalization makes of one channel, in Double: from its own moments unless they are given.
  private func outputs(
    _ x: [Double], gamma: Double, beta: Double, moments: (mean: Double, variance: Double)? = nil
  ) -> [Double] {
    let (mean, variance) = moments ?? self.moments(x)
    return x.map { ($0 - mean) / (variance + Self.epsilon).squareRoot() * gamma + beta }
  }

  private func moments(_ x: [Double]) -> (mean: Double, variance: Double) {
    let mean = x.reduce(0, +) / Double(x.count)
    return (mean, x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count))
  }

  /// One panel of which `channels` lanes are in use, with its moments.
  private struct Panel {
    let rows: Int
    let channels: Int
    let x: [Float]
    let g: [Float]
    var gamma = randomNumbers(lanes, in: 0.5...2, seed: 1)
    var beta = randomNumbers(lanes, seed: 2)
    var mean = [Float](repeating: 0, count: lanes)
    var variance = [Float](repeating: 0, count: lanes)

    init(rows: Int, channels: Int) {
      (self.rows, self.channels) = (rows, channels)
      x = randomNumbers(rows * lanes, in: 1...3, seed: 3)
      // Padding lanes of a gradient are 0, as are those of β.
      g = randomNumbers(rows * lanes, seed: 4).enumerated().map {
        $0.offset % lanes < channels ? $0.element : 0
      }
      for lane in channels..<lanes { beta[lane] = 0 }
      var squares = mean
      computeMoments(of: x, rows: rows, mean: &mean, squares: &squares)
      combineMoments(
        means: mean, squares: squares, stride: lanes, rows: [Int32(rows)], parts: 1, mean: &mean,
        variance: &variance)
    }

    func withNormalization(isScaled: Bool, _ body: (Normalization) -> Void) {
      mean.withUnsafeBufferPointer { mean in
        variance.withUnsafeBufferPointer { variance in
          gamma.withUnsafeBufferPointer { gamma in
            beta.withUnsafeBufferPointer { beta in
              body(
                Normalization(
                  mean: mean.baseAddress!, variance: variance.baseAddress!,
                  gamma: isScaled ? gamma.baseAddress! : nil,
                  beta: isScaled ? beta.baseAddress! : nil, epsilon: Float(epsilon),
                  channels: channels))
            }
          }
        }
      }
    }

    func factors(_ lane: Int, isScaled: Bool) -> (gamma: Double, beta: Double) {
      isScaled ? (Double(gamma[lane]), Double(beta[lane])) : (1, 0)
    }
  }

  private static let sizes = [1, 2, 3, 4, 5, lanes, 2 * lanes + 3]

  @Test(arguments: sizes, [1, lanes - 1, lanes])
  func outputsAreNormalized(rows: Int, channels: Int) {
    let panel = Panel(rows: rows, channels: channels)
    for isScaled in [false, true] {
      var outputs = [Float](repeating: .nan, count: rows * lanes + 1)
      panel.withNormalization(isScaled: isScaled) {
        computeNormalized($0, inputs: panel.x, outputs: &outputs, rows: rows)
      }
      #expect(outputs.removeLast().isNaN)
      for lane in 0..<lanes {
        let (gamma, beta) = panel.factors(lane, isScaled: isScaled)
        let exact = self.outputs(panel.x.lane(lane, of: lanes), gamma: gamma, beta: beta)
        for (y, exact) in zip(outputs.lane(lane, of: lanes), exact) {
          // Two terms of up to 3·2/√⅛ nearly cancel; mean and variance have the roundings of their sums.
          let bound = TestSupport.gamma(2 * rows + 20) * 20
          #expect(lane < channels ? abs(y - exact) <= bound : y == 0)
        }
      }
    }
  }

  @Test(arguments: sizes, [1, lanes - 1, lanes])
  func gradientsAreFiniteDifferences(rows: Int, channels: Int) {
    let panel = Panel(rows: rows, channels: channels)
    for (isScaled, isFrozen) in [(true, false), (false, false), (true, true)] {
      let result = gradients(panel, isScaled: isScaled, isFrozen: isFrozen)
      for lane in 0..<lanes {
        let (gamma, beta) = panel.factors(lane, isScaled: isScaled)
        let x = panel.x.lane(lane, of: lanes), g = panel.g.lane(lane, of: lanes)
        let frozen = isFrozen ? moments(x) : nil
        func loss(_ x: [Double], _ gamma: Double, _ beta: Double) -> Double {
          zip(outputs(x, gamma: gamma, beta: beta, moments: frozen), g)
            .reduce(0) { $0 + $1.0 * $1.1 }
        }
        // Float's roundings, and those of the differences.
        let bound = TestSupport.gamma(4 * rows + 40) * 20 + 1e-8
        for (gradient, slope) in zip(
          result.inputs.lane(lane, of: lanes), slopes(of: { loss($0, gamma, beta) }, at: x))
        { #expect(abs(gradient - slope) <= bound) }
        guard !isFrozen else { continue }
        let byFactors = slopes(of: { loss(x, $0[0], $0[1]) }, at: [gamma, beta])
        let size = Double(rows) * bound
        #expect(abs(Double(result.products[lane]) - byFactors[0]) <= size)
        #expect(abs(Double(result.sums[lane]) - byFactors[1]) <= size)
      }
      #expect(result.inputs.indices.allSatisfy { $0 % lanes < channels || result.inputs[$0] == 0 })
    }
  }

  private func gradients(
    _ panel: Panel, isScaled: Bool, isFrozen: Bool
  ) -> (inputs: [Float], sums: [Float], products: [Float]) {
    var inputs = [Float](repeating: .nan, count: panel.rows * lanes)
    var accumulated = [Float](repeating: 1, count: inputs.count)
    var sums = [Float](repeating: .nan, count: lanes), products = sums
    panel.withNormalization(isScaled: isScaled) { normalization in
      computeNormalizationSums(
        normalization, inputs: panel.x, outputGradient: panel.g, rows: panel.rows, sums: &sums,
        products: &products)
      sums.withUnsafeBufferPointer { sums in
        products.withUnsafeBufferPointer { products in
          let all = NormalizationSums(
            sums: sums.baseAddress!, products: products.baseAddress!, rows: panel.rows)
          computeNormalizationGradient(
            normalization, sums: isFrozen ? nil : all, inputs: panel.x, outputGradient: panel.g,
            inputGradient: &inputs, rows: panel.rows)
          accumulateNormalizationGradient(
            normalization, sums: isFrozen ? nil : all, inputs: panel.x, outputGradient: panel.g,
            inputGradient: &accumulated, rows: panel.rows)
        }
      }
    }
    #expect(zip(accumulated, inputs).allSatisfy { $0 == $1 + 1 })
    return (inputs, sums, products)
  }

  /// An ε of 0 and a constant channel give NaN, as in Keras, but not in padding.
  @Test func paddingStaysZeroWithoutEpsilon() {
    let zeros = [Float](repeating: 0, count: lanes)
    var outputs = [Float](repeating: 7, count: lanes)
    zeros.withUnsafeBufferPointer { zeros in
      computeNormalized(
        Normalization(
          mean: zeros.baseAddress!, variance: zeros.baseAddress!, gamma: nil, beta: nil,
          epsilon: 0, channels: 1), inputs: zeros.baseAddress!, outputs: &outputs, rows: 1)
    }
    #expect(outputs[0].isNaN && outputs.dropFirst().allSatisfy { $0 == 0 })
  }

  @Test(arguments: specialNumbers)
  func specialNumbersStayInTheirLane(number: Float) {
    let panel = Panel(rows: 3, channels: lanes)
    for index in 0..<3 * lanes {
      var x = panel.x, outputs = x, clean = x
      x[index] = number
      panel.withNormalization(isScaled: true) {
        computeNormalized($0, inputs: panel.x, outputs: &clean, rows: 3)
        computeNormalized($0, inputs: x, outputs: &outputs, rows: 3)
      }
      #expect(outputs[index].isNaN == number.isNaN)
      outputs[index] = clean[index]
      #expect(outputs == clean)
    }
  }
}
