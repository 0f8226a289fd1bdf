/// The losses, by Keras's names; all are means over every position of the batch.
public enum Loss: String, BitwiseCopyable, Sendable, CaseIterable {
  /// The mean of (prediction − target)².
  case meanSquaredError = "mean_squared_error"
  /// −(y·ln p + (1 − y)·ln(1 − p)), p clipped to 1e-7…1 − 1e-7.
  case binaryCrossentropy = "binary_crossentropy"
  /// −Σ y·ln(p / Σp) along the last axis, clipped likewise.
  case categoricalCrossentropy = "categorical_crossentropy"
  /// The same, where the target is the number of the class.
  case sparseCategoricalCrossentropy = "sparse_categorical_crossentropy"

  /// Keras's class of that loss.
  public var className: String {
    switch self {
    case .meanSquaredError: "MeanSquaredError"
    case .binaryCrossentropy: "BinaryCrossentropy"
    case .categoricalCrossentropy: "CategoricalCrossentropy"
    case .sparseCategoricalCrossentropy: "SparseCategoricalCrossentropy"
    }
  }

  /// Whether it compares probabilities, which may come as logits.
  public var isCrossentropy: Bool { self != .meanSquaredError }
}
