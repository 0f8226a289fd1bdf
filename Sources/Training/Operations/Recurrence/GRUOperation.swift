import Kernels
import Networks

/// A gated recurrent unit, whose reset gate comes before or after the recurrent product.
///
/// Gates stand in the order z, r, candidate, as in Keras's kernels.
final class GRUOperation: Operation {
  private let series: GatedSeries
  private let parts: Parts
  private let reset: Reset

  struct Parts: BitwiseCopyable {
    let activation: ElementwiseActivation
    let gateActivation: ElementwiseActivation
    /// The activated gates; the products themselves where derivatives follow from outputs.
    let gates: PanelMatrix
    /// [batch] rows: the state before the first moment, and a copy of the gradient by a moment's state.
    let zeroStates: PanelMatrix
    let keptGradient: PanelMatrix
  }

  /// Where the reset gate comes in.
  enum Reset: BitwiseCopyable {
    /// Behind the product of the states with all gates' weights.
    case after(After)
    /// Before the product with the candidate's weights.
    case before(Before)
  }

  struct After: BitwiseCopyable {
    let recurrent: MomentProduct
    let recurrentTransposed: MomentProduct?
    let bias: MomentProduct.Rows
    /// The products of the states, moment after moment, and the gradient by them.
    let products: PanelMatrix
    let gradient: PanelMatrix
  }

  struct Before: BitwiseCopyable {
    /// Of update and reset gate, and of the candidate.
    let gates: MomentProduct
    let gatesTransposed: MomentProduct?
    let candidate: MomentProduct
    let candidateTransposed: MomentProduct?
    /// What the reset gate leaves of the states, moment after moment; [batch] rows of its gradient.
    let resetStates: PanelMatrix
    let resetGradient: PanelMatrix
  }

  init(_ series: GatedSeries, _ parts: Parts, _ reset: Reset) {
    self.series = series
    self.parts = parts
    self.reset = reset
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    for step in 0..<series.layout.steps {
      series.multiplyInput(at: step, samples)
      switch reset {
      case .after(let after): forward(after, step, samples)
      case .before(let before): forward(before, step, samples)
      }
      for panel in 0..<series.panelsPerGate {
        computeGRUState(
          moment(step, samples, panel), state: rows(series.states, step, samples, panel))
      }
      series.forEachMasked(at: step, samples) { series.keep(series.states, $0, at: step) }
    }
    series.writeOutput(samples)
  }

  private func forward(_ after: After, _ step: Int, _ samples: Range<Int>) {
    let layout = series.layout
    let target = layout.rows(of: after.products, at: step, samples)
    // The first moment has no state before it: only the bias is left.
    let source = layout.rows(of: series.states, at: max(step - 1, 0), samples)
    (step > 0 ? after.recurrent : after.recurrent.empty).compute(
      source, start: after.bias, into: target, rows: samples.count)
    for panel in 0..<series.panelsPerGate {
      for gate in 0..<2 {
        accumulateVector(
          series.gate(gate, of: after.products, at: step, samples, panel: panel),
          into: series.gate(gate, of: series.products, at: step, samples, panel: panel),
          count: samples.count * lanes)
      }
      computeGRUGates(
        moment(step, samples, panel),
        reset: .after(
          product: series.gate(2, of: after.products, at: step, samples, panel: panel)))
    }
  }

  private func forward(_ before: Before, _ step: Int, _ samples: Range<Int>) {
    let layout = series.layout
    let products = layout.rows(of: series.products, at: step, samples)
    if step > 0 {
      before.gates.compute(
        layout.rows(of: series.states, at: step - 1, samples), start: products, into: products,
        rows: samples.count)
    }
    for panel in 0..<series.panelsPerGate {
      computeGRUGates(
        moment(step, samples, panel),
        reset: .before(state: rows(before.resetStates, step, samples, panel)))
    }
    let candidate = candidateRows(of: series.products, step, samples)
    before.candidate.compute(
      layout.rows(of: before.resetStates, at: step, samples), start: candidate, into: candidate,
      rows: samples.count)
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let outputGradient = series.output.gradient else { return }
    let layout = series.layout
    series.readOutputGradient(samples, outputGradient)
    for step in (0..<layout.steps).reversed() {
      series.forEachMasked(at: step, samples) {
        copyRow(
          series.stateGradient, step * layout.batchSize + $0, to: parts.keptGradient, $0)
      }
      for panel in 0..<series.panelsPerGate {
        let gradient = rows(series.stateGradient, step, samples, panel)
        computeGRUStateGradient(
          moment(step, samples, panel), stateGradient: gradient,
          updateGradient: gate(0, step, samples, panel),
          candidateGradient: gate(2, step, samples, panel), previousGradient: gradient)
      }
      switch reset {
      case .after(let after): backward(after, step, samples)
      case .before(let before): backward(before, step, samples)
      }
      series.multiplyGradient(at: step, samples)
      guard step > 0 else { continue }
      for panel in 0..<series.panelsPerGate {
        accumulateVector(
          rows(series.stateGradient, step, samples, panel),
          into: rows(series.stateGradient, step - 1, samples, panel),
          count: samples.count * lanes)
      }
    }
  }

