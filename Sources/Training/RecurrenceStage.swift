import Kernels
import Networks

/// A simple recurrence: h(t) = activation(x(t) · kernel + bias + h(t−1) · recurrent), h(0) = 0.
///
/// The states of a sample are neighbouring rows, so the steps of one moment lie `steps` rows apart.
struct RecurrenceStage: BitwiseCopyable {
  var steps: Int
  /// Its gradient is that of the activations' inputs, once `backward` is done.
  var states: Signal
  /// The same as `states` where the layer returns sequences, else one row a sample.
  var output: Signal
  var returnsSequences: Bool
  var activation: Activation
  /// The product with the input, over all steps at once.
  var inputProduct: ProductStage
  var recurrent: PanelMatrix
  var recurrentTransposed: PanelMatrix
  /// The runs of the recurrent products: one for each panel of the state.
  var recurrentBlocks: UnsafeMutablePointer<DepthBlock>
  var recurrentBlockCount: Int

  func forward(_ samples: Range<Int>) {
    inputProduct.forward(samples)
    for step in 0..<steps {
      if step > 0 {
        accumulate(
          recurrent, from: states.values, step: step - 1, into: states.values, step: step, samples)
      }
      activation.apply(to: states.values, rows(at: step, samples))
    }
    guard !returnsSequences else { return }
    for sample in samples {
      copyRow(states.values, sample * steps + steps - 1, to: output.values, sample)
    }
  }

  func backward(_ samples: Range<Int>) {
    if !returnsSequences { spreadLastGradient(samples) }
    for step in stride(from: steps - 1, through: 0, by: -1) {
      activation.multiplyDerivative(
        outputs: states.values, gradient: states.gradient, rows(at: step, samples))
      if step > 0 {
        accumulate(
          recurrentTransposed, from: states.gradient, step: step, into: states.gradient,
          step: step - 1, samples)
      }
    }
    inputProduct.backward(samples)
  }

  private func rows(at step: Int, _ samples: Range<Int>) -> RowSet {
    RowSet(first: samples.lowerBound * steps + step, count: samples.count, step: steps)
  }

  /// Adds the product of one moment's rows with `weights` to another moment's rows.
  private func accumulate(
    _ weights: PanelMatrix, from source: PanelMatrix, step sourceStep: Int,
    into target: PanelMatrix, step targetStep: Int, _ samples: Range<Int>
  ) {
    let first = samples.lowerBound * steps
    let sum = target.pointer(row: first + targetStep)
    computeProduct(
      ProductOperands(
        blocks: recurrentBlocks, blockCount: recurrentBlockCount,
        a: source.pointer(row: first + sourceStep), aRowStride: steps * lanes, aDepthStride: 1,
        b: weights.base, bPanelStride: weights.panelStride,
        start: sum, startRowStride: steps * lanes, startPanelStride: target.panelStride,
        c: sum, cRowStride: steps * lanes, cPanelStride: target.panelStride),
      rows: samples.count, panels: target.panels)
  }

  /// The loss sees only the last state: its gradient enters there, zeros elsewhere.
  private func spreadLastGradient(_ samples: Range<Int>) {
    let rows = states.rows(of: samples)
    for panel in 0..<states.gradient.panels {
      let offset = panel * states.gradient.panelStride + rows.lowerBound * lanes
      (states.gradient.base + offset).update(repeating: 0, count: rows.count * lanes)
    }
    for sample in samples {
      copyRow(output.gradient, sample, to: states.gradient, sample * steps + steps - 1)
    }
  }
}
