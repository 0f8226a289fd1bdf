import CVector

/// Rows of two matrices in panels, and where the inner products of each with each go.
///
/// A layer with fewer outputs than a vector has lanes would leave most of them idle in a product of
/// rows by panels. Here the lanes run along the inputs, and each sum over them is taken at the end.
public struct InnerProductOperands: BitwiseCopyable {
  /// The left rows: [panels][rows][lanes].
  public var a: UnsafePointer<Float>
  /// From a panel of A to the next.
  public var aPanelStride: Int
  /// The right rows: [panels][columns][lanes].
  public var b: UnsafePointer<Float>
  /// From a panel of B to the next.
  public var bPanelStride: Int
  /// The panels that each row of A and B has, whole vectors all of them.
  public var panels: Int
  /// What every sum starts from, one row in panels one vector wide: [panelCount(columns)][lanes].
  public var start: UnsafePointer<Float>
  /// The result, in panels: [panelCount(columns)][rows][lanes], 0 in lanes beyond the columns.
  public var c: UnsafeMutablePointer<Float>
  /// From a panel of C to the next.
  public var cPanelStride: Int

  /// Gathers the operands.
  public init(
    a: UnsafePointer<Float>, aPanelStride: Int, b: UnsafePointer<Float>, bPanelStride: Int,
    panels: Int, start: UnsafePointer<Float>, c: UnsafeMutablePointer<Float>, cPanelStride: Int
  ) {
    self.a = a
    self.aPanelStride = aPanelStride
    self.b = b
    self.bPanelStride = bPanelStride
    self.panels = panels
    self.start = start
    self.c = c
    self.cPanelStride = cPanelStride
  }
}

/// Panels of one pass: `lanes` rows of them, and as many of each right row, stay in the first-level
/// cache while every right row meets them.
private let panelsPerPass = 32

/// C = S + A·Bᵀ: the inner product of every row of A with every row of B.
///
/// The lanes of the vectors of a pass are summed by themselves, then with one another, and the passes'
/// sums are added up, in an order that is fixed. As many rows of A are taken at once as a vector has
/// lanes.
///
/// - Shapes: see `InnerProductOperands`. A may be read and C written up to a whole number of `lanes`
///   rows.
/// - Cost: 2·rows·columns·panels·lanes flops, rows rounded up to whole vectors.
public func computeInnerProducts(_ operands: InnerProductOperands, rows: Int, columns: Int) {
  require(rows >= 0 && columns >= 0, "inner products of \(rows) rows by \(columns)")
  let passes = max(1, (operands.panels + panelsPerPass - 1) / panelsPerPass)
  for row in stride(from: 0, to: rows, by: lanes) {
    for pass in 0..<passes {
      let panels = operands.panels * pass / passes..<operands.panels * (pass + 1) / passes
      for half in 0..<2 {
      for pair in 0..<columns / 2 {
        operands.addPairProducts(row: row, half: half, column: 2 * pair, panels: panels, isFirst: pass == 0, turn: half * (columns / 2) + pair, of: columns / 2 * 2)
      }
      }
      if columns % 2 > 0 {
        operands.addProducts(row: row, column: columns - 1, panels: panels, isFirst: pass == 0)
      }
    }
    for panel in 0..<panelCount(columns) {
      operands.finishSquare(row: row, panel: panel, columns: min(lanes, columns - panel * lanes))
    }
  }
}

extension InnerProductOperands {
  /// Where `lanes` rows and the columns of a panel meet. Until it is finished it is transposed.
  @inline(__always)
  private func square(row: Int, panel: Int) -> UnsafeMutablePointer<Float> {
    c + panel * cPanelStride + row * lanes
  }

  @inline(__always)
  fileprivate func addProducts(row: Int, column: Int, panels: Range<Int>, isFirst: Bool) {
    let sums = gm_row_products(
      b + panels.lowerBound * bPanelStride + column * lanes, bPanelStride,
      a + panels.lowerBound * aPanelStride + row * lanes, aPanelStride, panels.count)
    let line = square(row: row, panel: column / lanes) + column % lanes * lanes
    (isFirst ? sums : sums + Vector(loading: line)).store(to: line)
  }

  @inline(__always)
  fileprivate func addPairProducts(row: Int, half: Int, column: Int, panels: Range<Int>, isFirst: Bool, turn: Int, of turns: Int) {
    let line0 = lanes * turn / turns, line1 = lanes * (turn + 1) / turns - 1
    let next = a + panels.lowerBound * aPanelStride + (row + lanes + line0) * lanes
    let sums = gm_row_pair_products(
      b + panels.lowerBound * bPanelStride + column * lanes, bPanelStride,
      a + panels.lowerBound * aPanelStride + (row + half * lanes / 2) * lanes, aPanelStride, panels.count, next, max(0, line1 - line0) * lanes)
    let line = square(row: row, panel: column / lanes) + column % lanes * lanes + half * lanes / 2
    gm_store_halves(sums, line, isFirst ? 0 : 1)
  }

  /// Turns a square and adds what the sums start from.
  @inline(__always)
  fileprivate func finishSquare(row: Int, panel: Int, columns: Int) {
    let square = square(row: row, panel: panel)
    transposeSquare(from: square, rows: lanes, columns: lanes, to: square)
    let start = Vector(loading: start + panel * lanes)
    // Lanes beyond the columns hold whatever was there before.
    let place = gm_lane_numbers(), end = Vector(repeating: Float(columns))
    for line in 0..<lanes {
      let sums = Vector(loading: square + line * lanes) + start
      gm_select_less(place, end, sums, Vector(repeating: 0)).store(to: square + line * lanes)
    }
  }

  /// Asks for a part of the rows of A that come next. They lie in short runs far apart, which the
  /// hardware does not foresee.
  @inline(__always)
  fileprivate func prefetch(rowsFrom row: Int, part: Int, of parts: Int) {
    let floatsPerLine = 64 / MemoryLayout<Float>.stride
    for panel in panels * part / parts..<panels * (part + 1) / parts {
      let run = a + panel * aPanelStride + row * lanes
      for line in stride(from: 0, to: lanes * lanes, by: floatsPerLine) { gm_prefetch(run + line) }
    }
  }
}
