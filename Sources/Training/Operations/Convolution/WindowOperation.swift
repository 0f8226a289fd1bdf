import Kernels
import Networks

/// Rows made from rows of the same sample: pooling of any number of dimensions, padding, reversal.
final class WindowOperation: Operation {
  private let pooling: RowPooling
  private let windows: RowWindows
  private let input: PanelSignal
  private let output: PanelSignal
  private let inputGradient: PanelGradient?

  init(
    _ pooling: RowPooling, _ windows: RowWindows, input: PanelSignal, output: PanelSignal,
    inputGradient: PanelGradient?
  ) {
    self.pooling = pooling
    self.windows = windows
    self.input = input
    self.output = output
    self.inputGradient = inputGradient
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let from = input.values, to = output.values
    for sample in samples {
      for panel in 0..<to.panels {
        computePooling(
          pooling, of: windows, inputs: input.place(of: sample, panel, in: from),
          outputs: output.place(of: sample, panel, in: to))
      }
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = output.gradient else { return }
    let write =
      inputGradient.isAdded ? accumulatePoolingGradient : computePoolingGradient
    for sample in samples {
      for panel in 0..<gradient.panels {
        write(
          pooling, windows, input.place(of: sample, panel, in: input.values),
          output.place(of: sample, panel, in: output.values),
          output.place(of: sample, panel, in: gradient),
          input.place(of: sample, panel, in: inputGradient.matrix))
      }
    }
  }
}

extension PanelSignal {
  /// Where one panel of a sample's rows begins.
  @inline(__always)
  func place(of sample: Int, _ panel: Int, in matrix: PanelMatrix) -> UnsafeMutablePointer<Float> {
    matrix.base + panel * matrix.panelStride + sample * rowsPerSample * lanes
  }
}

extension PanelBuilder {
  /// Adds an operation that makes rows from rows.
  ///
  /// - Parameter windows: for each row of the output the rows of the input, all of one sample.
  func addWindows(
    _ windows: [[Int]], _ pooling: RowPooling, of input: PanelSignal, _ shape: Shape
  ) throws(ModelError) -> PanelSignal {
    let output = try signal(shape, behind: [input], learns: input.gradient != nil)
    add(
      WindowOperation(
        pooling, try rowWindows(windows, sourceRows: input.rowsPerSample), input: input,
        output: output, inputGradient: gradient(by: input)), level: output.level)
    return output
  }

  func rowWindows(_ windows: [[Int]], sourceRows: Int) throws(ModelError) -> RowWindows {
    let rows = windows.joined().map { Int32(truncatingIfNeeded: $0) }
    guard rows.count <= Int(Int32.max), sourceRows <= Int(Int32.max) else {
      throw ModelError("windows over \(rows.count) rows a sample are too many; use smaller images")
    }
    let starts = windows.reduce(into: [Int32(0)]) { starts, window in
      starts.append(starts[starts.count - 1] + Int32(window.count))
    }
    return RowWindows(
      starts: tables.make(starts), rows: tables.make(rows), count: windows.count,
      sourceRows: sourceRows)
  }
}
