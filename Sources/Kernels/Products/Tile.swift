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
  /// Columns of the last panel that are not padding, where B is 0.
  public var lastColumns: Int

  /// Gathers the operands of a product.
  public init(
    blocks: UnsafePointer<DepthBlock>, blockCount: Int,
    a: UnsafePointer<Float>, aRowStride: Int, aDepthStride: Int,
    b: UnsafePointer<Float>, bPanelStride: Int,
    start: UnsafePointer<Float>, startRowStride: Int, startPanelStride: Int,
    c: UnsafeMutablePointer<Float>, cRowStride: Int, cPanelStride: Int,
    lastColumns: Int = lanes
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
    self.lastColumns = lastColumns
  }
}

/// A register tile of `rows` rows and `panels` vectors: at most 8 by 2, or 4 by 3.
///
/// The sizes and the kind of vector are part of the type: each is compiled on its own, without the
/// branches.
enum Tile<let rows: Int, let panels: Int, V: TileVector> {
  /// Computes one tile, with the companion's work in between; each of its sums is one chain of FMAs
  /// in ascending order of depth.
  ///
  /// - Cost: 2·rows·panels·lanes flops for each step of depth, and (rows + panels) loads.
  @inline(never)
  static func compute<Companion: TileCompanion>(
    _ o: UnsafePointer<ProductOperands>, row: Int, panel: Int, beside companion: inout Companion
  ) {
    let o = o.pointee
    // Strides that the compiler knows become part of the instructions' addresses.
    if o.aRowStride == lanes, o.aDepthStride == 1 {
      compute(o, row: row, panel: panel, aRowStride: lanes, aDepthStride: 1, &companion)
    } else if o.aRowStride == 1, o.aDepthStride == lanes {
      compute(o, row: row, panel: panel, aRowStride: 1, aDepthStride: lanes, &companion)
    } else {
      compute(
        o, row: row, panel: panel, aRowStride: o.aRowStride, aDepthStride: o.aDepthStride,
        &companion)
    }
  }

  @inline(__always)
  private static func compute<Companion: TileCompanion>(
    _ o: ProductOperands, row: Int, panel: Int, aRowStride: Int, aDepthStride: Int,
    _ companion: inout Companion
  ) {
    let start = o.start + row * o.startRowStride + panel * o.startPanelStride
    // Named sums, not an array: an array may leave the registers.
    var c00 = V(repeating: 0)
    var c10 = c00, c20 = c00, c30 = c00, c40 = c00, c50 = c00, c60 = c00, c70 = c00
    var c01 = c00, c11 = c00, c21 = c00, c31 = c00, c41 = c00, c51 = c00, c61 = c00, c71 = c00
    var c02 = c00, c12 = c00, c22 = c00, c32 = c00

    @inline(__always)
    func begin(_ r: Int, _ panel: Int, _ sum: inout V) {
      guard r < rows, panel < panels else { return }
      sum = V(loading: start + r * o.startRowStride + panel * o.startPanelStride)
    }
    begin(0, 0, &c00)
    begin(1, 0, &c10)
    begin(2, 0, &c20)
    begin(3, 0, &c30)
    begin(4, 0, &c40)
    begin(5, 0, &c50)
    begin(6, 0, &c60)
    begin(7, 0, &c70)
    begin(0, 1, &c01)
    begin(1, 1, &c11)
    begin(2, 1, &c21)
    begin(3, 1, &c31)
    begin(4, 1, &c41)
    begin(5, 1, &c51)
    begin(6, 1, &c61)
    begin(7, 1, &c71)
    begin(0, 2, &c02)
    begin(1, 2, &c12)
    begin(2, 2, &c22)
    begin(3, 2, &c32)

    let a = o.a + row * aRowStride, b = o.b + panel * o.bPanelStride
    for index in 0..<o.blockCount {
      let block = o.blocks[index]
      var column = a + block.a, line = b + block.b

      @inline(__always)
      func accumulate(_ step: Int) {
        let b0 = V(loading: line + step * lanes)
        let b1 = panels > 1 ? V(loading: line + o.bPanelStride + step * lanes) : b0
        let b2 = panels > 2 ? V(loading: line + 2 * o.bPanelStride + step * lanes) : b0

        @inline(__always)
        func add(_ r: Int, _ sum0: inout V, _ sum1: inout V) {
          guard r < rows else { return }
          let factor = V(repeating: column[r * aRowStride + step * aDepthStride])
          sum0 = V.multiplyAdd(factor, b0, sum0)
          if panels > 1 { sum1 = V.multiplyAdd(factor, b1, sum1) }
        }
        @inline(__always)
        func add(_ r: Int, _ sum0: inout V, _ sum1: inout V, _ sum2: inout V) {
          guard r < rows else { return }
          let factor = V(repeating: column[r * aRowStride + step * aDepthStride])
          sum0 = V.multiplyAdd(factor, b0, sum0)
          if panels > 1 { sum1 = V.multiplyAdd(factor, b1, sum1) }
          if panels > 2 { sum2 = V.multiplyAdd(factor, b2, sum2) }
        }
        add(0, &c00, &c01, &c02)
        add(1, &c10, &c11, &c12)
        add(2, &c20, &c21, &c22)
        add(3, &c30, &c31, &c32)
        add(4, &c40, &c41)
        add(5, &c50, &c51)
        add(6, &c60, &c61)
        add(7, &c70, &c71)
      }
      var left = block.depth
      // One vector for every two steps: what the divider can do beside a tile's sums.
      for _ in 0..<min(companion.pairs, left / 4) {
        accumulate(0)
        accumulate(1)
        companion.advance()
        accumulate(2)
        accumulate(3)
        companion.advance()
        column += 4 * aDepthStride
        line += 4 * lanes
        left -= 4
      }
      while left >= 4 {
        accumulate(0)
        accumulate(1)
        accumulate(2)
        accumulate(3)
        column += 4 * aDepthStride
        line += 4 * lanes
        left -= 4
      }
      while left > 0 {
        accumulate(0)
        column += aDepthStride
        line += lanes
        left -= 1
      }
    }

    let c = o.c + row * o.cRowStride + panel * o.cPanelStride
    @inline(__always)
    func finish(_ r: Int, _ panel: Int, _ sum: V) {
      guard r < rows, panel < panels else { return }
      sum.store(to: c + r * o.cRowStride + panel * o.cPanelStride)
    }
    finish(0, 0, c00)
    finish(1, 0, c10)
    finish(2, 0, c20)
    finish(3, 0, c30)
    finish(4, 0, c40)
    finish(5, 0, c50)
    finish(6, 0, c60)
    finish(7, 0, c70)
    finish(0, 1, c01)
    finish(1, 1, c11)
    finish(2, 1, c21)
    finish(3, 1, c31)
    finish(4, 1, c41)
    finish(5, 1, c51)
    finish(6, 1, c61)
    finish(7, 1, c71)
    finish(0, 2, c02)
    finish(1, 2, c12)
    finish(2, 2, c22)
    finish(3, 2, c32)
    companion.endTile()
  }
}
