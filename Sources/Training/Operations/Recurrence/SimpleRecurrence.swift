import Kernels
import Networks

/// A simple recurrence: h(t) = function(x(t) · kernel + bias + h(t−1) · recurrent), h(0) = 0.
///
/// The states of a sample are neighbouring rows, so the steps of one moment lie `steps` rows apart.
final class SimpleRecurrence: Operation {
  private let parts: Parts
  /// The product with the input, over all steps at once.
  private let inputProduct: ProductOperation

  struct Parts: BitwiseCopyable {
    var steps: Int
    /// Its gradient is that of the functions' inputs, once `backward` is done.
    var states: PanelSignal
    /// The same as `states` where the layer returns sequences, else one row a sample.
    var output: PanelSignal
    var returnsSequences: Bool
    var function: RowFunction
    var recurrent: RecurrentProduct
    var mask: TimeMask?
  }

  init(_ parts: Parts, inputProduct: ProductOperation) {
    self.parts = parts
    self.inputProduct = inputProduct
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    inputProduct.forward(samples, context)
    let states = parts.states.values
    for step in 0..<parts.steps {
      if step > 0 {
        parts.recurrent.accumulate(states, at: step - 1, into: states, at: step, samples)
      }
      parts.function.apply(to: states, rows(at: step, samples))
      forEachMasked(at: step, samples) { row in
        if step > 0 { copyRow(states, row - 1, to: states, row) } else { clearRow(row, of: states) }
      }
    }
    guard !parts.returnsSequences else { return }
    for sample in samples {
      copyRow(states, sample * parts.steps + parts.steps - 1, to: parts.output.values, sample)
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let gradient = parts.states.gradient else { return }
    if !parts.returnsSequences { spreadLastGradient(samples, gradient) }
    for step in stride(from: parts.steps - 1, through: 0, by: -1) {
      forEachMasked(at: step, samples) { row in
        if step > 0 { accumulateRow(gradient, row, into: gradient, row - 1) }
        clearRow(row, of: gradient)
      }
      parts.function.multiplyDerivative(
        outputs: parts.states.values, gradient: gradient, rows(at: step, samples))
      if step > 0 {
        parts.recurrent.accumulateTransposed(
          gradient, at: step, into: gradient, at: step - 1, samples)
      }
    }
    inputProduct.backward(samples, context)
  }

  /// Calls `body` with the rows of a moment that do not count: they keep the state before.
  @inline(__always)
  private func forEachMasked(at step: Int, _ samples: Range<Int>, _ body: (_ row: Int) -> Void) {
    guard let mask = parts.mask else { return }
    for sample in samples where !mask.counts[sample * parts.steps + step] {
      body(sample * parts.steps + step)
    }
  }

  private func rows(at step: Int, _ samples: Range<Int>) -> RowSet {
    RowSet(
      first: samples.lowerBound * parts.steps + step, count: samples.count, step: parts.steps)
  }

  /// The loss sees only the last state: its gradient enters there, zeros elsewhere.
  private func spreadLastGradient(_ samples: Range<Int>, _ gradient: PanelMatrix) {
    gradient.forEachRun(of: parts.states.rows(of: samples)) { run, count in
      run.update(repeating: 0, count: count)
    }
    guard let outputGradient = parts.output.gradient else { return }
    for sample in samples {
      copyRow(outputGradient, sample, to: gradient, sample * parts.steps + parts.steps - 1)
    }
  }
}

/// The product of one moment's states with a recurrent kernel, where a sample's moments are
/// neighbouring rows.
struct RecurrentProduct: BitwiseCopyable {
  var steps: Int
  /// [units, outputs], and its transpose.
  var kernel: PanelMatrix
  var transposed: PanelMatrix?
  /// The runs of both products: one for each panel of the operand.
  var blocks: UnsafeMutablePointer<DepthBlock>
  var blockCount: Int
  var transposedBlocks: UnsafeMutablePointer<DepthBlock>
  var transposedBlockCount: Int

  /// Adds the product of one moment's rows with the kernel to another moment's rows.
  func accumulate(
    _ source: PanelMatrix, at sourceStep: Int, into target: PanelMatrix, at targetStep: Int,
    _ samples: Range<Int>
  ) {
    accumulate(kernel, blocks, blockCount, source, sourceStep, target, targetStep, samples)
  }

