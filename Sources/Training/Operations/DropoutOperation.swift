import Kernels
import Networks

/// Elements left out at random in training, the others scaled up.
///
/// Which ones follows from seed, step, call and sample alone, so neither the number of workers nor a
/// second run changes a bit, and the backward pass draws the same mask again.
final class DropoutOperation: Operation {
  private let rate: Double
  private let seed: UInt64
  /// A number that no other call of the network's layers has.
  private let call: Int
  private let input: PanelSignal
  private let output: PanelSignal
  private let inputGradient: PanelGradient?

  init(
    rate: Double, seed: UInt64, call: Int, input: PanelSignal, output: PanelSignal,
    inputGradient: PanelGradient?
  ) {
    self.rate = rate
    self.seed = seed
    self.call = call
    self.input = input
    self.output = output
    self.inputGradient = inputGradient
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard case .training(let update) = context.pointee.purpose else {
      return copyRows(output.rows(of: samples), of: input.values, to: output.values)
    }
    for sample in samples {
      let rows = RowSet(output.rows(of: sample..<sample + 1))
      computeDropout(
        mask(sample, update), inputs: input.values.rows(rows), outputs: output.values.rows(rows))
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = output.gradient,
      case .training(let update) = context.pointee.purpose
    else { return }
    for sample in samples {
      let rows = RowSet(output.rows(of: sample..<sample + 1))
      let source = gradient.rows(rows), target = inputGradient.matrix.rows(rows)
      if inputGradient.isAdded {
        accumulateDropout(mask(sample, update), inputs: source, outputs: target)
      } else {
        computeDropout(mask(sample, update), inputs: source, outputs: target)
      }
    }
  }

  @inline(__always)
  private func mask(_ sample: Int, _ update: WeightUpdate) -> DropoutMask {
    DropoutMask(rate: rate, seed: seed, step: update.stepNumber, layer: call, sample: sample)
  }
}

extension Dropout: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    guard noiseShape == nil else {
      throw call.error("its setting 'noise_shape' can be counted, but not trained")
    }
    let input = call.inputs[0]
    if rate == 0 { return [input] }
    let output = try builder.signal(
      call.outputShape, behind: [input], learns: input.gradient != nil)
    // A layer that is called twice drops other elements in each call.
    let number = call.call.layer + call.call.node * builder.network.layers.count
    builder.add(
      DropoutOperation(
        rate: rate, seed: builder.seed, call: number, input: input, output: output,
        inputGradient: builder.gradient(by: input)), level: output.level)
    return [output]
  }
}
