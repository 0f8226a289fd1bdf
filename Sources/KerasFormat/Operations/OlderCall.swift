/// A call as Keras 1 and 2 write it: a history, or a list of them, of which the fourth entry holds the named
/// arguments.
struct OlderCall {
  /// What is called first: a tensor, a number or another plain value, or a list of these.
  let first: JSONValue
  /// All other arguments, by their names.
  let named: JSONValue

  /// Where a value stands in the place of a history.
  static let constant: JSONValue = "_CONSTANT_VALUE"

  init(_ node: JSONValue) {
    if node.elements?.first?.text != nil {
      first = Self.value(node)
      named = Self.arguments(node)
      return
    }
    let histories = node.elements ?? []
    // One tensor by itself stands in a list, too, unless an operation takes it.
    first = .array(histories.map(Self.value))
    // Each history has the same ones.
    named = histories.lazy.map(Self.arguments).first { $0.members?.isEmpty == false } ?? [:]
  }

  private static func value(_ history: JSONValue) -> JSONValue {
    let parts = history.elements ?? []
    return parts.first == constant && parts.count > 2 ? parts[2] : history
  }

  private static func arguments(_ history: JSONValue) -> JSONValue {
    let last = history.elements?.last ?? [:]
    return last.members == nil ? [:] : last
  }
}
