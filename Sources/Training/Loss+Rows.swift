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
      preconditionFailure("\(rawValue) is refused before anything is planned")
    }
  }
}
