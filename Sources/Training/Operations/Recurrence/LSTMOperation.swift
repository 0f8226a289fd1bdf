import Kernels
import Networks

/// A long short-term memory.
///
/// Gates stand in the order i, f, candidate, o, as in Keras's kernels.
final class LSTMOperation: Operation {
  private let series: GatedSeries
  private let parts: Parts

  struct Parts: BitwiseCopyable {
    let recurrent: MomentProduct
    let recurrentTransposed: MomentProduct?
    let activation: ElementwiseActivation
    let gateActivation: ElementwiseActivation
    /// The activated gates; the products themselves where derivatives follow from outputs.
    let gates: PanelMatrix
    let cells: PanelMatrix
    let activatedCells: PanelMatrix
    /// One row that is added to all products; empty where the recurrence has one bias.
    let secondBias: PanelMatrix?
    /// [batch] rows: the gradient by the cells of the moment under way, and a copy of it.
    let cellGradient: PanelMatrix
    let keptGradient: PanelMatrix
  }

  init(_ series: GatedSeries, _ parts: Parts) {
    self.series = series
    self.parts = parts
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let layout = series.layout
    for step in 0..<layout.steps {
      series.multiplyInput(at: step, samples)
      if let secondBias = parts.secondBias { series.add(secondBias, at: step, samples) }
      if step > 0 {
        let products = layout.rows(of: series.products, at: step, samples)
        parts.recurrent.compute(
          layout.rows(of: series.states, at: step - 1, samples), start: products, into: products,
          rows: samples.count)
      }
      for panel in 0..<series.panelsPerGate {
        computeLSTM(
          moment(step, samples, panel),
          state: layout.rows(of: series.states, at: step, samples, panel: panel).base)
      }
      series.forEachMasked(at: step, samples) { sample in
        series.keep(series.states, sample, at: step)
        series.keep(parts.cells, sample, at: step)
      }
    }
    series.writeOutput(samples)
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let outputGradient = series.output.gradient else { return }
    let layout = series.layout
    series.readOutputGradient(samples, outputGradient)
    parts.cellGradient.forEachRun(of: samples) { $0.update(repeating: 0, count: $1) }
    for step in (0..<layout.steps).reversed() {
      series.forEachMasked(at: step, samples) {
        copyRow(parts.cellGradient, $0, to: parts.keptGradient, $0)
      }
      for panel in 0..<series.panelsPerGate {
        computeLSTMGradient(
          moment(step, samples, panel),
          stateGradient: layout.rows(of: series.stateGradient, at: step, samples, panel: panel)
            .base,
          cellGradient: parts.cellGradient.base + panel * parts.cellGradient.panelStride
            + samples.lowerBound * lanes,
          gradients: gates(of: series.productGradient, step, samples, panel))
      }
      skipMasked(step, samples)
      series.multiplyGradient(at: step, samples)
      guard step > 0, let recurrentTransposed = parts.recurrentTransposed else { continue }
      let before = layout.rows(of: series.stateGradient, at: step - 1, samples)
      recurrentTransposed.compute(
        layout.rows(of: series.productGradient, at: step, samples), start: before, into: before,
        rows: samples.count)
    }
  }

  /// A masked moment passes the gradients on to the moment before as they are.
  private func skipMasked(_ step: Int, _ samples: Range<Int>) {
    series.forEachMasked(at: step, samples) { sample in
      let row = step * series.layout.batchSize + sample
      clearRow(row, of: series.productGradient)
      copyRow(parts.keptGradient, sample, to: parts.cellGradient, sample)
      guard step > 0 else { return }
      accumulateRow(
        series.stateGradient, row, into: series.stateGradient, row - series.layout.batchSize)
    }
  }

  private func moment(_ step: Int, _ samples: Range<Int>, _ panel: Int) -> LSTMMoment {
    func rows(_ matrix: PanelMatrix, _ step: Int) -> UnsafeMutablePointer<Float> {
      series.layout.rows(of: matrix, at: step, samples, panel: panel).base
    }
    return LSTMMoment(
      products: gates(of: series.products, step, samples, panel),
      gates: gates(of: parts.gates, step, samples, panel),
      previousCell: step > 0 ? UnsafePointer(rows(parts.cells, step - 1)) : nil,
      cell: rows(parts.cells, step), activatedCell: rows(parts.activatedCells, step),
      activation: parts.activation, gateActivation: parts.gateActivation,
      count: samples.count * lanes)
  }

  private func gates(
    of matrix: PanelMatrix, _ step: Int, _ samples: Range<Int>, _ panel: Int
  ) -> LSTMGates {
    LSTMGates(
      input: series.gate(0, of: matrix, at: step, samples, panel: panel),
      forget: series.gate(1, of: matrix, at: step, samples, panel: panel),
      candidate: series.gate(2, of: matrix, at: step, samples, panel: panel),
      output: series.gate(3, of: matrix, at: step, samples, panel: panel))
  }
}

/// Adds a row to another, all panels.
func accumulateRow(
  _ source: PanelMatrix, _ sourceRow: Int, into target: PanelMatrix, _ targetRow: Int
) {
  for panel in 0..<source.panels {
    accumulateVector(
      source.base + panel * source.panelStride + sourceRow * lanes,
      into: target.base + panel * target.panelStride + targetRow * lanes, count: lanes)
  }
}

extension LSTM: SeriesLayer {
  func add(
    _ kernels: RecurrentKernels, _ call: PanelCall, _ input: PanelSignal, _ mask: TimeMask?,
    in builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal {
    let (series, bias) = try builder.gatedSeries(
      recurrence, kernels, call, input, mask, biasRow: 0)
    let biases = hasTwoBiases ? bias.map(halves) ?? [] : [bias].compactMap(\.self)
    let activation = try call.elementwise(recurrence.activation)
    let gateActivation = try call.elementwise(recurrentActivation)
    let isInPlace =
      activation.derivativeFollowsFromOutput && gateActivation.derivativeFollowsFromOutput
    let recurrent = try builder.recurrent(
      try builder.weights.tensor(
        kernels.recurrentKernel, layout: .blocks(width: recurrence.units)), series)
    for bias in biases { try builder.addBias(bias, of: series) }
    builder.add(
      LSTMOperation(
        series,
        LSTMOperation.Parts(
          recurrent: recurrent.product, recurrentTransposed: recurrent.transposed,
          activation: activation, gateActivation: gateActivation,
          gates: isInPlace ? series.products : try builder.moments(like: series.products),
          cells: try builder.moments(like: series.states),
          activatedCells: try builder.moments(like: series.states),
          secondBias: biases.count > 1 ? biases[1].matrix : nil,
          cellGradient: try builder.batchRows(recurrence.units),
          keptGradient: try builder.batchRows(recurrence.units))), level: series.output.level)
    return series.output
  }
  /// The bias of the input and that of the state, which lie side by side.
  private func halves(_ bias: WeightTensor) -> [WeightTensor] {
    [0..<Self.gateCount, Self.gateCount..<2 * Self.gateCount].map {
      bias.part(bias.placement.blocks($0))
    }
  }
}
