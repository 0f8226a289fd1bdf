import Kernels

/// A function of every element, or of every row, with an output of its own.
final class FunctionOperation: Operation {
  private let input: PanelSignal
  private let output: PanelSignal
  private let function: RowFunction
  private let inputGradient: PanelGradient?

  init(
    _ function: RowFunction, input: PanelSignal, output: PanelSignal, inputGradient: PanelGradient?
  ) {
    self.function = function
    self.input = input
    self.output = output
    self.inputGradient = inputGradient
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    function.compute(input.values, into: output.values, output.rows(of: samples))
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = output.gradient else { return }
    let rows = output.rows(of: samples)
    if function.derivativeFollowsFromOutput {
      function.multiplyDerivative(outputs: output.values, gradient: gradient, RowSet(rows))
    } else {
      function.multiplyDerivative(inputs: input.values, gradient: gradient, rows)
    }
    passOn(rows, of: gradient, to: inputGradient)
  }
}

/// Copies neighbouring rows of a matrix to the same place of another.
func copyRows(_ rows: Range<Int>, of source: PanelMatrix, to target: PanelMatrix) {
  for panel in 0..<source.panels {
    (target.base + panel * target.panelStride + rows.lowerBound * lanes).update(
      from: source.base + panel * source.panelStride + rows.lowerBound * lanes,
      count: rows.count * lanes)
  }
}

/// Writes neighbouring rows of a gradient to those of another, or adds them where others have written.
func passOn(_ rows: Range<Int>, of source: PanelMatrix, to target: PanelGradient) {
  guard target.isAdded else { return copyRows(rows, of: source, to: target.matrix) }
  for panel in 0..<source.panels {
    accumulateVector(
      source.base + panel * source.panelStride + rows.lowerBound * lanes,
      into: target.matrix.base + panel * target.matrix.panelStride + rows.lowerBound * lanes,
      count: rows.count * lanes)
  }
}
