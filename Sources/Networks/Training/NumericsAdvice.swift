extension ResolvedNetwork {
  /// Where a loss does not belong to the activation that its output comes from, so that versions of
  /// Keras train otherwise: one sentence a pair.
  ///
  /// Keras on TensorFlow takes the logits behind a sigmoid or a softmax, also where the output itself is
  /// said to be logits; Keras on JAX and PyTorch, and Gradmark, take what the output is. Only where the
  /// pair matches are the two the same.
  public func numericsAdvice(for trained: [OutputTraining]) -> [String] {
    zip(network.outputs, trained).compactMap { output, training in
      let loss = training.loss
      guard let activation = activation(of: output), let expected = loss.expectedActivation,
        activation != expected || training.isLogits, [.sigmoid, .softmax].contains(activation)
      else { return nil }
      let pair =
        "output \(quoted(output.layer)) pairs \(activation.name) with \(loss.rawValue)"
        + (training.isLogits ? " of logits" : "")
      let remedy =
        training.isLogits ? "leave out one of the two" : "use \(expected.name), or another loss"
      return "\(pair): it is trained as Keras on JAX and PyTorch does; Keras on TensorFlow takes "
        + "the logits behind the \(activation.name) and trains otherwise; \(remedy)"
    }
  }

  /// The function that a tensor's numbers come from directly.
  private func activation(of tensor: TensorReference) -> Activation? {
    let maker = layers.first { $0.name == tensor.layer }
    if let inner = maker?.inner {
      let outputs = inner.network.outputs
      return outputs.indices.contains(tensor.tensor)
        ? inner.activation(of: outputs[tensor.tensor]) : nil
    }
    return switch maker?.description.layer {
    case let dense as Dense: dense.activation
    case let convolution as Conv1D: convolution.activation
    case let convolution as Conv2D: convolution.activation
    case let convolution as Conv3D: convolution.activation
    case let convolution as TransposedConvolution<Size2D>: convolution.activation
    case let activation as ActivationLayer: activation.activation
    case let softmax as Softmax where softmax.axes == [-1]: .softmax
    default: nil
    }
  }
}
