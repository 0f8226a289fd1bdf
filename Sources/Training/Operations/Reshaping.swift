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
    reshapeRows(
      input.values.rows(RowSet(input.rows(of: samples))),
      into: output.values.rows(RowSet(output.rows(of: samples))))
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = output.gradient else { return }
    let source = gradient.rows(RowSet(output.rows(of: samples)))
    let target = inputGradient.matrix.rows(RowSet(input.rows(of: samples)))
    if inputGradient.isAdded {
      accumulateReshapedRows(source, into: target)
    } else {
      reshapeRows(source, into: target)
    }
  }
}

extension Flatten: PanelLayer {
  var onlyReshapes: Bool { dataFormat == .channelsLast }

  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    guard onlyReshapes else {
      throw call.error("channels first can be counted, but not trained; put channels last")
    }
    return [try builder.reshape(call)]
  }
}

extension Reshape: PanelLayer {
  var onlyReshapes: Bool { true }

  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    [try builder.reshape(call)]
  }
}

extension PanelBuilder {
  /// Brings a tensor into another shape of as many elements.
  func reshape(_ call: PanelCall) throws(ModelError) -> PanelSignal {
    try reshape(call.inputs[0], call.inputShape, to: call.outputShape)
  }

  func reshape(
    _ input: PanelSignal, _ shape: Shape, to target: Shape
  ) throws(ModelError) -> PanelSignal {
    // Rows of the same length lie the same way, however they are counted.
    if shape.dimensions.last == target.dimensions.last { return input }
    let output = try signal(target, behind: [input], learns: input.gradient != nil)
    add(
      ReshapingOperation(input: input, output: output, inputGradient: gradient(by: input)),
      level: output.level)
    return output
  }
}
