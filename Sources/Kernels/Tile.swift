import CVector

/// One step of a product's inner dimension: where a run of A and of B begins, and how long it is.
///
/// A product is a sum over such runs, so one kernel serves dense layers (runs of one panel of the
/// input), convolutions (a run for each tap of the kernel) and recurrences (a run for each sample).
///
/// - Source: “High-Performance Deep Learning via a Single Building Block”, IPDPS 2020.
public struct DepthBlock: BitwiseCopyable, Sendable {
  /// Floats from A's base to the run.
  public var a: Int
  /// Floats from B's base to the run.
  public var b: Int
  /// Products summed in the run.
  public var depth: Int

  /// Describes a run.
  public init(a: Int, b: Int, depth: Int) {
    self.a = a
    self.b = b
    self.depth = depth
  }
}

/// C = S + Σ A·B over `blocks`: where everything lies. All strides are in floats.
///
/// - Shapes: A is read at `a + block.a + row·aRowStride + p·aDepthStride`, p counting the block's
///   depth; B at `b + block.b + panel·bPanelStride + p·lanes`, one vector; S, the start of every
///   sum, and C one vector at `row·…RowStride + panel·…PanelStride`. S may be C itself, a bias with
///   row stride 0, or zeros with both strides 0.
public struct ProductOperands: BitwiseCopyable {
  /// The runs of the inner dimension, in the order in which they are summed.
  public var blocks: UnsafePointer<DepthBlock>
  /// The number of runs; with none, C = S.
  public var blockCount: Int
  /// The left operand, whose elements are broadcast.
  public var a: UnsafePointer<Float>
  /// From a row of A to the next.
  public var aRowStride: Int
  /// From one step of depth to the next in A.
  public var aDepthStride: Int
  /// The right operand, whose panels are loaded as vectors.
  public var b: UnsafePointer<Float>
  /// From a panel of B to the next.
  public var bPanelStride: Int
  /// What every sum starts from.
  public var start: UnsafePointer<Float>
  /// From a row of S to the next.
  public var startRowStride: Int
  /// From a panel of S to the next.
  public var startPanelStride: Int
  /// The result.
  public var c: UnsafeMutablePointer<Float>
  /// From a row of C to the next.
  public var cRowStride: Int
  /// From a panel of C to the next.
  public var cPanelStride: Int

  /// Gathers the operands of a product.
  public init(
    blocks: UnsafePointer<DepthBlock>, blockCount: Int,
    a: UnsafePointer<Float>, aRowStride: Int, aDepthStride: Int,
    b: UnsafePointer<Float>, bPanelStride: Int,
    start: UnsafePointer<Float>, startRowStride: Int, startPanelStride: Int,
    c: UnsafeMutablePointer<Float>, cRowStride: Int, cPanelStride: Int
  ) {
    self.blocks = blocks
    self.blockCount = blockCount
    self.a = a
    self.aRowStride = aRowStride
    self.aDepthStride = aDepthStride
    self.b = b
    self.bPanelStride = bPanelStride
    self.start = start
    self.startRowStride = startRowStride
    self.startPanelStride = startPanelStride
    self.c = c
    self.cRowStride = cRowStride
    self.cPanelStride = cPanelStride
  }
}

/// A register tile of `rows` rows and `panels` vectors, at most 8 by 2.
///
/// The sizes are part of the type: each pair is compiled on its own, without the branches.
enum Tile<let rows: Int, let panels: Int> {
  /// Computes one tile; each of its sums is one chain of FMAs in ascending order of depth.
  ///
  /// - Cost: 2·rows·panels·lanes flops for each step of depth, and (rows + panels) loads.
  @inline(never)
  static func compute(_ o: UnsafePointer<ProductOperands>, row: Int, panel: Int) {
    let o = o.pointee
    let start = o.start + row * o.startRowStride + panel * o.startPanelStride
    // Named sums, not an array: an array may leave the registers.
    var c00 = Vector(repeating: 0)
    var c10 = c00, c20 = c00, c30 = c00, c40 = c00, c50 = c00, c60 = c00, c70 = c00
    var c01 = c00, c11 = c00, c21 = c00, c31 = c00, c41 = c00, c51 = c00, c61 = c00, c71 = c00

    @inline(__always)
    func begin(_ r: Int, _ left: inout Vector, _ right: inout Vector) {
      guard r < rows else { return }
      left = Vector(loading: start + r * o.startRowStride)
      if panels > 1 {
        right = Vector(loading: start + r * o.startRowStride + o.startPanelStride)
      }
    }
    begin(0, &c00, &c01)
    begin(1, &c10, &c11)
    begin(2, &c20, &c21)
    begin(3, &c30, &c31)
    begin(4, &c40, &c41)
    begin(5, &c50, &c51)
    begin(6, &c60, &c61)
    begin(7, &c70, &c71)

    let a = o.a + row * o.aRowStride, b = o.b + panel * o.bPanelStride
    for index in 0..<o.blockCount {
      let block = o.blocks[index]
      var column = a + block.a, line = b + block.b
      for _ in 0..<block.depth {
        let left = Vector(loading: line)
        let right = panels > 1 ? Vector(loading: line + o.bPanelStride) : left

        @inline(__always)
        func accumulate(_ r: Int, _ leftSum: inout Vector, _ rightSum: inout Vector) {
          guard r < rows else { return }
          let factor = Vector(repeating: column[r * o.aRowStride])
          leftSum = gm_fma(factor, left, leftSum)
          if panels > 1 { rightSum = gm_fma(factor, right, rightSum) }
        }
        accumulate(0, &c00, &c01)
        accumulate(1, &c10, &c11)
        accumulate(2, &c20, &c21)
        accumulate(3, &c30, &c31)
        accumulate(4, &c40, &c41)
        accumulate(5, &c50, &c51)
        accumulate(6, &c60, &c61)
        accumulate(7, &c70, &c71)
        column += o.aDepthStride
        line += lanes
      }
    }

    let c = o.c + row * o.cRowStride + panel * o.cPanelStride
    @inline(__always)
    func finish(_ r: Int, _ left: Vector, _ right: Vector) {
      guard r < rows else { return }
      left.store(to: c + r * o.cRowStride)
      if panels > 1 { right.store(to: c + r * o.cRowStride + o.cPanelStride) }
    }
    finish(0, c00, c01)
    finish(1, c10, c11)
    finish(2, c20, c21)
    finish(3, c30, c31)
    finish(4, c40, c41)
    finish(5, c50, c51)
    finish(6, c60, c61)
    finish(7, c70, c71)
  }
}
