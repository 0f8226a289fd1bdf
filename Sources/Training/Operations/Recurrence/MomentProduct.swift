import Kernels
import Networks

/// A product of rows with weights, for the rows of one moment of a series.
struct MomentProduct: BitwiseCopyable {
  let weights: PanelMatrix
  /// The runs of the inner dimension: one for each panel of the source.
  let blocks: UnsafeMutablePointer<DepthBlock>
  let blockCount: Int

  /// Rows of a matrix: where the first one is in the first panel, and the floats to the next one and to
  /// the next panel.
  struct Rows: BitwiseCopyable {
    var base: UnsafeMutablePointer<Float>
    var rowStride: Int
    var panelStride: Int
  }

  /// target = start + source · weights; the start may be the target itself.
  func compute(_ source: Rows, start: Rows, into target: Rows, rows: Int) {
    computeProduct(
      ProductOperands(
        blocks: blocks, blockCount: blockCount, a: source.base, aRowStride: source.rowStride,
        aDepthStride: 1, b: weights.base, bPanelStride: weights.panelStride, start: start.base,
        startRowStride: start.rowStride, startPanelStride: start.panelStride, c: target.base,
        cRowStride: target.rowStride, cPanelStride: target.panelStride),
      rows: rows, panels: weights.panels)
  }
}

/// How the tensors of a batch of series lie: outside sample after sample, within a recurrence moment
/// after moment, so that what is done at one moment is done to neighbouring rows.
struct SeriesLayout: BitwiseCopyable {
  let steps: Int
  let batchSize: Int

  /// A moment's rows of a matrix that lies moment after moment.
  @inline(__always)
  func rows(
    of matrix: PanelMatrix, at step: Int, _ samples: Range<Int>, panel: Int = 0
  ) -> MomentProduct.Rows {
    MomentProduct.Rows(
      base: matrix.base + panel * matrix.panelStride
        + (step * batchSize + samples.lowerBound) * lanes,
      rowStride: lanes, panelStride: matrix.panelStride)
  }

  /// A moment's rows of a matrix that lies sample after sample.
  @inline(__always)
  func rows(
    bySample matrix: PanelMatrix, at step: Int, _ samples: Range<Int>
  ) -> MomentProduct.Rows {
    MomentProduct.Rows(
      base: matrix.pointer(row: samples.lowerBound * steps + step), rowStride: steps * lanes,
      panelStride: matrix.panelStride)
  }

  /// Where the sums of outer products over all moments find their rows.
  func moments(from first: Int, sourceStep: Int, sourceStart: Int) -> OuterProducts.Moments {
    OuterProducts.Moments(
      count: steps - first, sourceStep: sourceStep, outputStep: batchSize * lanes,
      sourceStart: sourceStart, outputStart: first * batchSize * lanes)
  }
}

/// What recurrences with gates have in common: where series enter and leave, and the products with them.
struct GatedSeries: BitwiseCopyable {
  let layout: SeriesLayout
  let units: Int
  let input: PanelSignal
  let output: PanelSignal
  let returnsSequences: Bool
  let mask: TimeMask?
  /// Absent where nothing before it learns.
  let inputGradient: PanelGradient?
  let kernel: MomentProduct
  let kernelTransposed: MomentProduct?
  /// What the gates' products start from: one row of panels.
  let bias: MomentProduct.Rows
  /// Moment after moment: what the gates are computed from, and the gradient by it, a block of panels a
  /// gate; states and the gradient by them.
  let products: PanelMatrix
  let productGradient: PanelMatrix
  let states: PanelMatrix
  let stateGradient: PanelMatrix
  /// A row of zeros, as wide as the widest matrix.
  let zeros: UnsafeMutablePointer<Float>

  var panelsPerGate: Int { panelCount(units) }

  /// A moment's rows of one gate's panel.
  @inline(__always)
  func gate(
    _ gate: Int, of matrix: PanelMatrix, at step: Int, _ samples: Range<Int>, panel: Int
  ) -> UnsafeMutablePointer<Float> {
    layout.rows(of: matrix, at: step, samples, panel: gate * panelsPerGate + panel).base
  }

  /// products = bias + input · kernel at one moment.
  func multiplyInput(at step: Int, _ samples: Range<Int>) {
    kernel.compute(
      layout.rows(bySample: input.values, at: step, samples), start: bias,
      into: layout.rows(of: products, at: step, samples), rows: samples.count)
  }

  /// products += a row, at one moment.
  func add(_ row: PanelMatrix, at step: Int, _ samples: Range<Int>) {
    for panel in 0..<row.panels {
      let rows = layout.rows(of: products, at: step, samples, panel: panel).base
      for index in 0..<samples.count {
        accumulateVector(
          row.base + panel * row.panelStride, into: rows + index * lanes, count: lanes)
      }
    }
  }

  /// Hands the states out, sample after sample: all of them, or the last.
  func writeOutput(_ samples: Range<Int>) {
    let target = output.values
    forEachOutput(samples) { row, state in copyRow(states, state, to: target, row) }
  }

  /// Takes the gradient of the states over from that of the output; the others' is 0.
  func readOutputGradient(_ samples: Range<Int>, _ gradient: PanelMatrix) {
    if !returnsSequences {
      for step in 0..<layout.steps {
        for panel in 0..<stateGradient.panels {
          layout.rows(of: stateGradient, at: step, samples, panel: panel).base
            .update(repeating: 0, count: samples.count * lanes)
        }
      }
    }
    forEachOutput(samples) { row, state in copyRow(gradient, row, to: stateGradient, state) }
  }

  @inline(__always)
  private func forEachOutput(_ samples: Range<Int>, _ body: (_ row: Int, _ state: Int) -> Void) {
    let (steps, batchSize) = (layout.steps, layout.batchSize)
    for sample in samples {
      if returnsSequences {
        for step in 0..<steps { body(sample * steps + step, step * batchSize + sample) }
      } else {
        body(sample, (steps - 1) * batchSize + sample)
      }
    }
  }

  /// The gradient by the input at one moment, from that by the products.
  func multiplyGradient(at step: Int, _ samples: Range<Int>) {
    guard let inputGradient, let kernelTransposed else { return }
    let target = layout.rows(bySample: inputGradient.matrix, at: step, samples)
    kernelTransposed.compute(
      layout.rows(of: productGradient, at: step, samples),
      start: inputGradient.isAdded
        ? target : .zeros(zeros),
      into: target, rows: samples.count)
  }

  /// Calls `body` with the samples whose moment does not count.
  @inline(__always)
  func forEachMasked(at step: Int, _ samples: Range<Int>, _ body: (_ sample: Int) -> Void) {
    guard let mask else { return }
    for sample in samples where !mask.counts[sample * layout.steps + step] { body(sample) }
  }

  /// Has a masked sample keep what it had a moment before.
  func keep(_ matrix: PanelMatrix, _ sample: Int, at step: Int) {
    let row = step * layout.batchSize + sample
    if step > 0 {
      copyRow(matrix, row - layout.batchSize, to: matrix, row)
    } else {
      clearRow(row, of: matrix)
    }
  }
}

/// Writes 0 into a row, all panels.
func clearRow(_ row: Int, of matrix: PanelMatrix) {
  for panel in 0..<matrix.panels {
    (matrix.base + panel * matrix.panelStride + row * lanes).update(repeating: 0, count: lanes)
  }
}
