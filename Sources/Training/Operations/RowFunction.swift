import Kernels
import Networks

/// A function of rows as kernels know it: of every element, or of a row as a whole.
enum RowFunction: BitwiseCopyable {
  case identity
  case elementwise(ElementwiseActivation)
  case softmax

  /// The function that an activation is; `nil` where training has no kernel for it.
  init?(_ activation: Activation) {
    switch activation {
    case .linear: self = .identity
    case .softmax: self = .softmax
    default:
      guard let function = ElementwiseActivation(activation) else { return nil }
      self = .elementwise(function)
    }
  }

  /// Whether the derivative follows from the function's value, so that it may replace its argument.
  var derivativeFollowsFromOutput: Bool {
    if case .elementwise(let function) = self { function.derivativeFollowsFromOutput } else { true }
  }

  /// Replaces rows of a matrix in panels by the function of them.
  func apply(to values: PanelMatrix, _ rows: RowSet) {
    switch self {
    case .identity: break
    case .elementwise(let function):
      forEachRun(values, rows) { applyActivation(function, to: values.base + $0, count: $1) }
    case .softmax: applySoftmax(to: values.rows(rows))
    }
  }

  /// Writes the function of neighbouring rows to the same rows of another matrix.
  func compute(_ inputs: PanelMatrix, into outputs: PanelMatrix, _ rows: Range<Int>) {
    guard case .elementwise(let function) = self else {
      copyRows(rows, of: inputs, to: outputs)
      return apply(to: outputs, RowSet(rows))
    }
    for panel in 0..<outputs.panels {
      computeActivation(
        function, inputs: inputs.base + panel * inputs.panelStride + rows.lowerBound * lanes,
        outputs: outputs.base + panel * outputs.panelStride + rows.lowerBound * lanes,
        count: rows.count * lanes)
    }
  }

  /// Turns the gradient by the function's outputs into the gradient by its inputs, in place.
  func multiplyDerivative(outputs: PanelMatrix, gradient: PanelMatrix, _ rows: RowSet) {
    switch self {
    case .identity: break
    case .elementwise(let function):
      forEachRun(outputs, rows) { offset, count in
        multiplyByDerivative(
          of: function, outputs: outputs.base + offset, gradient: gradient.base + offset,
          count: count)
      }
    case .softmax:
      multiplyBySoftmaxDerivative(outputs: outputs.rows(rows), gradient: gradient.rows(rows))
    }
  }

  /// The same from the function's inputs, for functions whose derivative does not follow from outputs.
  func multiplyDerivative(inputs: PanelMatrix, gradient: PanelMatrix, _ rows: Range<Int>) {
    guard case .elementwise(let function) = self else { return }
    for panel in 0..<gradient.panels {
      multiplyByDerivative(
        of: function, inputs: inputs.base + panel * inputs.panelStride + rows.lowerBound * lanes,
        gradient: gradient.base + panel * gradient.panelStride + rows.lowerBound * lanes,
        count: rows.count * lanes)
    }
  }

  /// The same for neighbouring rows of a row-major matrix.
  func apply(to rows: RowMajorRows) {
    switch self {
    case .identity: break
    case .elementwise(let function):
      applyActivation(function, to: rows.base, count: rows.floats)
    case .softmax: applySoftmax(to: rows.panelRows)
    }
  }

  func multiplyDerivative(outputs: RowMajorRows, gradient: RowMajorRows) {
    switch self {
    case .identity: break
    case .elementwise(let function):
      multiplyByDerivative(
        of: function, outputs: outputs.base, gradient: gradient.base, count: outputs.floats)
    case .softmax:
      multiplyBySoftmaxDerivative(outputs: outputs.panelRows, gradient: gradient.panelRows)
    }
  }

  /// The same for interleaved rows; inlined, so that nothing is called where a small layer has no function.
  @inline(__always)
  func apply(to rows: LaneRows) {
    switch self {
    case .identity: break
    case .elementwise(let function): applyActivation(function, to: rows)
    case .softmax: applySoftmax(to: rows)
    }
  }

  @inline(__always)
  func multiplyDerivative(outputs: LaneRows, gradient: LaneRows) {
    switch self {
    case .identity: break
    case .elementwise(let function):
      multiplyByDerivative(of: function, outputs: outputs, gradient: gradient)
    case .softmax: multiplyBySoftmaxDerivative(outputs: outputs, gradient: gradient)
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

extension ElementwiseActivation {
  fileprivate init?(_ activation: Activation) {
    switch activation {
    case .relu: self = .relu
    case .relu6: self = .relu6
    case .leakyReLU(let slope): self = .leakyReLU(slope: Float(slope))
    case .boundedReLU(let maximum, let slope, let threshold):
      self = .rectifier(
        maximum: Float(maximum), negativeSlope: Float(slope), threshold: Float(threshold))
    case .elu(let alpha): self = .elu(alpha: Float(alpha))
    case .selu: self = .selu
    case .gelu(let isApproximate): self = isApproximate ? .approximateGELU : .gelu
    case .silu: self = .silu
    case .hardSilu: self = .hardSilu
    case .mish: self = .mish
    case .sigmoid: self = .sigmoid
    case .hardSigmoid: self = .hardSigmoid
    case .hardSigmoidOfKeras2: self = .legacyHardSigmoid
    case .logSigmoid: self = .logSigmoid
    case .tanh: self = .tanh
    case .hardTanh: self = .hardTanh
    case .softplus: self = .softplus
    case .softsign: self = .softsign
    case .exponential: self = .exponential
    case .tanhShrink: self = .tanhShrink
    case .squareplus: self = .squareplus
    case .linear, .softmax, .celu, .logSoftmax, .sparsemax, .glu, .softShrink, .hardShrink,
      .sparsePlus, .sparseSigmoid, .threshold:
      return nil
    }
  }
}
