import KerasFormat
import Networks

// LoRA's updates, which Keras 3 adds to the table that they change as it saves a model in its own formats.

extension ResolvedNetwork {
  /// The weights with all updates added to their tables; the updates stay, and no format that takes the sums has a
  /// place for them.
  ///
  /// - Parameter tensors: all of the network's weights by their paths.
  /// - Throws: a `ModelError` where a table that is quantised would have to change.
  func addingUpdates(to tensors: [String: Tensor]) throws(ModelError) -> [String: Tensor] {
    let updates = parameters.compactMap(LowRankUpdate.init)
    guard !updates.isEmpty else { return tensors }
    let layers = descriptionsByPath
    var sums = tensors
    for update in updates {
      guard let first = tensors[update.first], let second = tensors[update.second],
        let adaptation = layers[update.layerPath]?.adaptation,
        second.elements.contains(where: { $0 != 0 })
      else { continue }
      guard !adaptation.changesNumbersOfTables else {
        throw ModelError(
          layer: update.layer,
          "its updates by LoRA cannot be added to a quantised table; let Keras save the model as .keras"
        )
      }
      sums[update.table]?.add(first, times: second, scale: Float(adaptation.loraScale))
    }
    return sums
  }
}

/// The paths of a table and of the two matrices whose product is added to it.
private struct LowRankUpdate {
  let layer: String
  let layerPath: String
  let table: String
  let first: String
  let second: String

  /// - Parameter parameter: any weight; `nil` where it is no first matrix of an update.
  init?(_ parameter: ParameterDescription) {
    let name = parameter.role.rawValue.split(separator: "/").last ?? ""
    guard parameter.isUpdate, name.hasSuffix("_a") else { return nil }
    layer = parameter.layer
    layerPath = parameter.layerPath
    table = "\(layerPath)/\(name.dropFirst("lora_".count).dropLast("_a".count))"
    first = parameter.path
    second = "\(parameter.path.dropLast())b"
  }
}

extension Adaptation {
  /// Whether tables hold something else than the numbers that they stand for.
  fileprivate var changesNumbersOfTables: Bool {
    switch quantization {
    case nil, .float8: false
    default: true
    }
  }
}

extension Tensor {
  /// Adds the scaled product of two matrices; all axes of the first but its last count as rows.
  fileprivate mutating func add(_ first: Tensor, times second: Tensor, scale: Float) {
    let rank = second.dimensions[0], columns = second.dimensions[1]
    for row in 0..<first.elements.count / rank {
      for column in 0..<columns {
        var sum: Float = 0
        for index in 0..<rank {
          sum += first.elements[row * rank + index] * second.elements[index * columns + column]
        }
        elements[row * columns + column] += scale * sum
      }
    }
  }
}
