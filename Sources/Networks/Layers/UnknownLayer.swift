/// A layer whose class Gradmark does not know: one of the file's own, or one that runs code.
///
/// It stands in the table with a question mark; what comes behind it is worked out as far as its
/// outputs are known.
public struct UnknownLayer: Layer {
  /// The class as the file names it.
  public let className: String
  /// Why it cannot be counted, for a sentence: `the class is not one of Keras's`.
  public let reason: String
  /// Its settings as JSON text.
  public let configuration: String
  /// The module of its class, where the file names one.
  public let module: String?
  /// What it returns, as far as the file says.
  public var outputs: [Shape]
  /// Whether it is known to have no weights.
  public let hasNoWeights: Bool

  /// Describes a layer by what is known of it.
  public init(
    className: String, reason: String, configuration: String, module: String? = nil,
    outputs: [Shape] = [.unknown], hasNoWeights: Bool = false
  ) {
    self.className = className
    self.reason = reason
    self.configuration = configuration
    self.module = module
    self.outputs = outputs
    self.hasNoWeights = hasNoWeights
  }

  public var inputCount: InputCount { .atLeast(0) }
  public var masking: Masking { .drops }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] { outputs }
}
