import Kernels
import Networks

/// Which rows of a tensor count, such as the time steps of a batch of series; sample after sample.
///
/// **Who writes what.** The operation that makes a mask writes the rows of its own samples; whoever reads it takes the
/// same samples later, in the same task or behind a phase.
struct TimeMask: BitwiseCopyable {
  let counts: UnsafeMutablePointer<Bool>
  let rowsPerSample: Int

  init(rowsPerSample: Int, batchSize: Int, tables: Tables) {
    self.rowsPerSample = rowsPerSample
    counts = tables.make([Bool](repeating: true, count: rowsPerSample * batchSize))
  }

  @inline(__always)
  func rows(of samples: Range<Int>) -> Range<Int> {
    samples.lowerBound * rowsPerSample..<samples.upperBound * rowsPerSample
  }
}

/// The steps of a mask in reverse order.
final class MaskReversal: Operation {
  private let steps: Int
  private let from: TimeMask
  private let to: TimeMask

  init(steps: Int, from: TimeMask, to: TimeMask) {
    self.steps = steps
    self.from = from
    self.to = to
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    for sample in samples {
      for step in 0..<steps {
        to.counts[sample * steps + step] = from.counts[sample * steps + steps - 1 - step]
      }
    }
  }
}

/// A recurrence's outputs with zeros where a time step does not count.
final class MaskedZeros: Operation {
  private let input: PanelSignal
  private let output: PanelSignal
  private let mask: TimeMask
  private let steps: Int
  private let inputGradient: PanelGradient?

  /// - Parameter steps: of the series; of its outputs there may be the last one alone.
  init(
    input: PanelSignal, output: PanelSignal, mask: TimeMask, steps: Int,
    inputGradient: PanelGradient?
  ) {
    self.input = input
    self.output = output
    self.mask = mask
    self.steps = steps
    self.inputGradient = inputGradient
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let rows = output.rows(of: samples)
    copyRows(rows, of: input.values, to: output.values)
    clearMasked(samples, of: output.values)
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = output.gradient else { return }
    clearMasked(samples, of: gradient)
    passOn(output.rows(of: samples), of: gradient, to: inputGradient)
  }

  private func clearMasked(_ samples: Range<Int>, of matrix: PanelMatrix) {
    let rows = output.rowsPerSample
    for sample in samples {
      for row in 0..<rows where !mask.counts[sample * steps + steps - rows + row] {
        clearRow(sample * rows + row, of: matrix)
      }
    }
  }
}

/// The mean over the time steps that count.
final class MaskedMean: Operation {
  private let input: PanelSignal
  private let output: PanelSignal
  private let mask: TimeMask
  private let inputGradient: PanelGradient?

  init(
    input: PanelSignal, output: PanelSignal, mask: TimeMask, inputGradient: PanelGradient?
  ) {
    self.input = input
    self.output = output
    self.mask = mask
    self.inputGradient = inputGradient
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let from = input.values, to = output.values
    for sample in samples {
      let scale = scale(sample)
      for panel in 0..<to.panels {
        let target = output.place(of: sample, panel, in: to)
        let source = input.place(of: sample, panel, in: from)
        target.update(repeating: 0, count: lanes)
        forEachStep(sample) { accumulateVector(source + $0 * lanes, into: target, count: lanes) }
        scaleGradient(target, by: scale, count: lanes)
      }
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = output.gradient else { return }
    for sample in samples {
      let scale = scale(sample)
      for panel in 0..<gradient.panels {
        let source = output.place(of: sample, panel, in: gradient)
        let target = input.place(of: sample, panel, in: inputGradient.matrix)
        scaleGradient(source, by: scale, count: lanes)
        if !inputGradient.isAdded {
          target.update(repeating: 0, count: input.rowsPerSample * lanes)
        }
        forEachStep(sample) { accumulateVector(source, into: target + $0 * lanes, count: lanes) }
      }
    }
  }

  @inline(__always)
  private func forEachStep(_ sample: Int, _ body: (Int) -> Void) {
    let counts = mask.counts + sample * input.rowsPerSample
    for step in 0..<input.rowsPerSample where counts[step] { body(step) }
  }

  private func scale(_ sample: Int) -> Float {
    var count = 0
    forEachStep(sample) { _ in count += 1 }
    return 1 / Float(count)
  }
}

extension PanelBuilder {
  /// Outputs of a recurrence with zeros where a time step does not count.
  ///
  /// - Parameter mask: in the order of the outputs.
  func clearingMasked(
    _ input: PanelSignal, _ mask: TimeMask, steps: Int, units: Int
  ) throws(ModelError) -> PanelSignal {
    let output = try signal(
      input.rowsPerSample == steps ? [steps, units] : [units], behind: [input],
      learns: input.gradient != nil)
    add(
      MaskedZeros(
        input: input, output: output, mask: mask, steps: steps,
        inputGradient: gradient(by: input)), level: output.level)
    return output
  }

  /// The mean over the time steps that count.
  func maskedMean(
    of input: PanelSignal, _ mask: TimeMask, _ shape: Shape
  ) throws(ModelError) -> PanelSignal {
    let output = try signal(shape, behind: [input], learns: input.gradient != nil)
    add(
      MaskedMean(
        input: input, output: output, mask: mask, inputGradient: gradient(by: input)),
      level: output.level)
    return output
  }
}
