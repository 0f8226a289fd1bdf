import Kernels
import Networks

/// The axes of each sample in another order.
///
/// Elements never leave their sample, so that a task touches no rows but those of its own samples; the table of sources
/// is written once, with the plan, and holds places of one sample alone.
final class PermutingOperation: Operation {
  private let input: PanelSignal
  private let output: PanelSignal
  private let inputGradient: PanelGradient?
  /// For each element of the output, row by row, that of the input.
  private let sources: UnsafeMutablePointer<Int32>

  init(
    input: PanelSignal, output: PanelSignal, inputGradient: PanelGradient?,
    sources: UnsafeMutablePointer<Int32>
  ) {
    self.input = input
    self.output = output
    self.inputGradient = inputGradient
    self.sources = sources
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let from = input.values, to = output.values
    forEachElement(of: samples) { to.base[$1] = from.base[$0] }
    clearPadding(of: to, output, samples)
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = output.gradient else { return }
    let target = inputGradient.matrix
    if inputGradient.isAdded {
      forEachElement(of: samples) { target.base[$0] += gradient.base[$1] }
    } else {
      forEachElement(of: samples) { target.base[$0] = gradient.base[$1] }
      clearPadding(of: target, input, samples)
    }
  }

  /// Calls `body` with where each element lies in matrices of the input and of the output.
  @inline(__always)
  private func forEachElement(
    of samples: Range<Int>, _ body: (_ source: Int, _ target: Int) -> Void
  ) {
    let from = input.values, to = output.values, rows = output.rowsPerSample
    for sample in samples {
      for row in 0..<rows {
        for column in 0..<to.columns {
          let (sourceRow, sourceColumn) = Int(sources[row * to.columns + column])
            .quotientAndRemainder(dividingBy: from.columns)
          body(
            from.offset(sample * input.rowsPerSample + sourceRow, sourceColumn),
            to.offset(sample * rows + row, column))
        }
      }
    }
  }

  private func clearPadding(
    of matrix: PanelMatrix, _ signal: PanelSignal, _ samples: Range<Int>
  ) {
    for row in signal.rows(of: samples) {
      for column in matrix.columns..<matrix.panels * lanes {
        matrix.base[matrix.offset(row, column)] = 0
      }
    }
  }
}

extension PanelMatrix {
  /// Floats from the first element to another.
  @inline(__always)
  fileprivate func offset(_ row: Int, _ column: Int) -> Int {
    column / lanes * panelStride + row * lanes + column % lanes
  }
}

extension Permute: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    [try builder.permuted(call.inputs[0], call.inputShape, order: order.map { $0 - 1 }).signal]
  }
}

extension PanelBuilder {
  /// A tensor with its axes in another order, and its shape.
  ///
  /// - Parameter order: which axis comes where, counted from 0 without the batch.
  func permuted(
    _ input: PanelSignal, _ shape: Shape, order: [Int]
  ) throws(ModelError) -> (signal: PanelSignal, shape: Shape) {
    let axes = shape.dimensions, target = Shape(order.map { axes[$0] })
    if order == Array(axes.indices) { return (input, shape) }
    guard let count = checkedProduct(axes), count <= Int(Int32.max) else {
      throw ModelError("a tensor \(shape) is too large to have its axes exchanged")
    }
    let output = try signal(target, behind: [input], learns: input.gradient != nil)
    add(
      PermutingOperation(
        input: input, output: output, inputGradient: gradient(by: input),
        sources: tables.make(Self.sources(of: target.dimensions, in: axes, order))),
      level: output.level)
    return (output, target)
  }

  /// For each element of a permuted tensor its place before.
  private static func sources(of sizes: [Int], in axes: [Int], _ order: [Int]) -> [Int32] {
    var strides = Array(repeating: 1, count: axes.count)
    for axis in axes.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * axes[axis + 1]
    }
    var places: [Int32] = [0]
    for (size, axis) in zip(sizes, order) {
      places = places.flatMap { place in
        (0..<size).map { place + Int32(truncatingIfNeeded: $0 * strides[axis]) }
      }
    }
    return places
  }

  /// What is made of a tensor whose last axes are some others, which then go back to their places.
  ///
  /// - Parameters:
  ///   - axes: those that come last, counted from 0 without the batch.
  ///   - make: makes a tensor of the same shape.
  func withLast(
    _ axes: [Int], of input: PanelSignal, _ shape: Shape,
    _ make: (PanelSignal, Shape) throws(ModelError) -> PanelSignal
  ) throws(ModelError) -> PanelSignal {
    let order = shape.dimensions.indices.filter { !axes.contains($0) } + axes
    let (turned, turnedShape) = try permuted(input, shape, order: order)
    let made = try make(turned, turnedShape)
    let back = order.indices.map { axis in order.firstIndex(of: axis) ?? axis }
    return try permuted(made, turnedShape, order: back).signal
  }
}
