import Kernels
import Networks

/// The elements of a sample in rows of another length: Flatten and Reshape.
final class ReshapingOperation: Operation {
  private let input: PanelSignal
  private let output: PanelSignal
  private let inputGradient: PanelGradient?

  init(input: PanelSignal, output: PanelSignal, inputGradient: PanelGradient?) {
    self.input = input
    self.output = output
    self.inputGradient = inputGradient
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let from = input.values, to = output.values
    forEachElement(samples, from, to) { source, target in to.base[target] = from.base[source] }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = output.gradient else { return }
    let target = inputGradient.matrix
    if inputGradient.isAdded {
      forEachElement(samples, target, gradient) { target.base[$0] += gradient.base[$1] }
    } else {
      forEachElement(samples, target, gradient) { target.base[$0] = gradient.base[$1] }
    }
  }

  /// Calls `body` with the place of each element in the input and in the output.
  @inline(__always)
  private func forEachElement(
    _ samples: Range<Int>, _ from: PanelMatrix, _ to: PanelMatrix, _ body: (Int, Int) -> Void
  ) {
    for sample in samples {
      var row = sample * output.rowsPerSample, column = 0
      for inputRow in input.rows(of: sample..<sample + 1) {
        for inputColumn in 0..<from.columns {
          body(
            inputColumn / lanes * from.panelStride + inputRow * lanes + inputColumn % lanes,
            column / lanes * to.panelStride + row * lanes + column % lanes)
          column += 1
          if column == to.columns { (row, column) = (row + 1, 0) }
        }
      }
    }
  }
}

extension Flatten: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    [try builder.reshape(call)]
  }
}

extension PanelBuilder {
  /// Brings a tensor into another shape of as many elements.
  func reshape(_ call: PanelCall) throws(ModelError) -> PanelSignal {
    let input = call.inputs[0]
    // Rows of the same length lie the same way, however they are counted.
    if call.inputShape.dimensions.last == call.outputShape.dimensions.last { return input }
    let output = try signal(call.outputShape, behind: [input], learns: input.gradient != nil)
    add(
      ReshapingOperation(input: input, output: output, inputGradient: gradient(by: input)),
      level: output.level)
    return output
  }
}
