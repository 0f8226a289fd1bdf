import CVector

/// Where a block of weights lies, with its gradient and its moments.
///
/// - Shapes: `runs` runs of `vectorsPerRun` neighbouring vectors. From a run to the next are `stride`
///   floats in weights and moments, `gradientStride` floats in the gradient.
public struct WeightBlock: BitwiseCopyable {
  fileprivate var weights: UnsafeMutablePointer<Float>
  fileprivate var first: UnsafeMutablePointer<Float>
  fileprivate var second: UnsafeMutablePointer<Float>
  fileprivate var stride: Int
  fileprivate var gradient: UnsafePointer<Float>
  fileprivate var gradientStride: Int
  fileprivate var vectorsPerRun: Int
  fileprivate var runs: Int

  /// Describes a block.
  public init(
    weights: UnsafeMutablePointer<Float>, first: UnsafeMutablePointer<Float>,
    second: UnsafeMutablePointer<Float>, stride: Int, gradient: UnsafePointer<Float>,
    gradientStride: Int, vectorsPerRun: Int, runs: Int
  ) {
    self.weights = weights
    self.first = first
    self.second = second
    self.stride = stride
    self.gradient = gradient
    self.gradientStride = gradientStride
    self.vectorsPerRun = vectorsPerRun
    self.runs = runs
  }
}

/// Adam's update of a block of weights, done beside the product that sums the gradient of the next.
///
/// By itself an update waits for roots and divisions, five times as long as its multiply-adds take,
/// and for weights and moments from the outer caches. Beside a product both are hidden. The arithmetic
/// is that of `OptimizerRule.update`.
///
/// **Why it is safe.** A block that follows belongs to the task that summed its gradient, and
/// the product beside it writes the gradient of another block, from activations and the output
/// gradient: neither reads what the other writes, so their order does not matter.
public struct TrailingUpdate {
  /// Whether the target has registers for an update beside a tile's sums. With AVX's 16 the sums
  /// would leave the registers, which costs more than it saves.
  public static let isWorthwhile = GM_SPARE_REGISTERS != 0

  private let step: AdamStep
  private var block: WeightBlock
  /// Vectors left in the run that is under way.
  private var vectors = 0

  /// Begins with nothing to update.
  ///
  /// - Parameter weights: any address; nothing is read or written before `follow`.
  init(_ step: AdamStep, weights: UnsafeMutablePointer<Float>) {
    self.step = step
    block = WeightBlock(
      weights: weights, first: weights, second: weights, stride: 0,
      gradient: UnsafePointer(weights), gradientStride: 0, vectorsPerRun: 0, runs: 0)
  }

  /// Takes a block whose gradient has been summed; what is left of the one before is updated first.
  public mutating func follow(_ next: WeightBlock) {
    finish()
    block = next
    vectors = next.runs > 0 ? next.vectorsPerRun : 0
  }

  /// Updates what is left of the block.
  public mutating func finish() {
    while vectors > 0 {
      while vectors > 0 { advance() }
      endTile()
    }
  }
}

extension TrailingUpdate: TileCompanion {
  @inline(__always)
  var pairs: Int { vectors / 2 }

  @inline(__always)
  mutating func advance() {
    step.update(
      block.weights, gradient: block.gradient, first: block.first, second: block.second)
    block.move(weights: lanes, gradient: lanes)
    vectors -= 1
  }

  /// Goes on to the next run, if this one has come to its end.
  @inline(__always)
  mutating func endTile() {
    guard vectors == 0, block.runs > 1 else { return }
    let run = block.vectorsPerRun * lanes
    block.move(weights: block.stride - run, gradient: block.gradientStride - run)
    block.runs -= 1
    vectors = block.vectorsPerRun
  }
}

extension WeightBlock {
  @inline(__always)
  fileprivate mutating func move(weights step: Int, gradient gradientStep: Int) {
    weights += step
    first += step
    second += step
    gradient += gradientStep
  }
}
