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

/// What the elements of a sample are multiplied by where a mask is shared along some of its axes; 1 but in training.
final class DropoutFactors: Operation {
  private let rate: Double
  private let seed: UInt64
  private let call: Int
  private let output: PanelSignal

  /// - Parameter call: see `DropoutOperation.number(of:in:)`.
  init(rate: Double, seed: UInt64, call: Int, output: PanelSignal) {
    self.rate = rate
    self.seed = seed
    self.call = call
    self.output = output
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let factors = output.values
    factors.forEachRun(of: output.rows(of: samples)) { $0.update(repeating: 1, count: $1) }
    guard let update = context.pointee.update?.pointee else { return }
    for sample in samples {
      let rows = factors.rows(RowSet(output.rows(of: sample..<sample + 1)))
      let mask = DropoutMask(
        rate: rate, seed: seed, step: update.stepNumber, layer: call, sample: sample)
      computeDropout(mask, inputs: rows, outputs: rows)
    }
  }
}

extension Dropout: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    let input = call.inputs[0], number = DropoutOperation.number(of: call.call, in: builder.network)
    guard let noise = noiseAxes(of: call.outputShape) else {
      throw call.error(
        "its setting 'noise_shape' can be counted, but not trained; give it None for the samples, "
          + "and for each other axis its size or 1")
    }
    if rate == 0 { return [input] }
    guard noise == call.outputShape.dimensions else {
      let factors = try builder.signal(Shape(noise), behind: [], learns: false)
      builder.add(
        DropoutFactors(rate: rate, seed: builder.seed, call: number, output: factors),
        level: factors.level)
      let stretched = try builder.stretched(factors, Shape(noise), to: call.outputShape)
      return [try builder.merge([input, stretched], .multiply, call.outputShape)]
    }
    let output = try builder.signal(
      call.outputShape, behind: [input], learns: input.gradient != nil)
    builder.add(
      DropoutOperation(
        rate: rate, seed: builder.seed, call: number, input: input, output: output,
        inputGradient: builder.gradient(by: input)), level: output.level)
    return [output]
  }

  /// The sizes of a sample's mask, 1 along axes that share it; `nil` where samples would share one, or it does not
  /// fit.
  fileprivate func noiseAxes(of shape: Shape) -> [Int]? {
    let sizes = shape.dimensions
    guard let noiseShape else { return sizes }
    guard noiseShape.count == sizes.count + 1, noiseShape[0] == nil else { return nil }
    let axes = zip(noiseShape.dropFirst(), sizes).map { $0 ?? $1 }
    return zip(axes, sizes).allSatisfy { $0 == 1 || $0 == $1 } ? axes : nil
  }
}

extension Trainer {
  /// What the network's Dropout layers multiply their inputs by in some steps: 0 where an element is dropped,
  /// 1 / (1 − rate) where it is kept. Whoever trains beside this trainer can drop the same elements.
  ///
  /// - Parameter steps: the numbers of the steps; the first after a start is 0.
  /// - Returns: for each call of such a layer, by the layer's name, [steps, samples of a batch] + the shape of its
  ///   input, or of the mask where axes share one.
  public func dropoutFactors(inSteps steps: Range<Int>) -> [NamedTensor] {
    network.calls.compactMap { call in
      let layer = network.layers[call.layer]
      guard let dropout = layer.description.layer as? Dropout else { return nil }
      let shape = dropout.noiseAxes(of: call.outputShapes[0]) ?? []
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
