/// Why a network is impossible; each case names the layer, the value and the remedy.
public struct ModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The layer at fault, or `nil` where it is the network as a whole.
  public let layer: String?
  /// One sentence: what is wrong, which value, what to do.
  public let reason: String

  /// Creates an error about a layer, or about the whole network.
  public init(layer: String? = nil, _ reason: String) {
    self.layer = layer
    self.reason = reason
  }

  /// The sentence a user reads.
  public var description: String {
    layer.map { "layer \(quoted($0)): \(reason)" } ?? reason
  }

  /// All of several errors as one: a line for each below a count.
  ///
  /// - Precondition: there is at least one.
  public static func all(_ errors: [ModelError]) -> ModelError {
    precondition(!errors.isEmpty, "no error to report")
    if errors.count == 1 { return errors[0] }
    let limit = 20
    let listed = errors.prefix(limit).map { "\n  \($0)" }.joined()
    let rest = errors.count > limit ? "\n  and \(errors.count - limit) more" : ""
    return ModelError("\(errors.count) things are wrong:" + listed + rest)
  }
}
