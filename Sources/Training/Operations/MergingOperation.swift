import Kernels
import Networks

/// Several tensors of one shape, element by element.
final class MergingOperation: Operation {
  private let merging: Kernels.Merging
  private let inputs: UnsafeMutablePointer<PanelSignal>
  private let gradients: UnsafeMutablePointer<PanelGradient?>
  private let count: Int
  private let output: PanelSignal

  init(
    _ merging: Kernels.Merging, inputs: [PanelSignal], gradients: [PanelGradient?],
    output: PanelSignal, tables: Tables
  ) {
    self.merging = merging
    self.inputs = tables.make(inputs)
    self.gradients = tables.make(gradients)
    count = inputs.count
    self.output = output
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let values = output.values
    forEachRun(samples, in: values) { inputs, offset, count in
      computeMerged(merging, inputs: inputs, outputs: values.base + offset, count: count)
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let gradient = output.gradient else { return }
    for index in 0..<count {
      guard let target = gradients[index] else { continue }
      let write = target.isAdded ? accumulateMergedGradient : computeMergedGradient
      forEachRun(samples, in: gradient) { inputs, offset, count in
        write(
          merging, index, inputs, gradient.base + offset, target.matrix.base + offset, count)
      }
    }
  }

  /// Calls `body` with where the inputs lie and each contiguous run of the samples' rows. All matrices
  /// are of one shape, so a run has the same offset in each.
  @inline(__always)
  private func forEachRun(
    _ samples: Range<Int>, in matrix: PanelMatrix,
    _ body: (_ inputs: MergedInputs, _ offset: Int, _ count: Int) -> Void
  ) {
    let rows = output.rows(of: samples)
    withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: count) { pointers in
      for index in 0..<count { pointers[index] = UnsafePointer(inputs[index].values.base) }
      for panel in 0..<matrix.panels {
        let offset = panel * matrix.panelStride + rows.lowerBound * lanes
        body(
          MergedInputs(pointers: pointers.baseAddress!, count: count, offset: offset), offset,
          rows.count * lanes)
      }
    }
  }
}

extension MergeFunction {
  var kernel: Kernels.Merging {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .average: .average
    case .maximum: .maximum
    case .minimum: .minimum
    }
  }
}

extension PanelBuilder {
  /// Merges tensors of one shape.
  func merge(
    _ inputs: [PanelSignal], _ merging: Kernels.Merging, _ shape: Shape
  ) throws(ModelError) -> PanelSignal {
    if inputs.count == 1 { return inputs[0] }
    let output = try signal(
      shape, behind: inputs, learns: inputs.contains { $0.gradient != nil })
    add(
      MergingOperation(
        merging, inputs: inputs, gradients: inputs.map { gradient(by: $0) }, output: output,
        tables: tables), level: output.level)
    return output
  }
}
