/// Why a network is impossible; each case names the layer, the value and the remedy.
public struct ModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The layer at fault, or `nil` where it is the network as a whole.
  public let layer: String?
  /// The class of that layer, where it is known.
  public let className: String?
  /// One sentence: what is wrong, which value, what to do.
  public let reason: String
  /// The errors that this one stands for; empty where it is one by itself.
  public let parts: [ModelError]

  /// Creates an error about a layer, or about the whole network.
  public init(layer: String? = nil, className: String? = nil, _ reason: String) {
    self.init(layer: layer, className: className, reason, parts: [])
  }

  private init(layer: String?, className: String?, _ reason: String, parts: [ModelError]) {
    self.layer = layer
    self.className = className
    self.reason = reason
    self.parts = parts
  }

  /// The sentence a user reads.
  public var description: String {
    let owner = className.map { " (\(printable($0)))" } ?? ""
    return layer.map { "layer \(quoted($0))\(owner): \(reason)" } ?? reason
  }

  /// The same with a layer and its class where it names none.
  package func of(_ layer: String, className: String) -> ModelError {
    guard parts.isEmpty else { return self }
    return ModelError(
      layer: self.layer ?? layer,
      className: self.className ?? (self.layer.map { $0 == layer } ?? true ? className : nil),
      reason)
  }

  /// The same for a network that is a layer: names of its layers stand behind its own.
  public func inside(_ network: String) -> ModelError {
    guard parts.isEmpty else { return .all(parts.map { $0.inside(network) }) }
    return ModelError(
      layer: layer.map { "\(network)/\($0)" } ?? network, className: className, reason)
  }

  /// All of several errors as one: a line for each below a count.
  ///
  /// - Precondition: there is at least one.
  public static func all(_ errors: [ModelError]) -> ModelError {
    precondition(!errors.isEmpty, "no error to report")
    let parts = errors.flatMap { $0.parts.isEmpty ? [$0] : $0.parts }
    if parts.count == 1 { return parts[0] }
    let limit = 20
    let listed = parts.prefix(limit).map { "\n  \($0)" }.joined()
    let rest = parts.count > limit ? "\n  and \(parts.count - limit) more" : ""
    return ModelError(
      layer: nil, className: nil, "\(parts.count) things are wrong:" + listed + rest, parts: parts)
  }
}

/// Errors that are noted on the way, so that a reader is told of all at once.
public struct ErrorList: Sendable {
  private var errors: [ModelError] = []

  /// Starts without errors.
  public init() {}

  /// Whether nothing was wrong so far.
  public var isEmpty: Bool { errors.isEmpty }

  /// Notes an error.
  public mutating func add(_ error: ModelError) { errors.append(error) }

  /// Notes those of another list.
  public mutating func add(_ other: ErrorList) { errors += other.errors }

  /// A result, or `nil` once its error is noted.
  public mutating func keeping<Result>(
    _ body: () throws(ModelError) -> Result
  ) -> Result? {
    do {
      return try body()
    } catch {
      errors.append(error)
      return nil
    }
  }

  /// - Throws: all that was wrong.
  public func check() throws(ModelError) {
    if !errors.isEmpty { throw ModelError.all(errors) }
  }
}
