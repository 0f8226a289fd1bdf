import Kernels
import Randomness
import TestSupport
import Testing

@Suite struct MetricTests {
  /// Σ of up to `columns` differences, then a division: both layouts against the formula in Double.
  @Test(arguments: 1...(2 * lanes + 1), [1, lanes - 1, lanes, lanes + 1])
  func absoluteErrorsMatchTheirFormula(columns: Int, rows: Int) {
    var random = SplitMix64(seed: UInt64(columns * 100 + rows))
    let p = PanelBuffer.random(rows: rows, columns: columns, using: &random)
    let y = PanelBuffer.random(rows: rows, columns: columns, using: &random)
    // What an activation leaves in the padding lanes must not count.
    for row in 0..<rows {
      for lane in columns..<panelCount(columns) * lanes { p[row, lane] = 0.5 }
    }
    let pLanes = LaneBuffer(p, filling: 0.5), yLanes = LaneBuffer(y, filling: 0.25)
    var values = [Float](repeating: -1, count: rows)
    var laneValues = [Float](repeating: -1, count: panelCount(rows) * lanes)
    computeMetric(.absoluteError, predictions: p.all, targets: y.all, values: &values)
    computeMetric(
      .absoluteError, predictions: pLanes.rows, targets: yLanes.rows, values: &laneValues)
    for row in 0..<rows {
      let errors = (0..<columns).map { abs(Double(p[row, $0]) - Double(y[row, $0])) }
      let mean = errors.reduce(0, +) / Double(columns)
      let bound = gamma(columns + 2) * mean
      #expect(abs(Double(values[row]) - mean) <= bound)
      #expect(abs(Double(laneValues[row]) - mean) <= bound)
    }
  }

  @Test(arguments: [1, lanes, lanes + 1])
  func notANumberReachesTheError(columns: Int) {
    let p = PanelBuffer(rows: 2, columns: columns), y = PanelBuffer(rows: 2, columns: columns)
    p[0, columns - 1] = .nan
    var values: [Float] = [0, 0]
    computeMetric(.absoluteError, predictions: p.all, targets: y.all, values: &values)
    #expect(values[0].isNaN && values[1] == 0)
  }
}
