import CVector

/// Rows that lie across the vectors: element c of the rows of panel p is the vector at
/// `base + p·panelStride + c·lanes`, and each of its lanes belongs to another row.
///
/// Short rows fill whole vectors this way, and sums along a row are sums of vectors.
public struct LaneRows: BitwiseCopyable {
  /// The first element of the first panel's rows.
  public var base: UnsafeMutablePointer<Float>
  /// Floats from a panel of rows to the next.
  public var panelStride: Int
  /// Elements of a row.
  public var columns: Int
  /// The number of rows; the lanes beyond them in the last panel are padding.
  public var count: Int

  /// Points at rows.
  public init(base: UnsafeMutablePointer<Float>, panelStride: Int, columns: Int, count: Int) {
    self.base = base
    self.panelStride = panelStride
    self.columns = columns
    self.count = count
  }

  @inline(__always)
  subscript(panel: Int) -> LaneRow {
    LaneRow(base: base + panel * panelStride, columns: columns)
  }

  @inline(__always)
  var panels: Int { panelCount(count) }

  /// Writes 0 into the padding lanes of the last panel.
  @inline(__always)
  func clearPadding() {
    guard count % lanes > 0 else { return }
    let last = self[panels - 1], mask = Vector.mask(first: count % lanes)
    last.forEachVector { index, _ in last.store(gm_masked(last.vector(index), mask), index) }
  }
}

extension LaneRows: VectorRows {
  @inline(__always) var rowCount: Int { panels }
}

/// The rows of one panel, as many as there are lanes.
struct LaneRow: VectorRow {
  var base: UnsafeMutablePointer<Float>
  var columns: Int

  @inline(__always)
  var vectors: Int { columns }

  @inline(__always)
  func vector(_ index: Int) -> Vector { Vector(loading: base + index * lanes) }

  @inline(__always)
  func store(_ vector: Vector, _ index: Int) { vector.store(to: base + index * lanes) }

  @inline(__always)
  func forEachVector(_ body: (_ index: Int, _ mask: Vector) -> Void) {
    for index in 0..<columns { body(index, Vector(repeating: 1)) }
  }

  @inline(__always)
  func raiseVectors(top: Vector) -> Vector { gm_raise_vectors(base, columns, top) }

  @inline(__always)
  static func masked(_ vector: Vector, _ mask: Vector) -> Vector { vector }

  @inline(__always)
  static func total(_ sums: Vector) -> Vector { sums }

  @inline(__always)
  static func largest(_ maxima: Vector) -> Vector { maxima }

  @inline(__always)
  static func first(_ vector: Vector) -> Vector { vector }

  @inline(__always)
  static var firstPositions: Vector { Vector(repeating: 0) }

  @inline(__always)
  static var positionStep: Float { 1 }
}

/// Copies samples of row-major data into lanes, in the order given; padding lanes repeat the first.
///
/// - Shapes: `source` [samples][columns], not padded, and a vector of floats behind it that are read
///   but show nowhere; lane s of `target` becomes sample `order[s]`.
public func gatherSamples(
  order: UnsafePointer<Int32>, from source: UnsafePointer<Float>, into target: LaneRows
) {
  for panel in 0..<target.panels {
    let first = order + panel * lanes, count = target.count - panel * lanes
    let to = target.base + panel * target.panelStride
    if count >= lanes {
      gm_gather_rows(source, target.columns, first, to)
    } else {
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: lanes) { samples in
        for lane in 0..<lanes { samples[lane] = first[lane < count ? lane : 0] }
        gm_gather_rows(source, target.columns, samples.baseAddress!, to)
      }
    }
  }
}

/// Copies rows that lie across the vectors, whole panels of them.
///
/// - Shapes: as many rows and columns in both.
public func copyRows(_ source: LaneRows, into target: LaneRows) {
  for panel in 0..<target.panels {
    let from = source[panel], to = target[panel]
    for column in 0..<target.columns { to.store(from.vector(column), column) }
  }
}

/// Writes one number into all elements of rows, whole panels of them.
public func fillRows(_ rows: LaneRows, with number: Float) {
  for panel in 0..<rows.panels {
    let row = rows[panel]
    for column in 0..<rows.columns { row.store(Vector(repeating: number), column) }
  }
}

/// Copies rows out into row-major memory, [rows][columns].
public func unpackRows(_ rows: LaneRows, into target: UnsafeMutablePointer<Float>) {
  for row in 0..<rows.count {
    let from = rows.base + row / lanes * rows.panelStride + row % lanes
    for column in 0..<rows.columns { target[row * rows.columns + column] = from[column * lanes] }
  }
}

/// products[i][j] = Σ over all rows of element i of `x` times element j of `y`.
///
/// - Shapes: `products` [x.columns][y.columns rounded up to whole vectors], 0 beyond `y.columns`. The
///   vectors behind the elements of `y`, up to whole vectors of them, are there to be read, and the
///   padding lanes of `x` or of `y` are 0; at least one row.
/// - Cost: 2 flops for each product and row, and some 3 operations a product for the sum over lanes.
public func computeRowProducts(
  _ x: LaneRows, _ y: LaneRows, products: UnsafeMutablePointer<Float>
) {
  require(x.count == y.count && x.count > 0, "\(x.count) rows by \(y.count)")
  let blocks = panelCount(y.columns)
  for block in 0..<blocks {
    let first = block * lanes, count = Int32(truncatingIfNeeded: min(y.columns - first, lanes))
    let rows = y.base + first * lanes
    var target = products + first, i = 0
    // Half a vector of elements meets two of x at once.
    while 2 * Int(count) <= lanes, i + 2 <= x.columns {
      let sums = gm_half_row_products(
        x.base + i * lanes, x.panelStride, rows, y.panelStride, y.panels)
      gm_part_halves(sums, count, target, target + blocks * lanes)
      target += 2 * blocks * lanes
      i += 2
    }
    while i < x.columns {
      let sums = gm_row_products(
        x.base + i * lanes, x.panelStride, rows, y.panelStride, y.panels)
      gm_first(sums, count).store(to: target)
      target += blocks * lanes
      i += 1
    }
  }
}
