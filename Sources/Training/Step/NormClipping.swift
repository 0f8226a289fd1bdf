import Networks

/// The limit on the norm of a gradient: of each tensor's by itself, or of all together.
///
/// Blocks leave the sums of their squares; the leader adds them up in the order of the blocks.
struct NormClipping: BitwiseCopyable {
  private let limit: Double
  private let isGlobal: Bool
  /// One entry a block: the sum of the gradient's squares.
  let squares: UnsafeMutablePointer<Double>
  /// One entry a tensor: what its gradient is multiplied by.
  private let factors: UnsafeMutablePointer<Float>
  /// One entry a block: its tensor.
  private let tensors: UnsafeMutablePointer<Int>
  private let blockCount: Int
  private let tensorCount: Int

  /// `nil` where no norm is limited.
  ///
  /// - Parameter tensors: the tensor of each block.
  init?(_ clipping: GradientClipping?, tensors: [Int], tensorCount: Int, tables: Tables) {
    switch clipping {
    case .norm(let limit): (self.limit, isGlobal) = (limit, false)
    case .globalNorm(let limit): (self.limit, isGlobal) = (limit, true)
    case .value, nil: return nil
    }
    blockCount = tensors.count
    self.tensorCount = tensorCount
    self.tensors = tables.make(tensors)
    squares = tables.make([Double](repeating: 0, count: tensors.count))
    factors = tables.make([Float](repeating: 1, count: tensorCount))
  }

  /// Works out all factors once every block has left its squares.
  func settle() {
    if isGlobal {
      let factor = factor((0..<blockCount).reduce(0) { $0 + squares[$1] })
      factors.update(repeating: factor, count: tensorCount)
      return
    }
    var first = 0
    while first < blockCount {
      var end = first, sum = 0.0
      while end < blockCount, tensors[end] == tensors[first] {
        sum += squares[end]
        end += 1
      }
      factors[tensors[first]] = factor(sum)
      first = end
    }
  }

  /// 1 up to the limit, less beyond; NaN where the sum of squares is no number.
  private func factor(_ squares: Double) -> Float {
    let norm = squares.squareRoot()
    return Float(norm <= limit ? 1 : limit / norm)
  }

  func factor(block: Int) -> Float { factors[tensors[block]] }
}
