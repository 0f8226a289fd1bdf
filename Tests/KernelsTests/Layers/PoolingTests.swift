import Kernels
import Testing

@Suite struct PoolingTests {
  /// Windows with their rows, one of which several windows may take.
  private struct Windows {
    let places: [[Int]]
    let sourceRows: Int

    /// Overlapping ones as of a pooling of size 3 with a stride of 2 and padding, singles, and repeated ones.
    static let all = [
      Windows(places: [[0, 1], [1, 2, 3], [3, 4, 5], [5, 6]], sourceRows: 7),
      Windows(places: [[3], [0], [3], [1]], sourceRows: 5),
      Windows(places: [Array(0..<9)], sourceRows: 9),
      Windows(places: [[0, 1, 4, 5], [2, 3, 6, 7]], sourceRows: 9),
    ]

    func withPointers(_ body: (RowWindows) -> Void) {
      let starts = places.reduce(into: [Int32(0)]) { $0.append($0[$0.count - 1] + Int32($1.count)) }
      let rows = places.flatMap { $0.map { Int32($0) } }
      starts.withUnsafeBufferPointer { starts in
        rows.withUnsafeBufferPointer { rows in
          body(
            RowWindows(
              starts: starts.baseAddress!, rows: rows.baseAddress!, count: places.count,
              sourceRows: sourceRows))
        }
      }
    }
  }

  private func pooled(_ pooling: RowPooling, _ x: [Double]) -> Double {
    switch pooling {
    case .sum: x.reduce(0, +)
    case .mean: x.reduce(0, +) / Double(x.count)
    case .maximum, .sharedMaximum: x.contains { $0.isNaN } ? .nan : x.max()!
    }
  }

  /// What each row of a window gets of a gradient of 1.
  private func shares(_ pooling: RowPooling, _ x: [Double]) -> [Double] {
    switch pooling {
    case .sum: return x.map { _ in 1 }
    case .mean: return x.map { _ in 1 / Double(x.count) }
    case .maximum: return x.indices.map { $0 == x.firstIndex(of: x.max()!) ? 1 : 0 }
    case .sharedMaximum:
      let winners = x.filter { $0 == x.max()! }
      return x.map { $0 == winners[0] ? 1 / Double(winners.count) : 0 }
    }
  }

  /// Few different numbers, so that every window has ties in some lane; all sums of them are exact.
  @Test(arguments: RowPooling.allCases)
  func poolingsAndGradientsAreThoseOfTheirDefinition(pooling: RowPooling) {
    for windows in Windows.all {
      let inputs = randomWholeNumbers(windows.sourceRows * lanes, below: 4, seed: 3)
      // Gradients that all counts divide.
      let g = randomWholeNumbers(windows.places.count * lanes, below: 9, seed: 4).map { 2520 * $0 }
      var outputs = [Float](repeating: .nan, count: windows.places.count * lanes)
      var gradient = [Float](repeating: .nan, count: inputs.count)
      var accumulated = [Float](repeating: 1, count: inputs.count)
      windows.withPointers {
        computePooling(pooling, of: $0, inputs: inputs, outputs: &outputs)
        computePoolingGradient(
          pooling, of: $0, inputs: inputs, outputs: outputs, outputGradient: g,
          inputGradient: &gradient)
        accumulatePoolingGradient(
          pooling, of: $0, inputs: inputs, outputs: outputs, outputGradient: g,
          inputGradient: &accumulated)
      }
      for lane in 0..<lanes {
        let x = inputs.lane(lane, of: lanes), g = g.lane(lane, of: lanes)
        var expected = x.map { _ in 0.0 }
        for (window, rows) in windows.places.enumerated() {
          let members = rows.map { x[$0] }
          #expect(outputs[window * lanes + lane] == Float(pooled(pooling, members)))
          for (row, share) in zip(rows, shares(pooling, members)) {
            expected[row] += share * g[window]
          }
        }
        // A third of 2520 times a number below 9 is exact, and so are their sums.
        for row in x.indices {
          #expect(abs(Double(gradient[row * lanes + lane]) - expected[row]) < 1e-9)
        }
      }
      #expect(zip(accumulated, gradient).allSatisfy { $0 == $1 + 1 })
    }
  }

  /// The shares above are the slopes, where no two rows are equal.
  @Test(arguments: RowPooling.allCases)
  func sharesAreFiniteDifferences(pooling: RowPooling) {
    let x = [0.5, -1, 2, 1.25]
    for (share, slope) in zip(shares(pooling, x), slopes(of: { pooled(pooling, $0) }, at: x)) {
      #expect(abs(share - slope) <= 1e-9)
    }
  }

  /// Every special number in every lane and row.
  @Test(arguments: RowPooling.allCases, specialNumbers)
  func specialNumbersReachTheirWindows(pooling: RowPooling, number: Float) {
    let windows = Windows.all[0]
    for index in 0..<windows.sourceRows * lanes {
      var inputs = [Float](repeating: 1, count: windows.sourceRows * lanes)
      inputs[index] = number
      var outputs = [Float](repeating: 0, count: windows.places.count * lanes)
      windows.withPointers { computePooling(pooling, of: $0, inputs: inputs, outputs: &outputs) }
      for lane in 0..<lanes {
        let x = inputs.lane(lane, of: lanes)
        for (window, rows) in windows.places.enumerated() {
          let value = outputs[window * lanes + lane]
          let exact = Float(pooled(pooling, rows.map { x[$0] }))
          #expect(exact.isNaN ? value.isNaN : abs(value - exact) <= exact.ulp || value == exact)
        }
      }
    }
  }

  /// Windows of at most one row, as those of a border of zeros.
  @Test func sumsOfEmptyWindowsAreZero() {
    let windows = Windows(places: [[], [0], [1], []], sourceRows: 2)
    let inputs = randomNumbers(2 * lanes, seed: 5), none = [Float](repeating: 0, count: lanes)
    var outputs = [Float](repeating: .nan, count: 4 * lanes)
    windows.withPointers { computePooling(.sum, of: $0, inputs: inputs, outputs: &outputs) }
    #expect(outputs == none + inputs + none)
  }
}