  private func backward(_ after: After, _ step: Int, _ samples: Range<Int>) {
    let layout = series.layout
    for panel in 0..<series.panelsPerGate {
      computeGRUResetGradient(
        moment(step, samples, panel),
        .after(
          candidate: gate(2, step, samples, panel),
          product: series.gate(2, of: after.products, at: step, samples, panel: panel),
          productGradient: series.gate(2, of: after.gradient, at: step, samples, panel: panel)),
        resetGradient: gate(1, step, samples, panel))
      for index in 0..<2 {
        series.gate(index, of: after.gradient, at: step, samples, panel: panel)
          .update(from: gate(index, step, samples, panel), count: samples.count * lanes)
      }
    }
    skipMasked(step, samples, after.gradient)
    guard step > 0, let transposed = after.recurrentTransposed else { return }
    let gradient = layout.rows(of: series.stateGradient, at: step, samples)
    transposed.compute(
      layout.rows(of: after.gradient, at: step, samples), start: gradient, into: gradient,
      rows: samples.count)
  }

  private func backward(_ before: Before, _ step: Int, _ samples: Range<Int>) {
    let layout = series.layout
    let resetGradient = MomentProduct.Rows(
      base: before.resetGradient.pointer(row: samples.lowerBound), rowStride: lanes,
      panelStride: before.resetGradient.panelStride)
    before.candidateTransposed?.compute(
      candidateRows(of: series.productGradient, step, samples),
      start: .zeros(series.zeros),
      into: resetGradient, rows: samples.count)
    for panel in 0..<series.panelsPerGate {
      computeGRUResetGradient(
        moment(step, samples, panel),
        .before(
          state: resetGradient.base + panel * resetGradient.panelStride,
          previousGradient: rows(series.stateGradient, step, samples, panel)),
        resetGradient: gate(1, step, samples, panel))
    }
    skipMasked(step, samples, series.productGradient)
    guard step > 0, let transposed = before.gatesTransposed else { return }
    let gradient = layout.rows(of: series.stateGradient, at: step, samples)
    transposed.compute(
      layout.rows(of: series.productGradient, at: step, samples), start: gradient, into: gradient,
      rows: samples.count)
  }

  /// A masked moment passes the gradient on to the moment before as it is.
  private func skipMasked(_ step: Int, _ samples: Range<Int>, _ recurrentGradient: PanelMatrix) {
    series.forEachMasked(at: step, samples) { sample in
      let row = step * series.layout.batchSize + sample
      clearRow(row, of: series.productGradient)
      clearRow(row, of: recurrentGradient)
      copyRow(parts.keptGradient, sample, to: series.stateGradient, row)
    }
  }

  private func rows(
    _ matrix: PanelMatrix, _ step: Int, _ samples: Range<Int>, _ panel: Int
  ) -> UnsafeMutablePointer<Float> {
    series.layout.rows(of: matrix, at: step, samples, panel: panel).base
  }

  private func gate(
    _ index: Int, _ step: Int, _ samples: Range<Int>, _ panel: Int
  ) -> UnsafeMutablePointer<Float> {
    series.gate(index, of: series.productGradient, at: step, samples, panel: panel)
  }

  /// The candidate's block of a moment's rows.
  private func candidateRows(
    of matrix: PanelMatrix, _ step: Int, _ samples: Range<Int>
  ) -> MomentProduct.Rows {
    series.layout.rows(of: matrix, at: step, samples, panel: 2 * series.panelsPerGate)
  }

  private func moment(_ step: Int, _ samples: Range<Int>, _ panel: Int) -> GRUMoment {
    func product(_ gate: Int) -> UnsafeMutablePointer<Float> {
      series.gate(gate, of: series.products, at: step, samples, panel: panel)
    }
    func value(_ gate: Int) -> UnsafeMutablePointer<Float> {
      series.gate(gate, of: parts.gates, at: step, samples, panel: panel)
    }
    return GRUMoment(
      updateProduct: product(0), resetProduct: product(1), candidateProduct: product(2),
      update: value(0), reset: value(1), candidate: value(2),
      previousState: step > 0
        ? rows(series.states, step - 1, samples, panel)
        : rows(parts.zeroStates, 0, samples, panel),
      activation: parts.activation, gateActivation: parts.gateActivation,
      count: samples.count * lanes)
  }
}

extension MomentProduct {
  /// The product without its source: what is left is the start.
  var empty: MomentProduct { MomentProduct(weights: weights, blocks: blocks, blockCount: 0) }
}
