import Kernels
import TestSupport
import Testing

@Suite struct MergingTests {
  /// Calls `body` with the signals, each with a number in front that does not belong to the run.
  private func withInputs(_ signals: [[Float]], _ body: (MergedInputs) -> Void) {
    let padded = signals.map { [.nan] + $0 }
    let pointers = padded.map { signal in
      let copy = UnsafeMutablePointer<Float>.allocate(capacity: signal.count)
      copy.initialize(from: signal, count: signal.count)
      return copy
    }
    defer { for pointer in pointers { pointer.deallocate() } }
    pointers.map { UnsafePointer($0) }.withUnsafeBufferPointer {
      body(MergedInputs(pointers: $0.baseAddress!, count: signals.count, offset: 1))
    }
  }

  private func merged(_ merging: Merging, _ x: [Double]) -> Double {
    x.dropFirst().reduce(x[0]) { merged, x in
      switch merging {
      case .add, .average: merged + x
      case .subtract: merged - x
      case .multiply: merged * x
      case .maximum: merged.isNaN || x.isNaN ? .nan : max(merged, x)
      case .minimum: merged.isNaN || x.isNaN ? .nan : min(merged, x)
      }
    } / (merging == .average ? Double(x.count) : 1)
  }

  /// Slopes as JAX has them: two by two, from the first to the last.
  private func slopes(_ merging: Merging, _ x: [Double]) -> [Double] {
    var slopes = [1.0], result = x[0]
    for x in x.dropFirst() {
      let (first, second): (Double, Double) =
        switch merging {
        case .add, .average: (1, 1)
        case .subtract: (1, -1)
        case .multiply: (x, result)
        case .maximum: result == x ? (0.5, 0.5) : result > x ? (1, 0) : (0, 1)
        case .minimum: result == x ? (0.5, 0.5) : result < x ? (1, 0) : (0, 1)
        }
      slopes = slopes.map { $0 * first } + [second]
      result = merging == .average ? result + x : merged(merging, [result, x])
    }
    return slopes.map { merging == .average ? $0 / Double(x.count) : $0 }
  }

  /// Few different numbers, so that all kinds of ties occur.
  @Test(arguments: Merging.allCases, 1...4)
  func mergesAndGradientsAreThoseOfTheirDefinition(merging: Merging, inputCount: Int) {
    guard merging != .subtract || inputCount == 2 else { return }
    for vectors in 0...3 {
      let count = vectors * lanes
      let signals = (0..<inputCount).map {
        randomWholeNumbers(count, below: 3, seed: UInt64($0)).map { $0 - 1 }
      }
      let g = randomWholeNumbers(count, below: 9, seed: 7)
      var outputs = [Float](repeating: 7, count: count + 1)
      withInputs(signals) {
        computeMerged(merging, inputs: $0, outputs: &outputs, count: count)
      }
      #expect(outputs[count] == 7)
      for index in 0..<inputCount {
        var gradient = [Float](repeating: .nan, count: count + 1), accumulated = gradient
        for i in 0..<count { accumulated[i] = 1 }
        withInputs(signals) {
          computeMergedGradient(
            merging, of: index, inputs: $0, outputGradient: g, inputGradient: &gradient,
            count: count)
          accumulateMergedGradient(
            merging, of: index, inputs: $0, outputGradient: g, inputGradient: &accumulated,
            count: count)
        }
        for i in 0..<count {
          let x = signals.map { Double($0[i]) }
          #expect(outputs[i] == Float(merged(merging, x)))
          // Exact but for the thirds of an average.
          let exact = Double(g[i]) * slopes(merging, x)[index]
          #expect(abs(Double(gradient[i]) - exact) <= gamma(1) * abs(exact))
          #expect(abs(accumulated[i] - (gradient[i] + 1)) <= Float(gamma(1)) * abs(accumulated[i]))
        }
        #expect(gradient[count].isNaN && accumulated[count].isNaN)
      }
    }
  }

  @Test(arguments: Merging.allCases)
  func slopesAreFiniteDifferences(merging: Merging) {
    let x = merging == .subtract ? [0.5, -1] : [0.5, -1, 2, 1.25]
    let differences = KernelsTests.slopes(of: { merged(merging, $0) }, at: x)
    for (slope, difference) in zip(slopes(merging, x), differences) {
      #expect(abs(slope - difference) <= 1e-8)
    }
  }

  /// Every special number in every lane of either input.
  @Test(arguments: Merging.allCases, specialNumbers)
  func specialNumbersReachTheirOutput(merging: Merging, number: Float) {
    for lane in 0..<2 * lanes {
      for isFirst in [true, false] {
        let ordinary = [Float](repeating: 1.5, count: 2 * lanes)
        var special = ordinary, outputs = ordinary
        special[lane] = number
        withInputs(isFirst ? [special, ordinary] : [ordinary, special]) {
          computeMerged(merging, inputs: $0, outputs: &outputs, count: 2 * lanes)
        }
        for i in 0..<2 * lanes {
          let x = [Double(special[i]), 1.5]
          let exact = Float(merged(merging, isFirst ? x : x.reversed()))
          #expect(exact.isNaN ? outputs[i].isNaN : outputs[i] == exact)
        }
      }
    }
  }
}
