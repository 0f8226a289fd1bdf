import Kernels
import Networks

/// The only column of a tensor beside itself, so many times.
final class ColumnSpread: Operation {
  private let input: PanelSignal
  private let output: PanelSignal
  private let inputGradient: PanelGradient?

  init(input: PanelSignal, output: PanelSignal, inputGradient: PanelGradient?) {
    self.input = input
    self.output = output
    self.inputGradient = inputGradient
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let rows = RowSet(output.rows(of: samples)), target = output.values.rows(rows)
    repeatColumns(input.values.rows(rows), times: target.columns, into: target)
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = output.gradient else { return }
    let rows = RowSet(output.rows(of: samples)), source = gradient.rows(rows)
    let sum = inputGradient.isAdded ? accumulateRepeatedColumns : sumRepeatedColumns
    sum(source, source.columns, inputGradient.matrix.rows(rows))
  }
}

extension PanelBuilder {
  /// A tensor with its axes of size 1 repeated, as NumPy does to bring tensors of different shapes together; those
  /// that it lacks in front count as such.
  ///
  /// The gradient by it is the sum over what is repeated, one position after the other.
  func stretched(
    _ input: PanelSignal, _ shape: Shape, to target: Shape
  ) throws(ModelError) -> PanelSignal {
    let sizes = target.dimensions
    var axes = Array(repeating: 1, count: sizes.count - shape.rank) + shape.dimensions
    var signal = input
    if let columns = sizes.last, axes.last != columns {
      axes[axes.count - 1] = columns
      signal = try spreadColumn(of: signal, Shape(axes))
    }
    let outer = Array(axes.dropLast()), outerSizes = Array(sizes.dropLast())
    guard outer != outerSizes else { return signal }
    return try addWindows(
      sourceRows(of: outerSizes, in: outer).map { [$0] }, .sum, of: signal, target)
  }

  /// For each position of axes of these sizes that of a tensor some of whose axes have size 1.
  private func sourceRows(of sizes: [Int], in axes: [Int]) -> [Int] {
    (0..<sizes.reduce(1, *)).map { row in
      var (rest, source, stride) = (row, 0, 1)
      for axis in sizes.indices.reversed() {
        if axes[axis] > 1 { source += rest % sizes[axis] * stride }
        rest /= sizes[axis]
        stride *= axes[axis]
      }
      return source
    }
  }

  private func spreadColumn(
    of input: PanelSignal, _ shape: Shape
  ) throws(ModelError) -> PanelSignal {
    let output = try signal(shape, behind: [input], learns: input.gradient != nil)
    add(
      ColumnSpread(input: input, output: output, inputGradient: gradient(by: input)),
      level: output.level)
    return output
  }
}