  /// The same with the transpose.
  func accumulateTransposed(
    _ source: PanelMatrix, at sourceStep: Int, into target: PanelMatrix, at targetStep: Int,
    _ samples: Range<Int>
  ) {
    guard let transposed else { return }
    accumulate(
      transposed, transposedBlocks, transposedBlockCount, source, sourceStep, target, targetStep,
      samples)
  }

  private func accumulate(
    _ weights: PanelMatrix, _ blocks: UnsafePointer<DepthBlock>, _ blockCount: Int,
    _ source: PanelMatrix, _ sourceStep: Int, _ target: PanelMatrix, _ targetStep: Int,
    _ samples: Range<Int>
  ) {
    let first = samples.lowerBound * steps
    let sum = target.pointer(row: first + targetStep)
    computeProduct(
      ProductOperands(
        blocks: blocks, blockCount: blockCount,
        a: source.pointer(row: first + sourceStep), aRowStride: steps * lanes, aDepthStride: 1,
        b: weights.base, bPanelStride: weights.panelStride,
        start: sum, startRowStride: steps * lanes, startPanelStride: target.panelStride,
        c: sum, cRowStride: steps * lanes, cPanelStride: target.panelStride),
      rows: samples.count, panels: target.panels)
  }
}

extension SimpleRNN: SeriesLayer {
  func add(
    _ kernels: RecurrentKernels, _ call: PanelCall, _ input: PanelSignal, _ mask: TimeMask?,
    in builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal {
    let steps = call.inputShape.dimensions[0], units = recurrence.units
    let states = try builder.signal([steps, units], behind: [input], learns: call.isTrained)
    let output =
      recurrence.returnsSequences
      ? states : try builder.signal([units], behind: [input], learns: call.isTrained)
    var product = try builder.product(
      input, states, function: .identity, kernel: kernels.kernel, bias: nil)
    let recurrent = try builder.recurrentProduct(
      kernels.recurrentKernel, states: states, gradient: states.gradient, steps: steps)
    product.bias = try builder.addBias(kernels.bias, states)
    builder.add(
      SimpleRecurrence(
        SimpleRecurrence.Parts(
          steps: steps, states: states, output: output,
          returnsSequences: recurrence.returnsSequences,
          function: try call.function(inPlace: recurrence.activation), recurrent: recurrent,
          mask: mask), inputProduct: ProductOperation(product)), level: output.level)
    return output
  }
}

extension PanelBuilder {
  /// A product of states with a recurrent kernel, and how the kernel learns.
  ///
  /// - Parameter gradient: by what the product is added to; `nil` where nothing learns.
  func recurrentProduct(
    _ kernel: ParameterDescription, states: PanelSignal, gradient: PanelMatrix?, steps: Int
  ) throws(ModelError) -> RecurrentProduct {
    let tensor = try weights.tensor(kernel)
    let units = tensor.placement.rows, outputs = tensor.placement.columns
    // The state before a row is the row above it; the first step of a sample has none.
    let segments = (0..<batchSize).map { sample in
      DepthBlock(a: sample * steps * lanes, b: (sample * steps + 1) * lanes, depth: steps - 1)
    }
    var transposed: PanelMatrix?
    if let gradient {
      transposed = try gradients.addProduct(
        of: tensor,
        OuterProducts(
          source: states.place, sourceRowStride: 1, sourceDepthStride: lanes,
          outputGradient: tables.make([gradient]), segments: tables.make(segments), moments: nil,
          segmentsPerSample: 1, rowsPerSample: steps - 1, tapRows: tables.make([0])),
        reads: [
          .rows(SampleRows(states)),
          .rows(SampleRows(tables.make([gradient]), rowsPerSample: steps)),
        ], inputs: units, needsTransposed: true)
    }
    let blocks = depthBlocks(taps: [(0, 0)], source: states.values, inputs: units)
    let back = depthBlocks(taps: [(0, 0)], source: gradient ?? states.values, inputs: outputs)
    return RecurrentProduct(
      steps: steps, kernel: tensor.matrix, transposed: transposed, blocks: tables.make(blocks),
      blockCount: blocks.count, transposedBlocks: tables.make(back),
      transposedBlockCount: back.count)
  }
}
