import Kernels
import Networks

/// Where the elements of a weight tensor lie within its memory.
///
/// A tensor is a matrix here: its last axis are the columns, the others the rows, the taps of a
/// convolution one after the other. A bias is a single row.
struct WeightPlacement: BitwiseCopyable {
  /// Floats from the beginning of the memory.
  let offset: Int
  /// Rows and columns of the matrix as it is stored, gaps between blocks included.
  let rows: Int
  let columns: Int
  let layout: Layout
  /// Columns as Keras has them.
  private let kerasColumns: Int

  /// How the matrix lies in memory.
  enum Layout: BitwiseCopyable {
    case panels
    /// Panels of the transpose: rows and columns are those of Keras's matrix exchanged.
    case transposedPanels
    /// In panels, each so many columns, such as those of a gate, in panels of their own.
    case blocks(width: Int)
    /// Floats from an element to the next one of its column, and of its row.
    case strides(row: Int, column: Int)
  }

  /// - Parameter shape: the tensor's, as Keras has it; `columns` splits it otherwise than before its
  ///   last axis.
  init(_ shape: Shape, columns: Int? = nil, offset: Int = 0, layout: Layout = .panels) {
    let axes = shape.dimensions
    let outputs = columns ?? axes.last ?? 1
    let inputs = axes.reduce(1, *) / max(outputs, 1)
    self.init(rows: inputs, columns: outputs, offset: offset, layout: layout)
  }

  private init(rows: Int, columns: Int, offset: Int, layout: Layout) {
    self.offset = offset
    self.layout = layout
    kerasColumns = columns
    switch layout {
    case .panels, .strides: (self.rows, self.columns) = (rows, columns)
    case .transposedPanels: (self.rows, self.columns) = (columns, rows)
    case .blocks(let width):
      (self.rows, self.columns) = (rows, columns / width * panelCount(width) * lanes)
    }
  }

  /// The number of weights.
  var count: Int {
    if case .transposedPanels = layout { rows * columns } else { rows * kerasColumns }
  }

  /// Floats of a tensor in panels, padding included.
  var floats: Int { panelCount(columns) * lanes * rows }

  /// Columns of some panels, padding and gaps not counted.
  func columns(inPanels panels: Range<Int>) -> Int {
    guard case .blocks(let width) = layout else {
      return min(panels.upperBound * lanes, columns) - panels.lowerBound * lanes
    }
    let panelsPerBlock = panelCount(width)
    return panels.reduce(0) { $0 + min(width - $1 % panelsPerBlock * lanes, lanes) }
  }

  /// The blocks of columns of a range, by themselves.
  func blocks(_ range: Range<Int>) -> WeightPlacement {
    guard case .blocks(let width) = layout else { preconditionFailure("no blocks to choose from") }
    return WeightPlacement(
      rows: rows, columns: range.count * width,
      offset: offset + range.lowerBound * panelCount(width) * lanes * rows, layout: layout)
  }

  /// Where an element of Keras's row-major tensor lies.
  subscript(index: Int) -> Int {
    let (row, column) = index.quotientAndRemainder(
      dividingBy: { if case .transposedPanels = layout { rows } else { kerasColumns } }())
    switch layout {
    case .panels: return place(row, column)
    case .transposedPanels: return place(column, row)
    case .blocks(let width):
      return place(row, column / width * panelCount(width) * lanes + column % width)
    case .strides(let rowStride, let columnStride):
      return offset + row * rowStride + column * columnStride
    }
  }

  private func place(_ row: Int, _ column: Int) -> Int {
    offset + (column / lanes * rows + row) * lanes + column % lanes
  }
}
