import Networks

extension Trainer {
  /// Checks that samples fit the network.
  ///
  /// - Parameters:
  ///   - inputs: for each input of the network [samples] + its shape.
  ///   - targets: for each output [samples] + its shape.
  /// - Throws: a `ModelError` where a shape does not fit or a number is not finite.
  public func check(inputs: [Tensor], targets: [Tensor]) throws(ModelError) {
    try check(inputs: inputs)
    try checkCount(targets.count, network.outputShapes.count, "targets", "outputs")
    for (index, tensor) in targets.enumerated() {
      try check(targets: tensor, output: index, sampleCount: inputs[0].sampleCount)
    }
  }

  /// The same for a network with one input and one output.
  public func check(inputs: Tensor, targets: Tensor) throws(ModelError) {
    try check(inputs: [inputs], targets: [targets])
  }

  /// How many samples Keras trains on where a fraction of them, the last, are held out: the first
  /// ⌊n·(1 − split)⌋.
  ///
  /// - Throws: a `ModelError` where that is none or all of them.
  public static func trainingSampleCount(
    of sampleCount: Int, split: Double
  ) throws(ModelError) -> Int {
    guard split > 0, split < 1 else {
      throw ModelError("the validation split is \(split); it must be above 0 and below 1")
    }
    let count = Int((Double(sampleCount) * (1 - split)).rounded(.down))
    guard count > 0, count < sampleCount else {
      throw ModelError(
        "a validation split of \(split) trains on \(count) of \(sampleCount) samples; "
          + "choose one that leaves some on either side")
    }
    return count
  }

  /// Checks that inputs fit the network.
  package func check(inputs: [Tensor]) throws(ModelError) {
    let shapes = network.inputShapes
    try checkCount(inputs.count, shapes.count, "inputs", "inputs")
    for (index, tensor) in inputs.enumerated() {
      let name = network.network.inputs[index].layer
      guard tensor.dimensions.count >= 1, tensor.sampleCount > 0 else {
        throw ModelError("the inputs hold no samples; give at least one")
      }
      guard tensor.sampleCount <= Int(Int32.max) else {
        throw ModelError("\(tensor.sampleCount) samples are too many; use at most \(Int32.max)")
      }
      // A batch that the file fixes is no size of a sample: how many a step takes is the trainer's to say.
      guard tensor.sampleShape.axes == shapes[index].axes else {
        throw ModelError(
          layer: name,
          "the inputs have the shape \(tensor.sampleShape), but the network takes \(shapes[index])")
      }
      guard tensor.sampleCount == inputs[0].sampleCount else {
        throw ModelError(
          layer: name,
          "there are \(tensor.sampleCount) samples of this input but \(inputs[0].sampleCount) of "
            + "the first; give as many of each")
      }
      try checkFinite(tensor, "inputs")
      try checkRange(tensor, ofInput: network.network.inputs[index])
    }
  }

  /// The same for a network with one input.
  package func check(inputs: Tensor) throws(ModelError) {
    try check(inputs: [inputs])
  }

  private func checkCount(
    _ given: Int, _ expected: Int, _ tensors: String, _ ends: String
  ) throws(ModelError) {
    guard given == expected else {
      throw ModelError(
        "there are \(given) tensors of \(tensors), but the network has \(expected) \(ends); give "
          + "one for each")
    }
  }

  /// Checks that targets fit an output of the network and go with the inputs.
  private func check(
    targets: Tensor, output index: Int, sampleCount: Int
  ) throws(ModelError) {
    let output = network.outputShapes[index]
    let expected = training.outputs[index].loss.targetShape(for: output)
    // As Keras does, single numbers may come without their axis.
    let isBareColumn = targets.sampleShape.axes + [1] == expected.axes
    guard targets.sampleShape.axes == expected.axes || isBareColumn else {
      throw ModelError(
        layer: network.network.outputs[index].layer,
        "the targets have the shape \(targets.sampleShape), but the network gives \(output); "
          + "give \(expected == output ? "one number for each output" : "targets of \(expected)")")
    }
    guard targets.sampleCount == sampleCount else {
      throw ModelError(
        "there are \(sampleCount) inputs but \(targets.sampleCount) targets; "
          + "give one target a sample")
    }
    try checkFinite(targets, "targets")
    if training.outputs[index].loss.takesClassNumbers {
      try checkClasses(targets, output: index, count: output.dimensions.last ?? 1)
    }
  }

