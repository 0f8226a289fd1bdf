import Testing

@testable import Networks

/// In which order Keras 3.15 runs the calls of a graph; what is expected was recorded from it.
@Suite struct RunOrderTests {
  private func layer(
    _ name: String, _ calls: [String]..., as layer: any Layer = Dense(units: 3)
  ) -> NetworkLayer {
    NetworkLayer(
      LayerDescription(name, layer),
      calls: calls.map { LayerCall($0.map(tensor)) })
  }

  /// `bn` or `bn:1`, for a layer's second call.
  private func tensor(_ text: String) -> TensorReference {
    let parts = text.split(separator: ":")
    return TensorReference(layer: String(parts[0]), node: parts.count > 1 ? Int(parts[1])! : 0)
  }

  private func order(
    _ layers: [NetworkLayer], of shown: [String], output: String = "last"
  ) throws -> [String] {
    let inputs = ["a", "b"].map {
      NetworkLayer(LayerDescription($0, InputLayer([3])), calls: [[]])
    }
    let network = try NetworkDescription(
      name: "net", layers: inputs + layers, outputs: [tensor(output)]
    ).resolved().inlined()
    return network.runOrder.filter { shown.contains($0.layer) }.map { "\($0.layer):\($0.node)" }
  }

  /// Layers of two branches: those right before the merge run in its order, those before them the other way round.
  @Test func branchesTurnAtEveryLayer() throws {
    let layers = [
      layer("first", ["a"], ["b"]), layer("bn", ["first"], ["first:1"]),
      layer("second", ["bn"], ["bn:1"]), layer("last", ["second", "second:1"], as: Merging(.add)),
    ]
    #expect(
      try order(layers, of: ["first", "bn", "second"]) == [
        "first:1", "first:0", "bn:1", "bn:0", "second:0", "second:1",
      ])
  }

  /// A call with more behind it takes the layer's others with it, to the same distance from the end.
  @Test func callsOfALayerAreAsFarAsTheFarthest() throws {
    let layers = [
      layer("bn", ["a"], ["b"]), layer("more", ["bn:1"]),
      layer("last", ["bn", "more"], as: Merging(.add)),
    ]
    #expect(try order(layers, of: ["bn"]) == ["bn:0", "bn:1"])
  }

  /// A network within another runs as a whole.
  @Test func networksInsideAreRunOneAfterTheOther() throws {
    let inner = NetworkDescription(
      name: "inner",
      layers: [
        NetworkLayer(LayerDescription("in", InputLayer([3])), calls: [[]]),
        layer("bn", ["in"]), layer("dense", ["bn"]),
      ], outputs: [TensorReference(layer: "dense")])
    let layers = [
      layer("net", ["a"], ["b"], as: NestedModel(inner)),
      layer("last", ["net:1", "net"], as: Merging(.subtract)),
    ]
    #expect(
      try order(layers, of: ["net/bn", "net/dense"]) == [
        "net/bn:1", "net/dense:1", "net/bn:0", "net/dense:0",
      ])
  }
}
