import Kernels
import Networks

/// Some neighbouring columns of a tensor.
final class ColumnSelection: Operation {
  private let input: PanelSignal
  private let output: PanelSignal
  private let inputGradient: PanelGradient?
  private let columns: Range<Int>

  init(
    _ columns: Range<Int>, input: PanelSignal, output: PanelSignal, inputGradient: PanelGradient?
  ) {
    self.columns = columns
    self.input = input
    self.output = output
    self.inputGradient = inputGradient
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let rows = RowSet(output.rows(of: samples))
    copyColumns(columns, of: input.values.rows(rows), to: output.values.rows(rows), at: 0)
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = output.gradient else { return }
    let range = output.rows(of: samples), rows = RowSet(range)
    if !inputGradient.isAdded {
      inputGradient.matrix.forEachRun(of: range) { $0.update(repeating: 0, count: $1) }
    }
    accumulateColumns(
      0..<columns.count, of: gradient.rows(rows), to: inputGradient.matrix.rows(rows),
      at: columns.lowerBound)
  }
}

extension PanelBuilder {
  /// Some neighbouring columns of a tensor.
  func columns(
    _ columns: Range<Int>, of input: PanelSignal, _ shape: Shape
  ) throws(ModelError) -> PanelSignal {
    let output = try signal(
      Shape(shape.dimensions.dropLast() + [columns.count]), behind: [input],
      learns: input.gradient != nil)
    add(
      ColumnSelection(columns, input: input, output: output, inputGradient: gradient(by: input)),
      level: output.level)
    return output
  }
}
