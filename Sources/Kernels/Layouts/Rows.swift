import CVector

/// Some rows of a matrix in panels, `rowStride` floats apart: row r has a vector every
/// `panelStride` floats from `base + r·rowStride` on, `columns` lanes in all.
public struct PanelRows: BitwiseCopyable {
  /// The first row's vector in the first panel.
  public var base: UnsafeMutablePointer<Float>
  /// Floats from a row to the next: `lanes` for neighbours.
  public var rowStride: Int
  /// Floats from a vector of a row to its next.
  public var panelStride: Int
  /// Columns in use; the lanes beyond them in the last vector are padding.
  public var columns: Int
  /// The number of rows.
  public var count: Int

  /// Points at rows.
  public init(
    base: UnsafeMutablePointer<Float>, rowStride: Int = lanes, panelStride: Int, columns: Int,
    count: Int
  ) {
    self.base = base
    self.rowStride = rowStride
    self.panelStride = panelStride
    self.columns = columns
    self.count = count
  }

  /// Where one number lies.
  @inline(__always)
  func pointer(row: Int, column: Int) -> UnsafeMutablePointer<Float> {
    base + column / lanes * panelStride + row * rowStride + column % lanes
  }

  /// One number, padding included.
  @inline(__always)
  subscript(row: Int, column: Int) -> Float {
    get { pointer(row: row, column: column).pointee }
    nonmutating set { pointer(row: row, column: column).pointee = newValue }
  }

  @inline(__always)
  subscript(row: Int) -> PanelRow {
    PanelRow(base: base + row * rowStride, panelStride: panelStride, columns: columns)
  }
}

/// Rows of either layout: a loop that is written over it serves both.
protocol VectorRows {
  associatedtype Row: VectorRow
  /// Elements of a row.
  var columns: Int { get }
  /// The number of rows.
  var count: Int { get }
  /// The number of rows, or of panels of them, that the subscript counts.
  var rowCount: Int { get }
  subscript(index: Int) -> Row { get }
}

extension PanelRows: VectorRows {
  @inline(__always) var rowCount: Int { count }
}

/// A row of numbers that need not lie in memory.
protocol ReadableRow {
  func vector(_ index: Int) -> Vector
}

/// One row of numbers as its kernels see it, or as many rows as a vector has lanes: a formula that is
/// written over it serves rows along the vectors and rows across them.
protocol VectorRow: ReadableRow {
  /// Elements of the row.
  var columns: Int { get }
  /// Vectors that the row's elements take up.
  var vectors: Int { get }
  func store(_ vector: Vector, _ index: Int)
  /// Calls `body` with every vector's index and mask: 1 in the lanes that hold elements.
  func forEachVector(_ body: (_ index: Int, _ mask: Vector) -> Void)
  /// Replaces every element x by 2⁶⁴·eˣ⁻ᵗᵒᵖ and padding by 0; returns what the vectors add up to.
  func raiseVectors(top: Vector) -> Vector
  /// The vector with 0 in the lanes that hold no elements.
  static func masked(_ vector: Vector, _ mask: Vector) -> Vector
  /// The sum over a row, in all lanes of the row, of what its vectors were added up to.
  static func total(_ sums: Vector) -> Vector
  /// The largest element likewise.
  static func largest(_ maxima: Vector) -> Vector
  /// The element of the first column likewise, of the row's first vector.
  static func first(_ vector: Vector) -> Vector
  /// The numbers of the first vector's elements, and what they grow by from vector to vector.
  static var firstPositions: Vector { get }
  static var positionStep: Float { get }
}

extension VectorRow {
  /// The largest element of the row, in all its lanes; of a row with NaN, any number.
  @inline(__always)
  var largestElement: Vector {
    let nothing = Vector(repeating: -.infinity)
    var maxima = nothing
    forEachVector { index, mask in
      maxima = gm_max(gm_select_less(Vector(repeating: 0), mask, vector(index), nothing), maxima)
    }
    return Self.largest(maxima)
  }
}

/// One row of a matrix in panels.
struct PanelRow: VectorRow {
  var base: UnsafeMutablePointer<Float>
  var panelStride: Int
  var columns: Int

  @inline(__always)
  var vectors: Int { panelCount(columns) }

  @inline(__always)
  func vector(_ index: Int) -> Vector { Vector(loading: base + index * panelStride) }

  @inline(__always)
  func store(_ vector: Vector, _ index: Int) { vector.store(to: base + index * panelStride) }

  @inline(__always)
  func forEachVector(_ body: (_ index: Int, _ mask: Vector) -> Void) {
    let last = vectors - 1, all = Vector(repeating: 1)
    for index in 0..<last { body(index, all) }
    body(last, Vector.mask(first: columns - last * lanes))
  }

  @inline(__always)
  func raiseVectors(top: Vector) -> Vector {
    var sums = Vector(repeating: 0)
    forEachVector { index, mask in
      let e = gm_masked(raisedExponential(vector(index) - top), mask)
      store(e, index)
      sums = sums + e
    }
    return sums
  }

  @inline(__always)
  static func masked(_ vector: Vector, _ mask: Vector) -> Vector { gm_masked(vector, mask) }

  @inline(__always)
  static func total(_ sums: Vector) -> Vector { Vector(repeating: sums.laneSum) }

  @inline(__always)
  static func largest(_ maxima: Vector) -> Vector { Vector(repeating: gm_largest(maxima)) }

  @inline(__always)
  static func first(_ vector: Vector) -> Vector { Vector(repeating: vector[0]) }

  @inline(__always)
  static var firstPositions: Vector { gm_lane_numbers() }

  @inline(__always)
  static var positionStep: Float { Float(lanes) }
}
