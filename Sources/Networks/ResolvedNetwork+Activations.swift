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
}
