import CVector

/// The losses of rows of predictions. Formulas and clipping are those of Keras 3 on JAX; NaN gives NaN.
///
/// A sparse loss takes the number of a class in place of a distribution over the columns, and counts a
/// number that no class has as all zeros.
public enum RowLoss: String, BitwiseCopyable, CaseIterable, Hashable, Sendable {
  /// Σ (p − y)²
  case squaredError = "mean_squared_error"
  /// −Σ (y·ln c + (1 − y)·ln(1 − c)), c = p clipped; the derivative is 0 where p is outside.
  case binaryCrossentropy = "binary_crossentropy"
  /// The same of c = 1 / (1 + e⁻ᵖ), which needs no clipping.
  case binaryCrossentropyOfLogits = "binary_crossentropy of logits"
  /// −Σ y·ln c, c = p / Σp clipped; the derivative goes through the clip and the division.
  case categoricalCrossentropy = "categorical_crossentropy"
  /// The same of c = eᵖ / Σeᵖ, which needs no clipping.
  case categoricalCrossentropyOfLogits = "categorical_crossentropy of logits"
  /// `categoricalCrossentropy` of class numbers.
  case sparseCategoricalCrossentropy = "sparse_categorical_crossentropy"
  /// `categoricalCrossentropyOfLogits` of class numbers.
  case sparseCategoricalCrossentropyOfLogits = "sparse_categorical_crossentropy of logits"

  /// The loss of rows that Keras has by that name.
  ///
  /// - Parameters:
  ///   - kerasName: as in `mean_squared_error`.
  ///   - ofLogits: whether predictions are logits, where the loss compares probabilities.
  /// - Returns: `nil` for another loss.
  public init?(kerasName: String, ofLogits: Bool) {
    self.init(rawValue: ofLogits ? "\(kerasName) of logits" : kerasName)
  }

  /// Whether the targets are numbers of classes, in a single column.
  public var isSparse: Bool {
    self == .sparseCategoricalCrossentropy || self == .sparseCategoricalCrossentropyOfLogits
  }
}

/// Writes every row's part of the loss, and, where a gradient is asked for, its derivative by the
/// predictions times `scale`, with zeros in the padding lanes.
///
/// - Shapes: `predictions`, `targets` and `gradient` have the same rows and columns, sparse targets
///   one column; `losses` one float a row.
public func computeLosses(
  _ loss: RowLoss, predictions: PanelRows, targets: PanelRows, gradient: PanelRows?, scale: Float,
  losses: UnsafeMutablePointer<Float>
) {
  computeLossesOfRows(
    loss, predictions, targets, gradient, scale: Vector(repeating: scale)
  ) { losses[$0] = $1[0] }
}

/// The same for rows across the vectors.
///
/// - Shapes: `losses` one float a row, rounded up to whole vectors; those of padding lanes mean
///   nothing.
public func computeLosses(
  _ loss: RowLoss, predictions: LaneRows, targets: LaneRows, gradient: LaneRows?, scale: Float,
  losses: UnsafeMutablePointer<Float>
) {
  computeLossesOfRows(
    loss, predictions, targets, gradient, scale: Vector(repeating: scale)
  ) { $1.store(to: losses + $0 * lanes) }
  // The padding lanes hold other rows' numbers.
  gradient?.clearPadding()
}

/// - Parameter report: takes the number of a row, or of a panel of rows, and what it lost.
@inline(__always)
private func computeLossesOfRows<Rows: VectorRows>(
  _ loss: RowLoss, _ predictions: Rows, _ targets: Rows, _ gradient: Rows?, scale: Vector,
  report: (_ index: Int, _ loss: Vector) -> Void
) {
  let columns = loss.isSparse ? 1 : predictions.columns
  require(
    targets.columns == columns && predictions.count == targets.count,
    "targets of \(targets.count)×\(targets.columns) for \(predictions.count)×\(predictions.columns)"
  )
  @inline(__always)
  func forEach(_ loss: (_ p: Rows.Row, _ y: Rows.Row, _ gradient: Rows.Row?) -> Vector) {
    // Asked once, not for every element.
    if let gradient {
      for index in 0..<predictions.rowCount {
        report(index, loss(predictions[index], targets[index], gradient[index]))
      }
    } else {
      for index in 0..<predictions.rowCount {
        report(index, loss(predictions[index], targets[index], nil))
      }
    }
  }
  switch loss {
  case .squaredError:
    forEach { squaredError($0, $1, gradient: $2, scale: scale) }
  case .binaryCrossentropy:
    forEach { binaryCrossentropy($0, $1, gradient: $2, scale: scale) }
  case .binaryCrossentropyOfLogits:
    forEach { binaryCrossentropyOfLogits($0, $1, gradient: $2, scale: scale) }
  case .categoricalCrossentropy:
    forEach { categoricalCrossentropy($0, $1, gradient: $2, scale: scale) }
  case .categoricalCrossentropyOfLogits:
    forEach { categoricalCrossentropyOfLogits($0, $1, gradient: $2, scale: scale) }
  case .sparseCategoricalCrossentropy:
    forEach { categoricalCrossentropy($0, OneHotRow(of: $1), gradient: $2, scale: scale) }
  case .sparseCategoricalCrossentropyOfLogits:
    forEach { categoricalCrossentropyOfLogits($0, OneHotRow(of: $1), gradient: $2, scale: scale) }
  }
}