  /// Numbers of rows must be those of rows that there are.
  private func checkRange(_ tensor: Tensor, ofInput input: TensorReference) throws(ModelError) {
    for layer in network.layers where layer.calls.contains([input]) {
      guard let range = (layer.description.layer as? any PanelLayer)?.inputRange,
        let index = tensor.elements.firstIndex(where: {
          $0 < Float(range.lowerBound) || $0 >= Float(range.upperBound)
        })
      else { continue }
      throw ModelError(
        layer: layer.name,
        "the inputs hold \(tensor.elements[index]) in sample \(tensor.sample(of: index)), but it "
          + "takes numbers from \(range.lowerBound) to \(range.upperBound - 1)")
    }
  }

  private func checkClasses(
    _ targets: Tensor, output index: Int, count: Int
  ) throws(ModelError) {
    guard
      let place = targets.elements.firstIndex(where: {
        $0 < 0 || $0 >= Float(count) || $0 != $0.rounded(.down)
      })
    else { return }
    throw ModelError(
      layer: network.network.outputs[index].layer,
      "the targets hold \(targets.elements[place]) in sample \(targets.sample(of: place)), but the "
        + "classes are the whole numbers from 0 to \(count - 1)")
  }

  private func checkFinite(_ tensor: Tensor, _ name: String) throws(ModelError) {
    guard let index = tensor.firstNotFinite else { return }
    throw ModelError(
      "the \(name) hold \(tensor.elements[index]) in sample \(tensor.sample(of: index)); "
        + "remove or replace numbers that are not finite")
  }
}

extension Tensor {
  /// The first element that is infinite or no number. Blocks of elements are looked at as a whole, in vectors,
  /// since a search that may end at any element takes one after the other.
  fileprivate var firstNotFinite: Int? {
    let blockSize = 4_096, exponent = Float.infinity.bitPattern
    return elements.withUnsafeBufferPointer { elements in
      for first in stride(from: 0, to: elements.count, by: blockSize) {
        let block = first..<min(first + blockSize, elements.count)
        var found: UInt32 = 0
        for index in block {
          found |= elements[index].bitPattern & exponent == exponent ? 1 : 0
        }
        if found > 0 { return block.first { !elements[$0].isFinite } }
      }
      return nil
    }
  }

  /// The sample that an element is of.
  fileprivate func sample(of element: Int) -> Int { element / max(1, elements.count / sampleCount) }
}

extension TrainingDescription {
  /// Checks the optimizer's settings, and that metrics can be had with the losses.
  func validate() throws(ModelError) {
    try OptimizerSetting.Range.notNegative.check(optimizer.learningRate, "the learning rate")
    for setting in optimizer.rule.settings {
      try setting.range.check(optimizer[setting.name] ?? setting.standard, setting.title)
    }
    for output in outputs where output.loss.takesClassNumbers {
      guard let metric = output.metrics.first(where: { !$0.takesClassNumbers }) else { continue }
      throw ModelError(
        "the metric \(metric.kerasName) compares numbers, but the targets of "
          + "\(output.loss.rawValue) are numbers of classes; leave it out")
    }
  }
}

extension OptimizerSetting {
  /// Its name in words.
  fileprivate var title: String {
    let words = name.split(separator: "_").joined(separator: " ")
    return name == Self.weightDecay.name ? "the \(words)" : words
  }
}

extension OptimizerSetting.Range {
  /// - Throws: a `ModelError` where the value is not within the range.
  fileprivate func check(_ value: Double, _ title: String) throws(ModelError) {
    let (isFine, range) =
      switch self {
      case .share: (value >= 0 && value <= 1, "between 0 and 1")
      case .decay: (value >= 0 && value < 1, "at least 0 and below 1")
      case .notNegative: (value.isFinite && value >= 0, "finite and not negative")
      case .truth: (value == 0 || value == 1, "0 or 1")
      }
    guard isFine else { throw ModelError("\(title) is \(value); it must be \(range)") }
  }
}
