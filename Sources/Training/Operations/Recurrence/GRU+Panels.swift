import Kernels
import Networks

extension GRU: SeriesLayer {
  func add(
    _ kernels: RecurrentKernels, _ call: PanelCall, _ input: PanelSignal, _ mask: TimeMask?,
    in builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal {
    let (series, bias) = try builder.gatedSeries(
      recurrence, kernels, call, input, mask, biasRow: 0)
    let activation = try call.elementwise(recurrence.activation)
    let gateActivation = try call.elementwise(recurrentActivation)
    let isInPlace =
      activation.derivativeFollowsFromOutput && gateActivation.derivativeFollowsFromOutput
    let tensor = try builder.weights.tensor(
      kernels.recurrentKernel, layout: .blocks(width: recurrence.units))
    let parts = GRUOperation.Parts(
      activation: activation, gateActivation: gateActivation,
      gates: isInPlace ? series.products : try builder.moments(like: series.products),
      zeroStates: try builder.batchRows(recurrence.units),
      keptGradient: try builder.batchRows(recurrence.units))
    let reset: GRUOperation.Reset =
      resetsAfter
      ? .after(try after(tensor, bias, series, builder))
      : .before(try before(tensor, bias, series, builder))
    builder.add(GRUOperation(series, parts, reset), level: series.output.level)
    return series.output
  }

  private func after(
    _ tensor: WeightTensor, _ bias: WeightTensor?, _ series: GatedSeries, _ builder: PanelBuilder
  ) throws(ModelError) -> GRUOperation.After {
    let products = try builder.moments(like: series.products)
    let gradient =
      series.output.gradient == nil ? products : try builder.moments(like: series.products)
    let recurrent = try builder.recurrent(tensor, series, gradient: gradient)
    if let bias, series.output.gradient != nil {
      builder.gradients.addGateBias(
        bias, GateBiasGradient.Sum(series: series, recurrentGradient: gradient))
    }
    return GRUOperation.After(
      recurrent: recurrent.product, recurrentTransposed: recurrent.transposed,
      bias: bias.map { builder.start(row: 1, of: $0) } ?? .zeros(builder.zeros),
      products: products, gradient: gradient)
  }

  private func before(
    _ tensor: WeightTensor, _ bias: WeightTensor?, _ series: GatedSeries, _ builder: PanelBuilder
  ) throws(ModelError) -> GRUOperation.Before {
    let width = 2 * series.panelsPerGate, gradient = series.productGradient
    let resetStates = try builder.moments(like: series.states)
    let gates = try builder.recurrent(
      tensor.part(tensor.placement.blocks(0..<2)), series,
      gradient: PanelMatrix(base: gradient.base, rows: gradient.rows, columns: width * lanes))
    let candidate = try builder.recurrent(
      tensor.part(tensor.placement.blocks(2..<3)), series,
      gradient: PanelMatrix(
        base: gradient.base + width * gradient.panelStride, rows: gradient.rows,
        columns: gradient.columns - width * lanes), source: resetStates)
    if let bias { try builder.addBias(bias, of: series) }
    return GRUOperation.Before(
      gates: gates.product, gatesTransposed: gates.transposed, candidate: candidate.product,
      candidateTransposed: candidate.transposed, resetStates: resetStates,
      resetGradient: try builder.batchRows(recurrence.units))
  }
}

/// The gradient of a bias of two rows: one goes with the input's products, one with the states'.
final class GateBiasGradient: WeightGradient {
  private let tensor: WeightTensor
  /// One sum a call of the layer.
  private let sums: UnsafeMutablePointer<Sum>
  private let sumCount: Int

  /// What one call of the layer adds.
  struct Sum: BitwiseCopyable {
    let series: GatedSeries
    let recurrentGradient: PanelMatrix

    /// Adds up all rows of one panel of a matrix.
    fileprivate func accumulate(
      _ matrix: PanelMatrix, panel: Int, _ samples: Range<Int>,
      into target: UnsafeMutablePointer<Float>
    ) {
      withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes) { sums in
        guard let sums = sums.baseAddress else { return }
        for step in 0..<series.layout.steps {
          let rows = series.layout.rows(of: matrix, at: step, samples, panel: panel)
          combineSums(rows.base, stride: lanes, parts: samples.count, sums: sums)
          accumulateVector(sums, into: target, count: lanes)
        }
      }
    }
  }

  init(_ tensor: WeightTensor, _ sums: [Sum], tables: Tables) {
    self.tensor = tensor
    self.sums = tables.make(sums)
    sumCount = sums.count
    super.init(
      [tensor],
      reads: sums.flatMap { sum in
        [sum.series.productGradient, sum.recurrentGradient].map {
          .rows(SampleRows(tables.make([$0]), sum.series.layout))
        }
      })
  }

  override var taskCount: Int { tensor.matrix.panels }

  override func gradientFloats(of task: Int) -> Int { 2 * lanes }

  override func compute(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    gradient.update(repeating: 0, count: 2 * lanes)
    for index in 0..<sumCount {
      let sum = sums[index]
      sum.accumulate(sum.series.productGradient, panel: task, samples, into: gradient)
      sum.accumulate(sum.recurrentGradient, panel: task, samples, into: gradient + lanes)
    }
  }

  override func forEachRun(
    of task: Int,
    _ body: (_ tensor: WeightTensor, _ offset: Int, _ place: Int, _ count: Int) -> Void
  ) {
    body(tensor, task * 2 * lanes, 0, 2 * lanes)
  }

  override func count(_ task: Int, into counts: UnsafeMutablePointer<Int>) {
    counts[tensor.number] += 2 * tensor.placement.columns(inPanels: task..<task + 1)
  }
}
