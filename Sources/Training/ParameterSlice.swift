import Kernels
import Networks

/// Where one weight tensor lies in the parameter array, and what is done to it.
///
/// The optimizer's moments lie at the same offset of arrays of their own. A kernel is a matrix of
/// `taps·inputs` rows: the taps of a convolution one after the other, a single tap elsewhere.
struct ParameterSlice: BitwiseCopyable {
  /// Floats from the beginning of the parameter array.
  var offset: Int
  /// Rows and columns of the matrix; a bias is a single row.
  var rows: Int
  var columns: Int
  /// Factors of the penalty; both 0 where there is none.
  var l1: Float
  var l2: Float
  var isTrainable: Bool
  var layout: Layout

  /// How the matrix lies in memory.
  enum Layout: BitwiseCopyable {
    case panels
    /// Floats from an element to the next one of its column, and of its row.
    case strides(row: Int, column: Int)
  }

  var floatCount: Int { panelCount(columns) * rows * lanes }
  var weightCount: Int { rows * columns }

  func matrix(in array: UnsafeMutablePointer<Float>) -> PanelMatrix {
    PanelMatrix(base: array + offset, rows: rows, columns: columns)
  }

  init(_ parameter: ParameterDescription, offset: Int, layout: Layout = .panels) {
    let axes = parameter.shape.dimensions
    self.offset = offset
    columns = axes[axes.count - 1]
    rows = axes.dropLast().reduce(1, *)
    l1 = Float(parameter.regularizer?.l1 ?? 0)
    l2 = Float(parameter.regularizer?.l2 ?? 0)
    isTrainable = parameter.isTrainable
    self.layout = layout
  }

  /// The tensor as Keras has it, row-major.
  func unpack(from array: UnsafeMutablePointer<Float>) -> [Float] {
    if case .strides(let row, let column) = layout {
      return (0..<weightCount).map {
        array[offset + $0 / columns * row + $0 % columns * column]
      }
    }
    let matrix = matrix(in: array)
    return [Float](unsafeUninitializedCapacity: weightCount) { buffer, count in
      for row in 0..<rows {
        unpackRow(
          matrix.pointer(row: row), panelStride: matrix.panelStride, columns: columns,
          into: buffer.baseAddress! + row * columns)
      }
      count = weightCount
    }
  }

  /// Takes over a row-major tensor of `weightCount` numbers.
  func pack(_ elements: [Float], into array: UnsafeMutablePointer<Float>) {
    precondition(elements.count == weightCount, "\(elements.count) weights for \(weightCount)")
    if case .strides(let row, let column) = layout {
      for (index, element) in elements.enumerated() {
        array[offset + index / columns * row + index % columns * column] = element
      }
      return
    }
    let matrix = matrix(in: array)
    elements.withUnsafeBufferPointer { source in
      for row in 0..<rows {
        packRow(
          source.baseAddress! + row * columns, columns: columns, into: matrix.pointer(row: row),
          panelStride: matrix.panelStride)
      }
    }
  }
}
