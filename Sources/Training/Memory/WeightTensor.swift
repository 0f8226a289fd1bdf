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

extension WeightTensor {
  /// Some of the tensor's rows, or panels of its columns, which learn by themselves.
  func part(_ placement: WeightPlacement) -> WeightTensor {
    WeightTensor(self, placement: placement)
  }

  private init(_ whole: WeightTensor, placement: WeightPlacement) {
    number = whole.number
    memory = whole.memory
    self.placement = placement
    (l1, l2, isTrainable) = (whole.l1, whole.l2, whole.isTrainable)
  }
}
