import Kernels
import Networks

/// The weights of a recurrence, or of one direction of a bidirectional one.
struct RecurrentKernels {
  let kernel: ParameterDescription
  let recurrentKernel: ParameterDescription
  let bias: ParameterDescription?

  /// - Parameter parameters: in Keras's order.
  init(_ parameters: [ParameterDescription]) {
    kernel = parameters[0]
    recurrentKernel = parameters[1]
    bias = parameters.count > 2 ? parameters[2] : nil
  }
}

/// A recurrence that reads a series forward in time; the builder turns series around for it.
protocol SeriesLayer: RecurrentLayer, PanelLayer {
  /// Adds the operations of one direction, and returns its output in the order in which it walked.
  func add(
    _ kernels: RecurrentKernels, _ call: PanelCall, _ input: PanelSignal, _ mask: TimeMask?,
    in builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal
}

extension SeriesLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    try recurrence.requireTrained(call)
    return [try builder.direction(self, RecurrentKernels(call.parameters), call)]
  }
}

extension PanelCall {
  /// A function of every element of a gate or a state.
  func elementwise(_ activation: Activation) throws(ModelError) -> ElementwiseActivation {
    switch try function(activation) {
    case .identity: return .linear
    case .elementwise(let function): return function
    case .softmax:
      throw error("a softmax within a recurrence can be counted, but not trained")
    }
  }
}

extension PanelBuilder {
  /// What a recurrence makes of a series, or of the reversed one.
  func direction(
    _ layer: any SeriesLayer, _ kernels: RecurrentKernels, _ call: PanelCall
  ) throws(ModelError) -> PanelSignal {
    let steps = call.inputShape.dimensions[0]
    var input = call.inputs[0], mask = mask(of: call)
    if layer.recurrence.goesBackwards {
      input = try reversed(input, call.inputShape)
      mask = mask.map { reversed($0, steps: steps, input.level) }
    }
    let output = try layer.add(kernels, call, input, mask, in: self)
    guard layer.recurrence.zeroesMaskedOutput, let mask else { return output }
    return try clearingMasked(output, mask, steps: steps, units: layer.recurrence.units)
  }

  /// A series in reverse order.
  func reversed(_ input: PanelSignal, _ shape: Shape) throws(ModelError) -> PanelSignal {
    try addWindows((0..<shape.dimensions[0]).reversed().map { [$0] }, .sum, of: input, shape)
  }

  private func reversed(_ mask: TimeMask, steps: Int, _ level: Int) -> TimeMask {
    let target = TimeMask(rowsPerSample: steps, batchSize: batchSize, tables: tables)
    add(MaskReversal(steps: steps, from: mask, to: target), level: level)
    return target
  }

  /// Signals, memory and products that recurrences with gates have in common.
  ///
  /// - Parameter biasRow: which of the bias's rows goes with the input.
  func gatedSeries(
    _ recurrence: Recurrence, _ kernels: RecurrentKernels, _ call: PanelCall,
    _ input: PanelSignal, _ mask: TimeMask?, biasRow: Int
  ) throws(ModelError) -> (series: GatedSeries, bias: WeightTensor?) {
    let steps = call.inputShape.dimensions[0], units = recurrence.units
    let layout = SeriesLayout(steps: steps, batchSize: batchSize)
    let width = WeightPlacement.Layout.blocks(width: units)
    let kernel = try weights.tensor(kernels.kernel, layout: width)
    let bias: WeightTensor?
    if let parameter = kernels.bias {
      bias = try weights.tensor(parameter, layout: width)
    } else {
      bias = nil
    }
    let output = try signal(
      recurrence.returnsSequences ? [steps, units] : [units], behind: [input],
      learns: call.isTrained)
    func moments(columns: Int) throws(ModelError) -> PanelMatrix {
      guard let rows = checkedProduct([steps, batchSize]) else {
        throw call.error("a batch of \(batchSize) series of \(steps) is too large to address")
      }
      return try arena.takeMatrix(rows: rows, columns: columns)
    }
    let products = try moments(columns: kernel.placement.columns)
    let productGradient =
      output.gradient == nil ? products : try moments(columns: kernel.placement.columns)
    let states = try moments(columns: units)
    let inputGradient = gradient(by: input)
    var transposed: PanelMatrix?
    if output.gradient != nil {
      transposed = try gradients.addProduct(
        of: kernel,
        OuterProducts(
          source: input.place, sourceRowStride: 1, sourceDepthStride: steps * lanes,
          outputGradient: tables.make([productGradient]), segments: nil,
          moments: layout.moments(from: 0, sourceStep: lanes, sourceStart: 0),
          segmentsPerSample: 1, rowsPerSample: steps, tapRows: tables.make([0])),
        reads: [
          .rows(SampleRows(input)), .rows(SampleRows(tables.make([productGradient]), layout)),
        ], inputs: input.values.columns, needsTransposed: inputGradient != nil)
    }
    let series = GatedSeries(
      layout: layout, units: units, input: input, output: output,
      returnsSequences: recurrence.returnsSequences, mask: mask, inputGradient: inputGradient,
      kernel: momentProduct(kernel.matrix, source: input.values, inputs: input.values.columns),
      kernelTransposed: transposed.map {
        momentProduct($0, source: productGradient, inputs: productGradient.columns)
      },
      bias: bias.map { start(row: biasRow, of: $0) }
        ?? .zeros(zeros),
      products: products, productGradient: productGradient, states: states,
      stateGradient: output.gradient == nil ? states : try moments(columns: units), zeros: zeros)
    return (series, bias)
  }

