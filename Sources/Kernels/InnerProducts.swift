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

/// C = S + A·Bᵀ: the inner product of every row of A with every row of B.
///
/// The lanes of a vector of panels are summed by themselves, then with one another, in an order that
/// is fixed. As many rows of A are taken at once as a vector has lanes.
///
/// - Shapes: see `InnerProductOperands`. A may be read and C written up to a whole number of `lanes`
///   rows.
/// - Cost: 2·rows·columns·panels·lanes flops, rows rounded up to whole vectors.
public func computeInnerProducts(_ o: InnerProductOperands, rows: Int, columns: Int) {
  require(rows >= 0 && columns >= 0, "inner products of \(rows) rows by \(columns)")
  for row in stride(from: 0, to: rows, by: lanes) {
    let a = o.a + row * lanes
    for panel in 0..<panelCount(columns) {
      // Filled with a row for each column, then turned.
      let square = o.c + panel * o.cPanelStride + row * lanes
      let count = min(lanes, columns - panel * lanes)
      for column in 0..<count {
        let b = o.b + (panel * lanes + column) * lanes
        gm_row_products(b, o.bPanelStride, a, o.aPanelStride, o.panels)
          .store(to: square + column * lanes)
      }
      for column in count..<lanes { Vector(repeating: 0).store(to: square + column * lanes) }
      transposeSquare(from: square, rows: lanes, columns: lanes, to: square)
      let start = Vector(loading: o.start + panel * lanes)
      for line in 0..<lanes {
        (Vector(loading: square + line * lanes) + start).store(to: square + line * lanes)
      }
    }
  }
}
