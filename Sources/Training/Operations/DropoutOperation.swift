import Kernels
import Networks

/// Elements left out at random in training, the others scaled up.
///
/// Which ones follows from seed, step, call and sample alone, so neither the number of workers nor a
/// second run changes a bit, and the backward pass draws the same mask again.
final class DropoutOperation: Operation {
  private let rate: Double
  private let seed: UInt64
  /// See `number(of:in:)`.
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

  /// A number that no other call of the network's layers has: a layer that is called twice drops other elements in
  /// each call.
  static func number(of call: ResolvedCall, in network: ResolvedNetwork) -> Int {
    call.layer + call.node * network.layers.count
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let update = context.pointee.update?.pointee else {
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
      let update = context.pointee.update?.pointee
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
    builder.add(
      DropoutOperation(
        rate: rate, seed: builder.seed,
        call: DropoutOperation.number(of: call.call, in: builder.network), input: input,
        output: output, inputGradient: builder.gradient(by: input)), level: output.level)
    return [output]
  }
}

extension Trainer {
  /// What the network's Dropout layers multiply their inputs by in some steps: 0 where an element is dropped,
  /// 1 / (1 − rate) where it is kept. Whoever trains beside this trainer can drop the same elements.
  ///
  /// - Parameter steps: the numbers of the steps; the first after a start is 0.
  /// - Returns: for each call of such a layer, by the layer's name, [steps, samples of a batch] + the shape of its
  ///   input.
  public func dropoutFactors(inSteps steps: Range<Int>) -> [NamedTensor] {
    network.calls.compactMap { call in
      let layer = network.layers[call.layer]
      guard let dropout = layer.description.layer as? Dropout else { return nil }
      let shape = call.outputShapes[0].dimensions
      let samples = steps.flatMap { step in (0..<options.batchSize).map { (step, $0) } }
      let factors = samples.flatMap { step, sample in
        DropoutMask(
          rate: dropout.rate, seed: options.seed, step: step,
          layer: DropoutOperation.number(of: call, in: network), sample: sample
        ).factors(shape.reduce(1, *))
      }
      return NamedTensor(
        name: layer.name,
        tensor: Tensor(
          dimensions: [steps.count, options.batchSize] + shape, elements: factors))
    }
  }
}

extension DropoutMask {
  /// What the mask multiplies a sample's first elements by.
  fileprivate func factors(_ count: Int) -> [Float] {
    var ones = [Float](repeating: 1, count: panelCount(count) * lanes)
    // Safe: the row's panels are the whole array, which nobody else has; the mask is applied in place, a vector at
    // a time.
    ones.withUnsafeMutableBufferPointer { ones in
      guard let base = ones.baseAddress else { return }
      let row = PanelRows(base: base, panelStride: lanes, columns: count, count: 1)
      computeDropout(self, inputs: row, outputs: row)
    }
    return Array(ones.prefix(count))
  }
}
