/// The losses, by Keras's names; all are means over every position of the batch.
///
/// A new one is a case here with its traits, which files of Keras are read and written by, and its formula beside
/// the other kernels'.
public enum Loss: String, BitwiseCopyable, Sendable, CaseIterable {
  /// The mean of (prediction − target)².
  case meanSquaredError = "mean_squared_error"
  /// −(y·ln p + (1 − y)·ln(1 − p)), p clipped to 1e-7…1 − 1e-7.
  case binaryCrossentropy = "binary_crossentropy"
  /// −Σ y·ln(p / Σp) along the last axis, clipped likewise.
  case categoricalCrossentropy = "categorical_crossentropy"
  /// The same, where the target is the number of the class.
  case sparseCategoricalCrossentropy = "sparse_categorical_crossentropy"

  /// What tells a loss from the others.
  private struct Traits {
    var className: String
    var shortName: String
    /// What makes the probabilities that it compares; `nil` where it compares other numbers.
    var activation: Activation?
    var rows: Rows
    /// What the class has beside logits, in the order of Keras's files.
    var settings: [LossSetting] = []
  }

  /// What a row of predictions is to a loss.
  private enum Rows {
    /// Numbers by themselves: the loss is a mean over the columns.
    case elements
    /// A distribution over classes: the loss is a sum over the columns.
    case distribution
    /// The same, where the target is the number of a class.
    case classNumbers
  }

  private var traits: Traits {
    switch self {
    case .meanSquaredError:
      Traits(className: "MeanSquaredError", shortName: "mse", rows: .elements)
    case .binaryCrossentropy:
      Traits(
        className: "BinaryCrossentropy", shortName: "bce", activation: .sigmoid, rows: .elements,
        settings: [.labelSmoothing, .axis])
    case .categoricalCrossentropy:
      Traits(
        className: "CategoricalCrossentropy", shortName: "cce", activation: .softmax,
        rows: .distribution, settings: [.labelSmoothing, .axis])
    case .sparseCategoricalCrossentropy:
      Traits(
        className: "SparseCategoricalCrossentropy", shortName: "scce", activation: .softmax,
        rows: .classNumbers, settings: [.ignoredClass])
    }
  }

  /// Keras's class of that loss.
  public var className: String { traits.className }

  /// What people call it for short.
  public var shortName: String { traits.shortName }

  /// The activation that makes the probabilities which it compares; `nil` where any will do.
  public var expectedActivation: Activation? { traits.activation }

  /// Whether it compares probabilities, which may come as logits.
  public var isCrossentropy: Bool { traits.activation != nil }

  /// Its settings in Keras beside logits.
  public var settings: [LossSetting] { traits.settings }

  /// Whether a row's loss is a mean over its columns; a categorical one is a sum over them.
  public var isMeanOverColumns: Bool { traits.rows == .elements }

  /// Whether the target of a row is the number of its class.
  public var takesClassNumbers: Bool { traits.rows == .classNumbers }

  /// The columns of the targets for an output with so many.
  public func targetColumns(outputs: Int) -> Int { takesClassNumbers ? 1 : outputs }

  /// The shape of the targets of one sample.
  public func targetShape(for output: Shape) -> Shape {
    Shape(output.dimensions.dropLast() + [targetColumns(outputs: output.dimensions.last ?? 1)])
  }
}

/// A setting of Keras's losses that Gradmark computes with one value of, and writes so.
public struct LossSetting: Sendable {
  /// Its name in Keras.
  public let name: String
  /// The one value.
  public let value: Value

  /// What a setting may be.
  public enum Value: Sendable {
    /// None at all.
    case none
    /// A number.
    case number(Double)
    /// A whole number.
    case integer(Int)
  }

  fileprivate static let labelSmoothing = LossSetting(name: "label_smoothing", value: .number(0))
  fileprivate static let axis = LossSetting(name: "axis", value: .integer(-1))
  fileprivate static let ignoredClass = LossSetting(name: "ignore_class", value: .none)
}