  /// What products start from: one row of a bias.
  func start(row: Int, of bias: WeightTensor) -> MomentProduct.Rows {
    MomentProduct.Rows(
      base: bias.matrix.pointer(row: row), rowStride: 0, panelStride: bias.matrix.panelStride)
  }

  /// A product with rows of a source.
  func momentProduct(
    _ weights: PanelMatrix, source: PanelMatrix, inputs: Int
  ) -> MomentProduct {
    let blocks = depthBlocks(taps: [(0, 0)], source: source, inputs: inputs)
    return MomentProduct(
      weights: weights, blocks: tables.make(blocks), blockCount: blocks.count)
  }

  /// The product of a moment's states with some gates' recurrent weights, and how these learn.
  ///
  /// - Parameters:
  ///   - gradient: by what the product is added to, as wide as the tensor; that of all products unless
  ///     another one is named.
  ///   - source: what the weights meet; the states unless something else is named.
  func recurrent(
    _ tensor: WeightTensor, _ series: GatedSeries, gradient: PanelMatrix? = nil,
    source: PanelMatrix? = nil
  ) throws(ModelError) -> (product: MomentProduct, transposed: MomentProduct?) {
    let layout = series.layout, states = source ?? series.states
    let gradient = gradient ?? series.productGradient
    var transposed: PanelMatrix?
    if series.output.gradient != nil {
      // States meet the next moment's weights; a source of a moment's own meets that moment's.
      let delay = source == nil ? 1 : 0
      transposed = try gradients.addProduct(
        of: tensor,
        OuterProducts(
          source: tables.make([states]), sourceRowStride: 1, sourceDepthStride: lanes,
          outputGradient: tables.make([gradient]), segments: nil,
          moments: layout.moments(
            from: 1, sourceStep: layout.batchSize * lanes,
            sourceStart: (1 - delay) * layout.batchSize * lanes),
          segmentsPerSample: 1, rowsPerSample: layout.steps - 1, tapRows: tables.make([0])),
        reads: [states, gradient].map { .rows(SampleRows(tables.make([$0]), layout)) },
        inputs: series.units, needsTransposed: true)
    }
    return (
      momentProduct(tensor.matrix, source: states, inputs: series.units),
      transposed.map { momentProduct($0, source: gradient, inputs: tensor.placement.columns) }
    )
  }

  /// A bias of one row learns from the gradient by all products.
  func addBias(_ bias: WeightTensor, of series: GatedSeries) throws(ModelError) {
    guard series.output.gradient != nil else { return }
    try gradients.addBias(
      bias, outputGradient: SampleRows(tables.make([series.productGradient]), series.layout),
      moments: series.layout.moments(from: 0, sourceStep: 0, sourceStart: 0))
  }

  /// A matrix like another one that lies moment after moment.
  func moments(like matrix: PanelMatrix) throws(ModelError) -> PanelMatrix {
    try arena.takeMatrix(rows: matrix.rows, columns: matrix.columns)
  }

  /// A row for each sample of the batch.
  func batchRows(_ columns: Int) throws(ModelError) -> PanelMatrix {
    try arena.takeMatrix(rows: batchSize, columns: columns)
  }
}

extension MomentProduct.Rows {
  /// Every row of zeros.
  static func zeros(_ zeros: UnsafeMutablePointer<Float>) -> MomentProduct.Rows {
    MomentProduct.Rows(base: zeros, rowStride: 0, panelStride: 0)
  }
}
