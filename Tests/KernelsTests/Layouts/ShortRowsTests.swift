import Kernels
import Testing

/// Rows that fill no vector, padded as they are gathered.
@Suite struct ShortRowsTests {
  @Test(arguments: 1...lanes, [1, 5])
  func rowsAreGatheredAndPaddedWithZeros(columns: Int, rowsPerSample: Int) {
    let samples = 4, elements = (0..<samples * rowsPerSample * columns).map { Float($0 + 1) }
    // A vector behind the samples is read, but shows nowhere.
    let source = elements + [Float](repeating: .nan, count: lanes)
    let order: [Int32] = [3, 0, 2]
    var target = [Float](repeating: -1, count: order.count * rowsPerSample * lanes)
    // The first sample of the batch is another call's.
    gatherShortRows(
      1..<3, order: order, from: source, rowsPerSample: rowsPerSample, columns: columns,
      into: &target)
    for place in order.indices {
      for row in 0..<rowsPerSample {
        let first = (Int(order[place]) * rowsPerSample + row) * columns
        let expected =
          place == 0
          ? [Float](repeating: -1, count: lanes)
          : elements[first..<first + columns] + [Float](repeating: 0, count: lanes - columns)
        let start = (place * rowsPerSample + row) * lanes
        #expect(target[start..<start + lanes].elementsEqual(expected))
      }
    }
  }
}
