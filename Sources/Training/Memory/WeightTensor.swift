import Kernels
import Networks

/// The memory of weights that are neighbours: their values, and the optimizer's variables of the same
/// layout.
struct WeightMemory: BitwiseCopyable {
  let values: UnsafeMutablePointer<Float>
  /// The optimizer's variables; the values themselves stand in for those that it lacks, which nothing
  /// reads.
  let slots: OptimizerSlots
  let floats: Int
  /// Floats from the beginning of a copy of all gradients.
  let offset: Int
}

/// One weight tensor: where its numbers lie, and what is done to them.
struct WeightTensor: BitwiseCopyable {
  /// Its number among the network's parameters.
  let number: Int
  let memory: WeightMemory
  let placement: WeightPlacement
  /// Factors of the penalty; both 0 where there is none.
  let l1: Float
  let l2: Float
  let isTrainable: Bool

  init(
    _ parameter: ParameterDescription, number: Int, memory: WeightMemory, placement: WeightPlacement
  ) {
    self.number = number
    self.memory = memory
    self.placement = placement
    l1 = Float(parameter.regularizer?.l1 ?? 0)
    l2 = Float(parameter.regularizer?.l2 ?? 0)
    isTrainable = parameter.isTrainable
  }

  var hasPenalty: Bool { l1 != 0 || l2 != 0 }

  /// The matrix of a tensor that lies in panels.
  var matrix: PanelMatrix {
    PanelMatrix(
      base: memory.values + placement.offset, rows: placement.rows, columns: placement.columns)
  }

  /// Adds the penalty's slope to the gradient of `count` neighbouring weights and returns their
  /// penalty.
  ///
  /// - Parameter offset: floats from the beginning of the memory.
  func addPenalty(
    at offset: Int, toGradient gradient: UnsafeMutablePointer<Float>, count: Int
  ) -> Double {
    guard hasPenalty else { return 0 }
    return Double(
      Kernels.addPenalty(
        l1: l1, l2: l2, weights: memory.values + offset, gradient: gradient, count: count))
  }

  /// The penalty of the weights as they are.
  func penalty() -> Double {
    guard isTrainable, hasPenalty else { return 0 }
    return Kernels.penalty(
      l1: l1, l2: l2, weights: memory.values + placement.offset, count: placement.floats)
  }

  /// The tensor as Keras has it, row-major.
  ///
  /// - Parameter array: laid out as the memory.
  func unpack(from array: UnsafePointer<Float>) -> [Float] {
    (0..<placement.count).map { array[placement[$0]] }
  }

  /// Takes over a row-major tensor.
  func pack(_ elements: [Float], into array: UnsafeMutablePointer<Float>) {
    precondition(
      elements.count == placement.count, "\(elements.count) weights for \(placement.count)")
    for (index, element) in elements.enumerated() { array[placement[index]] = element }
  }
}

/// Where the elements of a weight tensor lie within its memory.
///
/// A tensor is a matrix here: its last axis are the columns, the others the rows, the taps of a
/// convolution one after the other. A bias is a single row.
struct WeightPlacement: BitwiseCopyable {
  /// Floats from the beginning of the memory.
  let offset: Int
  /// Rows and columns of the matrix as it is stored.
  let rows: Int
  let columns: Int
  let layout: Layout

  /// How the matrix lies in memory.
  enum Layout: BitwiseCopyable {
    case panels
    /// Panels of the transpose: rows and columns are those of Keras's matrix exchanged.
    case transposedPanels
    /// Floats from an element to the next one of its column, and of its row.
    case strides(row: Int, column: Int)
  }

  /// - Parameter shape: the tensor's, as Keras has it; `columns` splits it otherwise than before its
  ///   last axis.
  init(_ shape: Shape, columns: Int? = nil, offset: Int = 0, layout: Layout = .panels) {
    let axes = shape.dimensions
    let outputs = columns ?? axes.last ?? 1
    let inputs = axes.reduce(1, *) / max(outputs, 1)
    if case .transposedPanels = layout {
      (rows, self.columns) = (outputs, inputs)
    } else {
      (rows, self.columns) = (inputs, outputs)
    }
    self.offset = offset
    self.layout = layout
  }

  /// The number of weights.
  var count: Int { rows * columns }

  /// Floats of a tensor in panels, padding included.
  var floats: Int { panelCount(columns) * lanes * rows }

  /// Where an element of Keras's row-major tensor lies.
  subscript(index: Int) -> Int {
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
