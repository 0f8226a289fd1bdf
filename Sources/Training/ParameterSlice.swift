import Kernels
import Networks

/// Where one weight tensor lies in the parameter array, and what is done to it.
///
/// The optimizer's moments lie at the same offset of arrays of their own. A kernel is a matrix of
/// `taps·inputs` rows: the taps of a convolution one after the other, a single tap elsewhere.
struct ParameterSlice: BitwiseCopyable {
  /// Floats from the beginning of the parameter array.
  var offset: Int
  /// Rows and columns of the matrix as it is stored; a bias is a single row.
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
    /// Panels of the transpose: rows and columns are those of Keras's matrix exchanged.
    case transposedPanels
    /// Floats from an element to the next one of its column, and of its row.
    case strides(row: Int, column: Int)
  }

  var floatCount: Int { panelCount(columns) * rows * lanes }
  var weightCount: Int { rows * columns }
  var hasPenalty: Bool { l1 != 0 || l2 != 0 }

  func matrix(in array: UnsafeMutablePointer<Float>) -> PanelMatrix {
    PanelMatrix(base: array + offset, rows: rows, columns: columns)
  }

  init(_ parameter: ParameterDescription, offset: Int, layout: Layout = .panels) {
    let axes = parameter.shape.dimensions
    self.offset = offset
    let (inputs, outputs) = (axes.dropLast().reduce(1, *), axes[axes.count - 1])
    if case .transposedPanels = layout {
      (rows, columns) = (outputs, inputs)
    } else {
      (rows, columns) = (inputs, outputs)
    }
    l1 = Float(parameter.regularizer?.l1 ?? 0)
    l2 = Float(parameter.regularizer?.l2 ?? 0)
    isTrainable = parameter.isTrainable
    self.layout = layout
  }

  /// Adds the penalty's slope to the gradient of `count` neighbouring weights and returns their
  /// penalty.
  func addPenalty(
    of weights: UnsafePointer<Float>, toGradient gradient: UnsafeMutablePointer<Float>, count: Int
  ) -> Double {
    guard hasPenalty else { return 0 }
    return Double(
      Kernels.addPenalty(l1: l1, l2: l2, weights: weights, gradient: gradient, count: count))
  }

  /// The tensor as Keras has it, row-major.
  func unpack(from array: UnsafeMutablePointer<Float>) -> [Float] {
    (0..<weightCount).map { array[place(of: $0)] }
  }

  /// Takes over a row-major tensor of `weightCount` numbers.
  func pack(_ elements: [Float], into array: UnsafeMutablePointer<Float>) {
    precondition(elements.count == weightCount, "\(elements.count) weights for \(weightCount)")
    for (index, element) in elements.enumerated() { array[place(of: index)] = element }
  }

  /// Where an element of Keras's row-major tensor lies in the parameter array.
  private func place(of index: Int) -> Int {
    switch layout {
    case .panels:
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      return offset + (column / lanes * rows + row) * lanes + column % lanes
    case .transposedPanels:
      let (column, row) = index.quotientAndRemainder(dividingBy: rows)
      return offset + (column / lanes * rows + row) * lanes + column % lanes
    case .strides(let rowStride, let columnStride):
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      return offset + row * rowStride + column * columnStride
    }
  }
}
