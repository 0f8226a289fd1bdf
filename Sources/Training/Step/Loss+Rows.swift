import Kernels
import Networks

extension OutputTraining {
  /// The loss of a row of predictions.
  var ofRows: RowLoss {
    switch (loss, isLogits) {
    case (.meanSquaredError, _): .squaredError
    case (.binaryCrossentropy, false): .binaryCrossentropy
    case (.binaryCrossentropy, true): .binaryCrossentropyOfLogits
    case (.categoricalCrossentropy, false): .categoricalCrossentropy
    case (.categoricalCrossentropy, true): .categoricalCrossentropyOfLogits
    case (.sparseCategoricalCrossentropy, false): .sparseCategoricalCrossentropy
    case (.sparseCategoricalCrossentropy, true): .sparseCategoricalCrossentropyOfLogits
    }
  }
}

extension Loss {
  /// Whether a row's loss is a mean over its columns; a categorical one is a sum over them.
  var isMeanOverColumns: Bool {
    switch self {
    case .meanSquaredError, .binaryCrossentropy: true
    case .categoricalCrossentropy, .sparseCategoricalCrossentropy: false
    }
  }

  /// Whether the target of a row is the number of its class.
  var takesClassNumbers: Bool { self == .sparseCategoricalCrossentropy }

  /// The columns of the targets for an output with so many.
  func targetColumns(outputs: Int) -> Int { takesClassNumbers ? 1 : outputs }

  /// The shape of the targets of one sample.
  func targetShape(for output: Shape) -> Shape {
    Shape(output.dimensions.dropLast() + [targetColumns(outputs: output.dimensions.last ?? 1)])
  }
}
