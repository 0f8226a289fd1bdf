import Kernels
import Networks

/// Rows that are worked on together: `count` of them, `step` apart.
struct RowSet: BitwiseCopyable {
  var first: Int
  var count: Int
  var step: Int

  init(_ rows: Range<Int>) {
    first = rows.lowerBound
    count = rows.count
    step = 1
  }

  init(first: Int, count: Int, step: Int) {
    self.first = first
    self.count = count
    self.step = step
  }
}

extension Activation {
  private var elementwise: ElementwiseActivation? {
    switch self {
    case .linear: .linear
    case .relu: .relu
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .softmax: nil
    default: preconditionFailure("\(name) is refused before anything is planned")
    }
  }

  /// Replaces the rows of `values` by the activation of them.
  func apply(to values: PanelMatrix, _ rows: RowSet) {
    guard self != .linear else { return }
    if let elementwise {
      forEachRun(values, rows) { offset, count in
        applyActivation(elementwise, to: values.base + offset, count: count)
      }
    } else {
      applySoftmax(to: values.rows(rows))
    }
  }

  /// Turns the gradient by the activation's outputs into the gradient by its inputs, in place.
  func multiplyDerivative(outputs: PanelMatrix, gradient: PanelMatrix, _ rows: RowSet) {
    guard self != .linear else { return }
    if let elementwise {
      forEachRun(outputs, rows) { offset, count in
        multiplyByDerivative(
          of: elementwise, outputs: outputs.base + offset, gradient: gradient.base + offset,
          count: count)
      }
    } else {
      multiplyBySoftmaxDerivative(outputs: outputs.rows(rows), gradient: gradient.rows(rows))
    }
  }

  /// Replaces neighbouring rows of a row-major matrix by the activation of them.
  func apply(to rows: PanelRows) {
    guard self != .linear else { return }
    guard let elementwise else { return applySoftmax(to: rows) }
    applyActivation(elementwise, to: rows.base, count: rows.count * rows.rowStride)
  }

  /// Turns the gradient of such rows likewise.
  func multiplyDerivative(outputs: PanelRows, gradient: PanelRows) {
    guard self != .linear else { return }
    guard let elementwise else {
      return multiplyBySoftmaxDerivative(outputs: outputs, gradient: gradient)
    }
    multiplyByDerivative(
      of: elementwise, outputs: outputs.base, gradient: gradient.base,
      count: outputs.count * outputs.rowStride)
  }

  /// Replaces rows across the vectors by the activation of them.
  func apply(to rows: LaneRows) {
    guard self != .linear else { return }
    guard let elementwise else { return applySoftmax(to: rows) }
    for panel in 0..<panelCount(rows.count) {
      applyActivation(
        elementwise, to: rows.base + panel * rows.panelStride, count: rows.columns * lanes)
    }
  }

  /// Turns the gradient of rows across the vectors likewise.
  func multiplyDerivative(outputs: LaneRows, gradient: LaneRows) {
    guard self != .linear else { return }
    guard let elementwise else {
      return multiplyBySoftmaxDerivative(outputs: outputs, gradient: gradient)
    }
    for panel in 0..<panelCount(outputs.count) {
      multiplyByDerivative(
        of: elementwise, outputs: outputs.base + panel * outputs.panelStride,
        gradient: gradient.base + panel * gradient.panelStride, count: outputs.columns * lanes)
    }
  }

  /// The contiguous stretches of memory that `rows` make up: one a panel where they are neighbours.
  @inline(__always)
  private func forEachRun(
    _ matrix: PanelMatrix, _ rows: RowSet, _ body: (_ offset: Int, _ count: Int) -> Void
  ) {
    for panel in 0..<matrix.panels {
      let offset = panel * matrix.panelStride + rows.first * lanes
      if rows.step == 1 {
        body(offset, rows.count * lanes)
      } else {
        for index in 0..<rows.count { body(offset + index * rows.step * lanes, lanes) }
      }
    }
  }
}
