import Kernels
import Networks

/// All weights of a network: hands each tensor its memory as operations ask for it, and knows them in
/// Keras's order afterwards.
///
/// A layer that is called twice asks twice and gets the same memory.
final class WeightStore {
  private let arena: Arena
  /// Which of the slots the optimizer uses.
  private let slots: [Int]
  private let numbers: [String: Int]
  private var known: [String: WeightTensor] = [:]
  private var memories: [WeightMemory] = []
  /// Floats of a copy of all gradients.
  private(set) var floats = 0

  /// - Parameter parameters: all of the network, in Keras's order.
  init(_ parameters: [ParameterDescription], optimizer: Optimizer, arena: Arena) {
    self.arena = arena
    slots = optimizer.slots
    numbers = Dictionary(
      uniqueKeysWithValues: parameters.enumerated().map { ($1.path, $0) })
  }

  /// The tensor of a parameter, in memory of its own.
  func tensor(
    _ parameter: ParameterDescription, columns: Int? = nil,
    layout: WeightPlacement.Layout = .panels
  ) throws(ModelError) -> WeightTensor {
    if let tensor = known[parameter.path] { return tensor }
    let placement = WeightPlacement(parameter.shape, columns: columns, layout: layout)
    guard
      let floats = PanelMatrix.floatCount(rows: placement.rows, columns: placement.columns)
    else {
      throw ModelError(
        layer: parameter.layer, "its weights are too large to address; make it smaller")
    }
    return tensor(parameter, at: placement, in: try memory(floats))
  }

  /// The same of a parameter that a layer may lack.
  func tensor(
    ofOptional parameter: ParameterDescription?, layout: WeightPlacement.Layout = .panels
  ) throws(ModelError) -> WeightTensor? {
    guard let parameter else { return nil }
    return try tensor(parameter, layout: layout)
  }

  /// The tensor of a parameter that shares memory with others.
  func tensor(
    _ parameter: ParameterDescription, at placement: WeightPlacement, in memory: WeightMemory
  ) -> WeightTensor {
    guard let number = numbers[parameter.path] else {
      preconditionFailure("'\(parameter.path)' is no parameter of the network")
    }
    let tensor = WeightTensor(parameter, number: number, memory: memory, placement: placement)
    known[parameter.path] = tensor
    return tensor
  }

  /// Memory for weights, and for what the optimizer keeps of them.
  func memory(_ count: Int) throws(ModelError) -> WeightMemory {
    let values = try arena.take(count)
    var variables = OptimizerSlots(repeating: values)
    for slot in slots { variables[slot] = try arena.take(count) }
    let memory = WeightMemory(values: values, slots: variables, floats: count, offset: floats)
    memories.append(memory)
    floats += (count + 31) / 32 * 32
    return memory
  }

  /// All tensors in Keras's order.
  var tensors: [WeightTensor] {
    precondition(
      known.count == numbers.count, "\(known.count) of \(numbers.count) tensors are laid out")
    return known.values.sorted { $0.number < $1.number }
  }

  /// Forgets what the optimizer has kept.
  func clearSlots() {
    for memory in memories {
      for slot in slots { memory.slots[slot].update(repeating: 0, count: memory.floats) }
    }
  }
}
