import Kernels
import Randomness
import Testing

/// An update beside a product must do what both do one after the other, to the bit.
@Suite struct TrailingUpdateTests {
  private static func rule() -> OptimizerRule {
    .nextStep("Adam", ["beta_1": 0.875, "beta_2": 0.75, "epsilon": 0.0625], rate: 0.03125)
  }

  /// Weights, moments and gradient of a block, one behind the other: [4][runs][spacing][lanes], of
  /// which only the first vectors of each run belong to it, so that the others can be seen to stay.
  private final class Block {
    static let spacing = lanes + 3
    let runs: Int
    let vectors: Int
    private let base: UnsafeMutablePointer<Float>
    private var count: Int { runs * Self.spacing * lanes }

    init(runs: Int, vectors: Int, seed: UInt64 = 9) {
      (self.runs, self.vectors) = (runs, vectors)
      base = .allocate(capacity: 4 * runs * Self.spacing * lanes + 1)
      var random = SplitMix64(seed: seed)
      // The second moment is never below 0.
      for array in 0..<4 {
        for index in 0..<count {
          let range = array == 2 ? 0.0...1 : -1...1
          base[array * count + index] = Float(random.nextUniform(in: range))
        }
      }
    }

    deinit { base.deallocate() }

    var weights: WeightBlock {
      WeightBlock(
        weights: base, first: base + count, second: base + 2 * count,
        stride: Self.spacing * lanes, gradient: base + 3 * count,
        gradientStride: Self.spacing * lanes, vectorsPerRun: vectors, runs: runs)
    }

    /// The same updates, run by run.
    func updateByItself() {
      let rule = TrailingUpdateTests.rule()
      for run in 0..<runs {
        let first = base + run * Self.spacing * lanes
        rule.update(
          first, gradient: first + 3 * count, first: first + count, second: first + 2 * count,
          third: first, count: vectors * lanes)
      }
    }

    var floats: [Float] { Array(UnsafeBufferPointer(start: base, count: 4 * count)) }
  }

  /// Gradients of `inputs` rows by every number of panels that a piece can have.
  private struct Gradient {
    let x: PanelBuffer
    let delta: PanelBuffer
    let c: PanelBuffer

    init(inputs: Int, columns: Int, depth: Int) {
      var random = SplitMix64(seed: 8)
      x = .random(rows: depth, columns: inputs, using: &random)
      delta = .random(rows: depth, columns: columns, using: &random)
      c = PanelBuffer(rows: inputs, columns: columns)
    }

    func compute(_ body: (ProductOperands, _ rows: Int, _ panels: Int) -> Void) {
      var run = DepthBlock(a: 0, b: 0, depth: x.rows)
      let zeros = PanelBuffer(rows: 1, columns: 1)
      body(
        ProductOperands(
          blocks: &run, blockCount: 1, a: x.base, aRowStride: 1, aDepthStride: lanes,
          b: delta.base, bPanelStride: delta.panelStride, start: zeros.base, startRowStride: 0,
          startPanelStride: 0, c: c.base, cRowStride: lanes, cPanelStride: c.panelStride,
          lastColumns: c.columns - (panelCount(c.columns) - 1) * lanes),
        c.rows, panelCount(c.columns))
    }

    var result: [Float] { Array(UnsafeBufferPointer(start: c.base, count: c.floatCount)) }
  }

  /// Sums too short for the whole update, just right, and longer than it, beside blocks whose runs are
  /// even, odd, and a single vector.
  @Test(arguments: [1, 3, 4, 31, 32, 100], [(1, 1), (2, lanes), (2, 3), (3, lanes - 1), (0, 0)])
  func neitherDisturbsTheOther(depth: Int, size: (runs: Int, vectors: Int)) throws {
    for (inputs, columns) in [
      (lanes, 2 * lanes), (lanes - 1, 3 * lanes), (2, lanes), (lanes, 2 * lanes + 1), (1, 5),
    ] {
      let block = Block(runs: size.runs, vectors: size.vectors)
      let expected = Block(runs: size.runs, vectors: size.vectors)
      expected.updateByItself()
      let alone = Gradient(inputs: inputs, columns: columns, depth: depth)
      alone.compute { computeProduct($0, rows: $1, panels: $2) }

      let beside = Gradient(inputs: inputs, columns: columns, depth: depth)
      var update = try #require(Self.rule().trailingUpdate(beside.c.base))
      update.follow(block.weights)
      beside.compute { computeProduct($0, rows: $1, panels: $2, beside: &update) }
      update.finish()
      #expect(beside.result == alone.result)
      #expect(block.floats == expected.floats)
    }
  }

  @Test func nextBlockEndsTheOneBefore() throws {
    let blocks = [Block(runs: 2, vectors: 5), Block(runs: 1, vectors: 4, seed: 2)]
    let expected = [Block(runs: 2, vectors: 5), Block(runs: 1, vectors: 4, seed: 2)]
    for block in expected { block.updateByItself() }
    var address: Float = 0
    let trailing = Self.rule().trailingUpdate(&address)
    var update = try #require(trailing)
    for block in blocks { update.follow(block.weights) }
    update.finish()
    #expect(blocks.map(\.floats) == expected.map(\.floats))
  }

  @Test(arguments: [["momentum": 0.0], ["momentum": 0.5, "nesterov": 1]])
  func optimizersWithoutDivisionsHaveNothingToHide(settings: [String: Double]) {
    var address: Float = 0
    let update = OptimizerRule.nextStep("SGD", settings, rate: 1).trailingUpdate(&address)
    #expect(update == nil)
  }
}
