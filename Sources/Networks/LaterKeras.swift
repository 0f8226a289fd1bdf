extension ResolvedNetwork {
  /// What Keras 3 makes otherwise of a model of Keras 1 or 2 that is written for it.
  public var laterKerasAdvice: [String] {
    var advice: [String] = []
    if uses(.hardSigmoidOfKeras2) {
      advice.append(
        "'hard_sigmoid' of Keras 1 and 2 is clip(0.2 x + 0.5, 0, 1), and Keras 3 has relu6(x + 3) / 6 by "
          + "that name: it predicts otherwise from what is written")
    }
    let doubled = doubledBiases
    let fewer = parameters.filter { doubled.contains($0.path) }.reduce(0) { $0 + $1.count / 2 }
    if fewer > 0 {
      advice.append(
        "CuDNNLSTM is written as LSTM, which computes the same with the sum of its two biases: the "
          + "model has \(grouped(fewer)) parameters fewer")
    }
    let functions = layers.filter {
      ($0.description.layer as? UnknownLayer)?.isFunctionOfTensorFlow == true
    }
    if let first = functions.first {
      let rest = functions.count > 1 ? " and \(functions.count - 1) more" : ""
      advice.append(
        "Keras 3 has no \(first.description.layer.className), in which Keras 2 kept TensorFlow's functions, "
          + "and does not load \(quoted(first.name))\(rest); build the model anew with keras.ops")
    }
    return advice
  }
}
