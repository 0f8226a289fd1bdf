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
  /// Rows that are asked for meanwhile, as many as A has, since they are read next; `nil` asks for A's own.
  public var ahead: RowsAhead?

  /// Gathers the operands.
  public init(
    a: UnsafePointer<Float>, aPanelStride: Int, b: UnsafePointer<Float>, bPanelStride: Int,
    panels: Int, start: UnsafePointer<Float>, c: UnsafeMutablePointer<Float>, cPanelStride: Int,
    ahead: RowsAhead? = nil
  ) {
    self.a = a
    self.aPanelStride = aPanelStride
    self.b = b
    self.bPanelStride = bPanelStride
    self.panels = panels
    self.start = start
    self.c = c
    self.cPanelStride = cPanelStride
    self.ahead = ahead
  }
}

/// Rows of floats that lie anywhere: row i begins `order[i]·stride` floats from `base` on.
public struct RowsAhead: BitwiseCopyable {
  /// Where the first row of all begins.
  public var base: UnsafePointer<Float>
  /// Floats from a row to the next.
  public var stride: Int
  /// The numbers of the rows that are meant.
  public var order: UnsafePointer<Int32>
  /// How many are meant.
  public var count: Int

  /// Points at rows.
  public init(
    base: UnsafePointer<Float>, stride: Int, order: UnsafePointer<Int32>, count: Int
  ) {
    self.base = base
    self.stride = stride
    self.order = order
    self.count = count
  }
}

/// Panels of one pass: half as many rows of them as a vector has lanes stay in the first-level cache
/// while every right row meets them.
private let panelsPerPass = 32

/// C = S + A·Bᵀ: the inner product of every row of A with every row of B.
///
/// The lanes of the vectors of a pass are summed by themselves, then with one another, and the passes'
/// sums are added up, in an order that is fixed. As many rows of A are taken at once as a vector has
/// lanes; two rows of B meet one half of them, then the other.
///
/// - Shapes: see `InnerProductOperands`. A may be read and C written up to a whole number of `lanes`
///   rows.
/// - Cost: 2·rows·columns·panels·lanes flops, rows rounded up to whole vectors.
public func computeInnerProducts(_ operands: InnerProductOperands, rows: Int, columns: Int) {
  require(rows >= 0 && columns >= 0, "inner products of \(rows) rows by \(columns)")
  let passes = max(1, (operands.panels + panelsPerPass - 1) / panelsPerPass)
  let pairs = columns / 2
  for row in stride(from: 0, to: rows, by: lanes) {
    for index in 0..<passes {
      let panels = operands.panels * index / passes..<operands.panels * (index + 1) / passes
      let pass = InnerProductPass(operands: operands, row: row, panels: panels, columns: columns)
      for half in 0..<2 {
        for pair in 0..<pairs {
          pass.addPair(half: half, column: 2 * pair, turn: half * pairs + pair)
        }
      }
      if columns % 2 > 0 { pass.addColumn(columns - 1) }
    }
    for panel in 0..<panelCount(columns) {
      operands.finishSquare(row: row, panel: panel, columns: min(lanes, columns - panel * lanes))
    }
  }
}

/// A range of panels of `lanes` rows of A, on which the products of all columns take turns.
private struct InnerProductPass {
  let operands: InnerProductOperands
  let row: Int
  let panels: Range<Int>
  let columns: Int

  private var a: UnsafePointer<Float> {
    operands.a + panels.lowerBound * operands.aPanelStride + row * lanes
  }

  private func b(_ column: Int) -> UnsafePointer<Float> {
    operands.b + panels.lowerBound * operands.bPanelStride + column * lanes
  }

  /// Two columns by one half of the rows.
  @inline(__always)
  func addPair(half: Int, column: Int, turn: Int) {
    let rows = half * lanes / 2
    askingAhead(in: turn) { ahead, lines, step in
      let sums = gm_row_pair_products(
        b(column), operands.bPanelStride, a + rows * lanes, operands.aPanelStride, panels.count,
        ahead,
        lines, step)
      let line = operands.line(row: row, column: column) + rows
      gm_store_halves(sums, line, panels.lowerBound > 0 ? 1 : 0)
    }
  }

  /// One column by all rows; it asks for nothing ahead, as the pairs before it have.
  @inline(__always)
  func addColumn(_ column: Int) {
    let sums = gm_row_products(
      b(column), operands.bPanelStride, a, operands.aPanelStride, panels.count)
    let line = operands.line(row: row, column: column)
    (panels.lowerBound > 0 ? Vector(loading: line) + sums : sums).store(to: line)
  }

  /// Calls `body` with where the cache lines are that one of `columns` turns asks for, in the first panel, and
  /// the floats from there to the next panel's.
  ///
  /// A's own next rows lie in short runs far apart, and rows elsewhere anywhere, none of which the hardware
  /// foresees; so each turn asks for a part of every run.
  @inline(__always)
  private func askingAhead(
    in turn: Int,
    _ body: (_ ahead: UnsafePointer<UnsafePointer<Float>?>, _ lines: Int, _ step: Int) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: lanes) { lines in
      var count = 0
      if let ahead = operands.ahead {
        let rows = min(lanes, ahead.count - row)
        for index in stride(from: rows * turn / columns, to: rows * (turn + 1) / columns, by: 1) {
          lines[count] =
            ahead.base + Int(ahead.order[row + index]) * ahead.stride + panels.lowerBound * lanes
          count += 1
        }
        body(UnsafePointer(lines.baseAddress!), count, lanes)
      } else {
        let lineCount = lanes * lanes / floatsPerLine
        for line in lineCount * turn / columns..<lineCount * (turn + 1) / columns {
          lines[count] = a + lanes * lanes + line * floatsPerLine
          count += 1
        }
        body(UnsafePointer(lines.baseAddress!), count, operands.aPanelStride)
      }
    }
  }

  private var floatsPerLine: Int { Int(GM_LINE) }
}

extension InnerProductOperands {
  /// Where `lanes` rows and the columns of a panel meet. Until it is finished it is transposed.
  @inline(__always)
  private func square(row: Int, panel: Int) -> UnsafeMutablePointer<Float> {
    c + panel * cPanelStride + row * lanes
  }

  /// The line of a square that belongs to a column.
  @inline(__always)
  fileprivate func line(row: Int, column: Int) -> UnsafeMutablePointer<Float> {
    square(row: row, panel: column / lanes) + column % lanes * lanes
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
}
