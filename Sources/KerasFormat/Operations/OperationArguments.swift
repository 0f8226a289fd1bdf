import Networks

/// What an operation was given beside tensors, in each of the forms in which files hold it.
///
/// Keras 3 has settings with the operation, and what was given to one call with the call. TensorFlow's
/// functions have all with the call, and its nodes of a graph among their own attributes.
struct OperationArguments {
  /// The operation's name without what its spellings differ in: `reducemean`.
  let name: String
  private let config: JSONValue
  private let positional: [JSONValue]
  private let named: JSONValue

  /// The arguments of one call.
  init(_ settings: Settings, call: JSONValue?) {
    config = settings.config
    isOfKeras3 = !LayerReader.isOfTensorFlow(settings)
    if let node = settings.graphNode {
      name = squeezed(node["op"]?.text ?? "")
      let constants = settings.config["constants"]
      positional = (0..<Self.mostConstants).map { constants?["\($0)"] ?? nil }
      let attributes = node["attr"]?.members ?? []
      named = .object(attributes.map { .init($0.name, Self.attribute($0.value)) })
      return
    }
    name = settings.operationName
    if call?["args"] != nil {
      positional = call?["args"]?.elements ?? []
      named = call?["kwargs"] ?? [:]
    } else {
      positional = call.map { [OlderCall($0).first] } ?? []
      named = call.map { OlderCall($0).named } ?? [:]
    }
  }

  /// Whether it is an operation of Keras 3, some of which have TensorFlow's names.
  let isOfKeras3: Bool

  /// No node of TensorFlow's that shapes depend on has more inputs that are no lists.
  private static let mostConstants = 8

  /// The value of a node's attribute: `{"list": {"i": ["1"]}}` is [1].
  private static func attribute(_ value: JSONValue) -> JSONValue {
    guard let member = value.members?.first else { return nil }
    switch member.name {
    case "list": return .array(member.value.members?.first?.value.elements?.map(whole) ?? [])
    case "i": return whole(member.value)
    default: return member.value
    }
  }

  /// Protocol buffers spell numbers of 64 bits as text.
  private static func whole(_ value: JSONValue) -> JSONValue {
    value.text.flatMap(Int.init).map { .integer($0) } ?? value
  }

  /// An argument by the names that it goes by, or by its place; `nil` where it is not there, or null.
  func value(_ names: String..., at place: Int? = nil) -> JSONValue? {
    let values = names.lazy.map { named[$0] ?? config[$0] }
    if let value = values.compactMap(\.self).first(where: { $0 != .null }) {
      return value.unwrapped
    }
    guard let place, positional.indices.contains(place), positional[place] != .null else {
      return nil
    }
    return positional[place].unwrapped
  }

  /// What the operation works on, where it is numbers or a list of which some are tensors.
  var operands: [JSONValue] {
    let given = Self.operandNames.compactMap { named[$0] }
    return (positional + given).map(\.unwrapped)
  }

  /// The axis that a node of TensorFlow's has behind all that it puts side by side; else the first, which is
  /// what Keras 3 takes where none is named.
  var axisBehindOperands: Int? {
    config["node_def"] == nil ? 0 : config["constants"]?.members?.last?.value.wholeNumber
  }

  /// What functions call what they work on, beside the first of these.
  private static let operandNames = [
    "x", "y", "a", "b", "x1", "x2", "bias", "min", "max", "x_min", "x_max", "clip_value_min",
    "clip_value_max", "condition", "values",
  ]
}

extension JSONValue {
  /// What a tuple or an array of numbers holds that Keras 3 writes as an object.
  var unwrapped: JSONValue {
    switch self["class_name"]?.text {
    case "__tuple__", "__numpy__", "__tensor__": self["config"]?["value"] ?? self
    default: self
    }
  }

  /// Whether it refers to a tensor of the network.
  var isTensor: Bool {
    if self["config"]?["keras_history"] != nil { return true }
    guard let parts = elements, (3...4).contains(parts.count) else { return false }
    return parts[0].text != nil && parts[1].wholeNumber != nil && parts[2].wholeNumber != nil
  }

  /// The shape of numbers that a file holds; `nil` for a tensor, and for what is no numbers.
  var literalShape: [Int]? {
    if let elements {
      guard !isTensor, let first = elements.first?.unwrapped.literalShape else { return nil }
      return [elements.count] + first
    }
    switch self {
    case .integer, .number, .bool: return []
    default: return nil
    }
  }

  /// Whole numbers, in a list or one by itself; `nil` for those that are worked out as the model runs, and as
  /// a whole where it is none of these.
  var sizes: [Int?]? {
    guard !isTensor else { return nil }
    if let elements { return elements.map(\.wholeNumber) }
    return wholeNumber.map { [$0] }
  }

  /// Whole numbers all of which are known.
  var integers: [Int]? {
    guard let sizes, !sizes.contains(nil), sizes.count <= Shape.maximumRank else { return nil }
    return sizes.compactMap(\.self)
  }
}
