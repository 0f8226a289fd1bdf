import Testing

@testable import Networks

@Suite struct InliningTests {
  private func tensor(_ layer: String, _ node: Int = 0, _ tensor: Int = 0) -> TensorReference {
    TensorReference(layer: layer, node: node, tensor: tensor)
  }

  /// Two inputs; the first goes through a layer twice, the second straight on.
  private var inner: NetworkDescription {
    NetworkDescription(
      name: "own name",
      layers: [
        NetworkLayer(LayerDescription("a", InputLayer([4])), calls: [[]]),
        NetworkLayer(LayerDescription("b", InputLayer([4])), calls: [[]]),
        NetworkLayer(
          LayerDescription("dense", Dense(units: 4)), calls: [[tensor("a")], [tensor("dense")]]),
      ], outputs: [tensor("dense", 1), tensor("b")])
  }

  /// A frame that is called on what it returned before, listed before what it takes from.
  private func outer(isTrainable: Bool = true) throws -> ResolvedNetwork {
    try NetworkDescription(
      name: "outer",
      layers: [
        NetworkLayer(
          LayerDescription("frame", NestedModel(inner), isTrainable: isTrainable),
          calls: [[tensor("x"), tensor("y")], [tensor("frame", 0, 1), tensor("frame", 0, 0)]]),
        NetworkLayer(LayerDescription("x", InputLayer([4])), calls: [[]]),
        NetworkLayer(LayerDescription("y", InputLayer([4])), calls: [[]]),
        NetworkLayer(
          LayerDescription("last", Dense(units: 1)), calls: [[tensor("frame", 1, 1)]]),
      ], outputs: [tensor("last"), tensor("frame", 1, 0)]
    ).resolved()
  }

  @Test func framesAreTakenAwayAndCallsStay() throws {
    let network = try outer().inlined()
    #expect(network.layers.map(\.name) == ["frame/dense", "x", "y", "last"])
    // The second call's first input is the first call's second output, which is 'y' itself.
    #expect(
      network.layers[0].calls == [
        [tensor("x")], [tensor("frame/dense", 0)], [tensor("y")], [tensor("frame/dense", 2)],
      ])
    #expect(network.layers[3].calls == [[tensor("frame/dense", 1)]])
    #expect(network.network.outputs == [tensor("last"), tensor("frame/dense", 3)])
    #expect(network.network.inputs == (try outer().network.inputs))
  }

  @Test(arguments: [true, false]) func weightsKeepTheirNamesAndOrder(isTrainable: Bool) throws {
    let framed = try outer(isTrainable: isTrainable), plain = try framed.inlined()
    #expect(plain.parameters.map(\.path) == framed.parameters.map(\.path))
    #expect(plain.parameters.map(\.shape) == framed.parameters.map(\.shape))
    #expect(plain.parameters.map(\.isTrainable) == framed.parameters.map(\.isTrainable))
    #expect(plain.trainableCount == framed.trainableCount)
  }

  @Test func framesWithinFramesGoToo() throws {
    let middle = NetworkDescription(
      sequential: "middle", input: [4],
      layers: [
        LayerDescription(
          "deep",
          NestedModel(
            NetworkDescription(
              sequential: "deep", input: [4], layers: [LayerDescription("dense", Dense(units: 3))]))
        ),
        LayerDescription("dense", Dense(units: 2)),
      ])
    let network = try NetworkDescription(
      sequential: "outer", input: [4],
      layers: [
        LayerDescription("middle", NestedModel(middle)), LayerDescription("dense", Dense(units: 1)),
      ]
    ).resolved().inlined()
    #expect(
      network.layers.map(\.name) == ["input_layer", "middle/deep/dense", "middle/dense", "dense"])
    #expect(try network.chain().count == 4)
  }

  @Test func wrappersGoWhereALayerIsTheSameAtEveryStep() throws {
    let network = try NetworkDescription(
      sequential: "steps", input: [5, 4],
      layers: [
        LayerDescription("td", TimeDistributed(LayerDescription("dense", Dense(units: 3)))),
        LayerDescription(
          "image", TimeDistributed(LayerDescription("reshape", Reshape([3, 1])))),
      ]
    ).resolved()
    let plain = try network.inlined()
    #expect(plain.layers.map(\.name) == ["input_layer", "td/dense", "image"])
    #expect(plain.layers.map(\.outputShape) == network.layers.map(\.outputShape))
    #expect(plain.parameters.map(\.path) == network.parameters.map(\.path))
    #expect(plain.parameters.map(\.path) == ["td/dense/kernel", "td/dense/bias"])
  }

  @Test func callsWithArgumentsAreNamed() throws {
    var network = try outer().network
    network.layers[0].calls[0].hasSettings = true
    let error = #expect(throws: ModelError.self) { try network.resolved().inlined() }
    #expect(error?.description.contains("layer 'frame': a call with arguments") == true)
  }
}
