import Kernels

/// The moments of a shard of interleaved samples, one after the other: [moments][panels of samples][elements].
///
/// An element of the inputs of moment t is one of x(t), the 1 that a bias meets, or one of h(t−1), so that a
/// moment takes one product, and the gradient of all weights over all moments another one.
struct InterleavedSeries: BitwiseCopyable {
  let moments: Int
  let features: Int
  let units: Int
  let usesBias: Bool
  /// For all samples that are stored; `count` is theirs.
  let inputs: LaneRows
  /// By the functions' arguments.
  let gradient: LaneRows

  /// The element at which h(t−1) begins.
  var firstUnit: Int { features + (usesBias ? 1 : 0) }

  /// All moments of some samples, which are a shard, as rows of one matrix; padding lanes are rows, too.
  @inline(__always)
  func allMoments(of rows: LaneRows, _ samples: Range<Int>) -> LaneRows {
    LaneRows(
      base: start(of: rows, samples), panelStride: rows.panelStride, columns: rows.columns,
      count: moments * panelCount(samples.count) * lanes)
  }

  /// One moment, from an element on.
  @inline(__always)
  func rows(
    _ rows: LaneRows, at moment: Int, _ samples: Range<Int>, from first: Int = 0, columns: Int
  ) -> LaneRows {
    LaneRows(
      base: start(of: rows, samples) + moment * panelCount(samples.count) * rows.panelStride
        + first * lanes, panelStride: rows.panelStride, columns: columns, count: samples.count)
  }

  /// Shards begin with a whole panel.
  @inline(__always)
  private func start(of rows: LaneRows, _ samples: Range<Int>) -> UnsafeMutablePointer<Float> {
    rows.base + samples.lowerBound / lanes * moments * rows.panelStride
  }
}

/// A simple recurrence on interleaved samples: h(t) = function(x(t) · kernel + bias + h(t−1) · recurrent),
/// h(0) = 0, of which the last is the output.
final class InterleavedRecurrence: Operation {
  private let input: InterleavedSignal
  private let output: InterleavedSignal
  private let function: RowFunction
  private let series: InterleavedSeries
  private let weights: UnsafePointer<Float>
  private let placement: InterleavedWeights

  init(
    input: InterleavedSignal, output: InterleavedSignal, function: RowFunction,
    series: InterleavedSeries, weights: UnsafePointer<Float>, placement: InterleavedWeights
  ) {
    self.input = input
    self.output = output
    self.function = function
    self.series = series
    self.weights = weights
    self.placement = placement
  }

  /// h(t) of some samples: part of the next moment's inputs, or the output.
  @inline(__always)
  private func state(at moment: Int, _ samples: Range<Int>) -> LaneRows {
    moment + 1 < series.moments
      ? series.rows(
        series.inputs, at: moment + 1, samples, from: series.firstUnit, columns: series.units)
      : output.values.rows(samples)
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    copyInputs(samples)
    let first = series.rows(
      series.inputs, at: 0, samples, from: series.firstUnit, columns: series.units)
    fillRows(first, with: 0)
    for moment in 0..<series.moments {
      let state = state(at: moment, samples)
      // h(0) is 0, and adds nothing.
      let columns = moment == 0 ? series.firstUnit : series.inputs.columns
      computeLaneProducts(
        series.rows(series.inputs, at: moment, samples, columns: columns),
        weights: weights, inputStride: placement.inputStride,
        outputStride: placement.outputStride, outputs: state)
      function.apply(to: state)
    }
  }

  override var flopsPerSample: (forward: Double, backward: Double) {
    let units = Double(series.units), moments = Double(series.moments)
    return (
      2 * moments * Double(series.inputs.columns) * units, 2 * (moments - 1) * units * units
    )
  }

  /// The elements of a sample lie moment by moment.
  private func copyInputs(_ samples: Range<Int>) {
    let all = input.values.rows(samples)
    for moment in 0..<series.moments {
      copyRows(
        LaneRows(
          base: all.base + moment * series.features * lanes, panelStride: all.panelStride,
          columns: series.features, count: all.count),
        into: series.rows(series.inputs, at: moment, samples, columns: series.features))
      guard series.usesBias else { continue }
      fillRows(
        series.rows(series.inputs, at: moment, samples, from: series.features, columns: 1), with: 1)
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let outputGradient = output.gradient?.rows(samples) else { return }
    for moment in (0..<series.moments).reversed() {
      let gradient = series.rows(
        series.gradient, at: moment, samples, columns: series.units)
      if moment + 1 == series.moments {
        copyRows(outputGradient, into: gradient)
      } else {
        computeLaneProducts(
          series.rows(series.gradient, at: moment + 1, samples, columns: series.units),
          weights: weights + placement.offset(ofRow: series.firstUnit),
          inputStride: placement.outputStride, outputStride: placement.inputStride,
          outputs: gradient)
      }
      function.multiplyDerivative(outputs: state(at: moment, samples), gradient: gradient)
    }
  }
}
