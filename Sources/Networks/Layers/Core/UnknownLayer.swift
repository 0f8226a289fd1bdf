/// A layer whose class Gradmark does not know: one of the file's own, or one that runs code.
///
/// It stands in the table with a question mark; what comes behind it is worked out as far as its
/// outputs are known.
public struct UnknownLayer: Layer {
  /// The class as the file names it.
  public let className: String
  /// What kind of class it is.
  public var kind: Kind
  /// Its settings as JSON text.
  public let configuration: String
  /// The module of its class, where the file names one.
  public let module: String?
  /// What it returns, as far as the file says.
  public var outputs: [Shape]
  /// Whether it is in a network that is called on other shapes than those that the network was made for.
  var isInsideOnOtherShapes = false

  /// What is known of a class that is none of Keras's layers.
  public enum Kind: Sendable, Hashable {
    /// It may hold weights; it cannot be counted for this reason: `the class is not one of Keras's`.
    case ownClass(String)
    /// Keras's `Lambda`, whose code is not run: it has no weights, but what it returns may be unknown.
    case lambda
    /// An operation on tensors, which has no weights; `nil` where what it does to shapes is not known.
    case operation(TensorOperation?)
  }

  /// Describes a layer by what is known of it.
  public init(
    className: String, kind: Kind, configuration: String, module: String? = nil,
    outputs: [Shape] = [.unknown]
  ) {
    self.className = className
    self.kind = kind
    self.configuration = configuration
    self.module = module
    self.outputs = outputs
  }

  /// Why it cannot be counted; `nil` where it is known to have no weights.
  var uncountedReason: String? {
    switch kind {
    case .ownClass(let reason): reason
    case .lambda where !outputs.allSatisfy(\.isRankKnown):
      "its code is not run, so the shape that it returns is not known; give it an 'output_shape'"
    case .lambda, .operation: nil
    }
  }

  public var inputCount: InputCount { .atLeast(0) }
  public var masking: Masking { .drops }

  /// Whether it is one of the layers in which Keras 2 kept TensorFlow's functions.
  package var isFunctionOfTensorFlow: Bool { Self.functionClasses.contains(className) }

  /// Whether it is no layer to Keras 3, which lists those of the outermost graph alone.
  var isOperationOfKeras3: Bool {
    if case .operation = kind { !isFunctionOfTensorFlow } else { false }
  }

  /// The classes of such layers.
  package static let functionClasses: Set<String> = [
    "TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer", "InstanceProperty", "InstanceMethod",
    "ClassMethod",
  ]

  /// Whether what it returns has a batch of its own: operations may take the batch for any axis.
  package var hasOwnBatch: Bool { if case .operation = kind { true } else { false } }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    guard case .operation(let operation?) = kind, !inputs.isEmpty else { return outputs }
    let shapes: [Shape]
    do {
      shapes = try operation.outputShapes(for: inputs)
    } catch {
      // Where the file states what is taken, nothing has to follow.
      guard outputs.contains(.unknown) else { return outputs }
      throw error
    }
    // What the file states goes before what follows, but for other shapes it states nothing; nor does it of outputs
    // that nobody takes.
    return (0..<max(outputs.count, shapes.count)).map { index in
      let stated = outputs.indices.contains(index) ? outputs[index] : .unknown
      let follows = shapes.indices.contains(index) ? shapes[index] : .unknown
      let isStated = stated != .unknown && !(isInsideOnOtherShapes && follows.isRankKnown)
      return isStated ? stated : follows
    }
  }
}
