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
}
