extension ResolvedNetwork {
  /// Where a loss does not belong to the activation that its output comes from, so that versions of
  /// Keras train otherwise: one sentence a pair.
  ///
  /// Keras on TensorFlow takes the logits behind a sigmoid or a softmax; Keras on JAX and PyTorch, and
  /// Gradmark, take the probabilities. Only where the pair matches are the two the same.
  public func numericsAdvice(losses: [Loss]) -> [String] {
    zip(network.outputs, losses).compactMap { output, loss in
      guard let activation = outputActivation(of: output.layer),
        let expected = loss.expectedActivation, activation != expected,
        [.sigmoid, .softmax].contains(activation)
      else { return nil }
      return "output \(quoted(output.layer)) pairs \(activation.name) with \(loss.rawValue): it is "
        + "trained as Keras on JAX and PyTorch does; Keras on TensorFlow takes the logits behind "
        + "the \(activation.name) and trains otherwise; use \(expected.name), or another loss"
    }
  }

  /// The function that an output's numbers come from directly.
  private func outputActivation(of name: String) -> Activation? {
    switch layers.first(where: { $0.name == name })?.description.layer {
    case let dense as Dense: dense.activation
    case let convolution as Conv2D: convolution.activation
    case let activation as ActivationLayer: activation.activation
    case let softmax as Softmax where softmax.axes == [-1]: .softmax
    default: nil
    }
  }
}
