import Kernels
import Networks

extension Loss {
  /// Scores rows of predictions: their parts of the loss, and its gradient where one is asked for.
  ///
  /// - Shapes: `losses` one entry a row.
  func score(
    predictions: PanelRows, targets: PanelRows, gradient: PanelRows?, scale: Float,
    losses: UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .meanSquaredError:
      squaredErrors(
        predictions: predictions, targets: targets, gradient: gradient, scale: scale,
        losses: losses)
    case .binaryCrossentropy:
      binaryCrossentropies(
        predictions: predictions, targets: targets, gradient: gradient, scale: scale,
        losses: losses)
    case .categoricalCrossentropy:
      categoricalCrossentropies(
        predictions: predictions, targets: targets, gradient: gradient, scale: scale,
        losses: losses)
    case .sparseCategoricalCrossentropy:
      break
    }
  }

  /// The same for interleaved rows.
  ///
  /// - Shapes: `losses` one entry a row, rounded up to whole vectors.
  func score(
    predictions: LaneRows, targets: LaneRows, gradient: LaneRows?, scale: Float,
    losses: UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .meanSquaredError:
      squaredErrors(
        predictions: predictions, targets: targets, gradient: gradient, scale: scale,
        losses: losses)
    case .binaryCrossentropy:
      binaryCrossentropies(
        predictions: predictions, targets: targets, gradient: gradient, scale: scale,
        losses: losses)
    case .categoricalCrossentropy:
      categoricalCrossentropies(
        predictions: predictions, targets: targets, gradient: gradient, scale: scale,
        losses: losses)
    case .sparseCategoricalCrossentropy:
      break
    }
  }

  /// Whether a row's loss is a mean over its columns; a categorical one is a sum over them.
  var isMeanOverColumns: Bool {
    switch self {
    case .meanSquaredError, .binaryCrossentropy: true
    case .categoricalCrossentropy, .sparseCategoricalCrossentropy: false
    }
  }

  /// The columns of the targets for an output with so many.
  func targetColumns(outputs: Int) -> Int {
    self == .sparseCategoricalCrossentropy ? 1 : outputs
  }

  /// The shape of the targets of one sample.
  func targetShape(for output: Shape) -> Shape {
    Shape(output.dimensions.dropLast() + [targetColumns(outputs: output.dimensions.last ?? 1)])
  }
}
