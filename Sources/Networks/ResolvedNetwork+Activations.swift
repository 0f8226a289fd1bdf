extension ResolvedNetwork {
  /// Whether any layer applies that function, as an activation under whatever setting.
  public func uses(_ activation: Activation) -> Bool {
    layers.contains { layer in
      layer.inner?.uses(activation) ?? holds(activation, layer.description.layer, depth: 0)
    }
  }

  private func holds(_ activation: Activation, _ value: Any, depth: Int) -> Bool {
    if let own = value as? Activation { return own == activation }
    // Activations stand among the settings of a layer, of a layer inside it, or of its loop.
    return depth < 4
      && Mirror(reflecting: value).children.contains {
        holds(activation, $0.value, depth: depth + 1)
      }
  }

  /// What Keras 3 makes otherwise of a model of Keras 1 or 2 that is written for it; `nil` for nothing.
  public var laterKerasAdvice: String? {
    uses(.hardSigmoidOfKeras2)
      ? "'hard_sigmoid' of Keras 1 and 2 is clip(0.2 x + 0.5, 0, 1), and Keras 3 has relu6(x + 3) / 6 by "
        + "that name: it predicts otherwise from what is written" : nil
  }
}
