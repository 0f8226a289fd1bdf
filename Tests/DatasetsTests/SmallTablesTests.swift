import Datasets
import Testing

@Suite struct SmallTablesTests {
  @Test func pairRowsFollowTheirFormula() {
    let data = PairRows.make(sampleCount: 100, seed: 1)
    #expect(data.inputs.dimensions == [100, 2])
    #expect(data.targets.dimensions == [100, 2])
    for row in 0..<100 {
      let (x1, x2) = (data.inputs.elements[2 * row], data.inputs.elements[2 * row + 1])
      #expect(x1 == Float(row % 6))
      #expect((0...9).contains(x2) && x2 == x2.rounded())
      #expect(data.targets.elements[2 * row] == 2 * x1 + x2 * x2 - 2)
      #expect(data.targets.elements[2 * row + 1] == x1 * x2)
    }
    #expect(data != PairRows.make(sampleCount: 100, seed: 2))
  }

  /// Plain gradient descent at Keras's rate, from zero: the loss falls at every size of batch.
  @Test(arguments: [1, 6, 32, 128, 1024])
  func pairRowsCanBeLearntAtEveryBatchSize(batchSize: Int) {
    let data = PairRows.make(sampleCount: max(6, batchSize), seed: 3)
    var weights = [Double](repeating: 0, count: 6)
    let before = pairLoss(data, weights)
    for _ in 0..<60 {
      for start in stride(from: 0, to: data.sampleCount, by: batchSize) {
        let gradient = pairGradient(data, weights, start..<start + batchSize)
        for index in weights.indices { weights[index] -= 0.01 * gradient[index] }
      }
    }
    #expect(pairLoss(data, weights) < before / 5)
  }

  @Test func andTableRepeatsItsFourRows() {
    let data = AndTable.make(sampleCount: 6)
    #expect(data.inputs.elements == [0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1])
    #expect(data.targets.elements == [0, 0, 0, 1, 0, 0])
  }

  /// Weights: per output, two factors and a bias.
  private func residual(_ data: Dataset, _ weights: [Double], _ row: Int, _ output: Int) -> Double {
    let x = data.inputs.elements[2 * row..<2 * row + 2].map(Double.init)
    let weight = weights[3 * output..<3 * output + 3].map(\.self)
    return weight[0] * x[0] + weight[1] * x[1] + weight[2]
      - Double(data.targets.elements[2 * row + output])
  }

  private func pairLoss(_ data: Dataset, _ weights: [Double]) -> Double {
    let residuals = (0..<2 * data.sampleCount).map { residual(data, weights, $0 / 2, $0 % 2) }
    return residuals.reduce(0) { $0 + $1 * $1 } / Double(residuals.count)
  }

  private func pairGradient(_ data: Dataset, _ weights: [Double], _ rows: Range<Int>) -> [Double] {
    var gradient = [Double](repeating: 0, count: 6)
    for row in rows {
      for output in 0..<2 {
        let slope = residual(data, weights, row, output) / Double(rows.count)
        gradient[3 * output] += slope * Double(data.inputs.elements[2 * row])
        gradient[3 * output + 1] += slope * Double(data.inputs.elements[2 * row + 1])
        gradient[3 * output + 2] += slope
      }
    }
    return gradient
  }
}
