import Kernels
import TestSupport
import Testing

@Suite struct MomentsTests {
  private func exact(_ x: [Double]) -> (mean: Double, squares: Double) {
    let mean = x.reduce(0, +) / Double(x.count)
    return (mean, x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
  }

  /// Numbers far from 0, of which the difference of squares would lose all digits.
  @Test(arguments: 1...(3 * lanes + 1))
  func momentsAreThoseOfTwoPasses(rows: Int) {
    let values = randomNumbers(rows * lanes, in: 99...101, seed: 1)
    var mean = [Float](repeating: .nan, count: lanes + 1), squares = mean
    computeMoments(of: values, rows: rows, mean: &mean, squares: &squares)
    for lane in 0..<lanes {
      let exact = exact(values.lane(lane, of: lanes)), error = gamma(rows + 1) * 101
      #expect(abs(Double(mean[lane]) - exact.mean) <= error)
      // Every difference is off by that of the mean, of which the first order cancels, and one rounding.
      let bound = gamma(rows + 4) * exact.squares + Double(rows) * error * error
      #expect(abs(Double(squares[lane]) - exact.squares) <= bound)
    }
    #expect(mean[lanes].isNaN && squares[lanes].isNaN)
  }

  /// Parts of different sizes, some of them empty, `stride` floats apart.
  @Test(arguments: [[1], [1, 1], [5, 0, 3], [0, 0, 7], [4, 4, 4, 1]])
  func partsGiveTheMomentsOfTheWhole(sizes: [Int]) {
    let count = sizes.reduce(0, +), stride = 2 * lanes
    let values = randomNumbers(count * lanes, in: 9...11, seed: 2)
    var means = [Float](repeating: .nan, count: sizes.count * stride), squares = means
    var first = 0
    for (part, size) in sizes.enumerated() where size > 0 {
      let rows = Array(values[first * lanes..<(first + size) * lanes])
      means.withUnsafeMutableBufferPointer { means in
        squares.withUnsafeMutableBufferPointer { squares in
          computeMoments(
            of: rows, rows: size, mean: means.baseAddress! + part * stride,
            squares: squares.baseAddress! + part * stride)
        }
      }
      first += size
    }
    var mean = [Float](repeating: .nan, count: lanes), variance = mean
    combineMoments(
      means: means, squares: squares, stride: stride, rows: sizes.map { Int32($0) },
      parts: sizes.count, mean: &mean, variance: &variance)
    for lane in 0..<lanes {
      let exact = exact(values.lane(lane, of: lanes)), error = gamma(9) * 11
      #expect(abs(Double(mean[lane]) - exact.mean) <= error)
      // The parts' means are at most 2 from that of the whole, and off by the error.
      let bound = gamma(12) * exact.squares / Double(count) + 2 * 2 * error + error * error
      #expect(abs(Double(variance[lane]) - exact.squares / Double(count)) <= bound)
    }
  }

  /// Any rows may count, all or none among them; the others may hold anything.
  @Test(arguments: 1...9, [0, 1, 0b101, 0b1_1100, 0x1FF])
  func momentsAreThoseOfTheRowsThatCount(rows: Int, pattern: Int) {
    let counts = (0..<rows).map { pattern >> $0 & 1 == 1 }
    var values = randomNumbers(rows * lanes, in: 9...11, seed: 1)
    for row in 0..<rows where !counts[row] {
      for lane in 0..<lanes { values[row * lanes + lane] = .nan }
    }
    var mean = [Float](repeating: .nan, count: lanes + 1), squares = mean
    let count = computeMoments(
      of: values, rows: rows, where: counts, mean: &mean, squares: &squares)
    #expect(count == counts.count(where: \.self))
    for lane in 0..<lanes {
      let numbers = values.lane(lane, of: lanes).filter { !$0.isNaN }
      let (average, distances) = numbers.isEmpty ? (0, 0) : exact(numbers)
      let error = gamma(rows + 1) * 11
      #expect(abs(Double(mean[lane]) - average) <= error)
      let bound = gamma(rows + 4) * distances + Double(rows) * error * error
      #expect(abs(Double(squares[lane]) - distances) <= bound)
    }
    #expect(mean[lanes].isNaN && squares[lanes].isNaN)
  }

  @Test func noRowsHaveMomentsOfZero() {
    var mean = [Float](repeating: .nan, count: lanes), variance = mean
    let parts = [Float](repeating: 0, count: 2 * lanes)
    combineMoments(
      means: parts, squares: parts, stride: lanes, rows: [0, 0], parts: 2, mean: &mean,
      variance: &variance)
    #expect(mean == Array(parts.prefix(lanes)) && variance == mean)
  }

  @Test func sumsOfPartsAreTakenInDouble() {
    var parts = [Float](repeating: 1, count: 3 * lanes)
    for lane in 0..<lanes { (parts[lane], parts[2 * lanes + lane]) = (1e20, -1e20) }
    parts[1] = .nan
    var sums = [Float](repeating: 0, count: lanes)
    combineSums(parts, stride: lanes, parts: 3, sums: &sums)
    // 1 is lost in Double too, but 2²⁴ + 1 would not be.
    #expect(sums[0] == 0 && sums[1].isNaN)
    parts = [Float](repeating: 0x1p24, count: lanes) + [Float](repeating: 1, count: lanes)
    parts += [Float](repeating: -0x1p24, count: lanes)
    combineSums(parts, stride: lanes, parts: 3, sums: &sums)
    #expect(sums.allSatisfy { $0 == 1 })
  }

  @Test(arguments: 0...3)
  func movingAveragesMove(vectors: Int) {
    let count = vectors * lanes
    let before = randomNumbers(count, seed: 3), batch = randomNumbers(count, seed: 4)
    var moving = before + [7]
    updateMovingAverage(&moving, batch: batch, momentum: 0.99, count: count)
    for i in 0..<count {
      let momentum = Double(Float(0.99))
      let exact = Double(before[i]) * momentum + Double(batch[i]) * (1 - momentum)
      #expect(abs(Double(moving[i]) - exact) <= gamma(3))
    }
    #expect(moving[count] == 7)
  }

  @Test(arguments: specialNumbers)
  func specialNumbersStayInTheirLane(number: Float) {
    let rows = 6
    for index in 0..<rows * lanes {
      var values = [Float](repeating: 1, count: rows * lanes)
      values[index] = number
      var mean = [Float](repeating: 0, count: lanes), squares = mean
      computeMoments(of: values, rows: rows, mean: &mean, squares: &squares)
      for lane in 0..<lanes where lane != index % lanes {
        #expect(mean[lane] == 1 && squares[lane] == 0)
      }
      let exact = Double(number) / 6 + 5.0 / 6
      let value = Double(mean[index % lanes])
      #expect(
        exact.isFinite
          ? abs(value - exact) <= gamma(7) * (abs(exact) + 1) : "\(value)" == "\(exact)")
      #expect(squares[index % lanes].isNaN == !number.isFinite)
    }
  }
}
