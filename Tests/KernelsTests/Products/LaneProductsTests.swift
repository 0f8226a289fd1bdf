import Kernels
import Randomness
import TestSupport
import Testing

/// Products of rows across the vectors against plain loops in Double.
@Suite struct LaneProductsTests {
  /// Every number of panels up to twice the most that are computed together, and a short last one.
  private static let rowCounts = (1...8).map { $0 * lanes } + [1, 3 * lanes + 1]

  @Test(arguments: rowCounts, [1, 2, 5, lanes + 3])
  func laneProductsMatchTheirSums(rows: Int, inputs: Int) {
    var random = SplitMix64(seed: 31)
    let outputs = 3
    let x = LaneBuffer(PanelBuffer.random(rows: rows, columns: inputs, using: &random))
    let weights = (0..<inputs * outputs).map { _ in Float(random.nextUniform(in: -1...1)) }
    // Neighbours are the weights of one input, then those of one output.
    for (inputStride, outputStride) in [(outputs, 1), (1, inputs)] {
      let y = LaneBuffer(rows: rows, columns: outputs, filling: -1)
      computeLaneProducts(
        x.rows, weights: weights, inputStride: inputStride, outputStride: outputStride,
        outputs: y.rows)
      for row in 0..<rows {
        for output in 0..<outputs {
          var exact = 0.0, size = 0.0
          for input in 0..<inputs {
            let weight = weights[input * inputStride + output * outputStride]
            exact += Double(weight) * Double(x[row, input])
            size += abs(Double(weight) * Double(x[row, input]))
          }
          // A chain of FMAs rounds once a step; without FMA the product is rounded as well.
          #expect(abs(Double(y[row, output]) - exact) <= gamma(2 * inputs) * size)
        }
        // What lies behind the outputs is somebody else's.
        #expect(y[row, outputs] == -1)
      }
    }
  }

  /// A row's bits must not depend on the panels that it is computed with.
  @Test(arguments: rowCounts)
  func everyRowOfLanesIsComputedAlike(rows: Int) {
    var random = SplitMix64(seed: 32)
    let depth = 37
    let row = PanelBuffer.random(rows: 1, columns: depth, using: &random)
    let weights = (0..<depth).map { _ in Float(random.nextUniform(in: -1...1)) }
    let x = LaneBuffer(rows: rows, columns: depth), y = LaneBuffer(rows: rows, columns: 1)
    for index in 0..<rows { for p in 0..<depth { x[index, p] = row[0, p] } }
    computeLaneProducts(x.rows, weights: weights, inputStride: 1, outputStride: 0, outputs: y.rows)
    for index in 1..<max(rows, 2) where index < rows { #expect(y[index, 0] == y[0, 0]) }
    #expect(y[0, 0] != 0)
  }
}
