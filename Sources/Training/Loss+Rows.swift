import Kernels
import Networks

extension Loss {
  /// The loss of a row of predictions.
  var ofRows: RowLoss {
    switch self {
    case .meanSquaredError: .squaredError
    case .binaryCrossentropy: .binaryCrossentropy
    case .categoricalCrossentropy: .categoricalCrossentropy
    }
  }
}
