import Testing

@testable import Networks

@Suite struct ResolutionTests {
  @Test func sharedLayerMayBeCalledOnItsOwnOutput() throws {
    let network = NetworkDescription(
      name: "twice",
      layers: [
        input("in", [4]), layer("out", Flatten(), on: "again", node: 1),
        NetworkLayer(
          LayerDescription("again", Dense(units: 4)),
          calls: [[TensorReference(layer: "in")], [TensorReference(layer: "again")]]),
      ],
      outputs: [TensorReference(layer: "out")])
    let resolved = try network.resolved()
    #expect(resolved.layers.map(\.name) == ["in", "out", "again"])
    #expect(resolved.layers[2].inputShapes == [[[4]], [[4]]])
    #expect(resolved.parameterCount == 20)
    #expect(throws: ModelError.self) { try resolved.chain() }
  }

  @Test func longChainListedBackwardsIsResolvedInTime() throws {
    let count = 20_000
    let chain = (1..<count).reversed().map { layer("l\($0)", Flatten(), on: "l\($0 - 1)") }
    let network = NetworkDescription(
      name: "long", layers: chain + [input("l0", [3])],
      outputs: [TensorReference(layer: "l\(count - 1)")])
    #expect(try network.resolved().layers.count == count)
  }

  @Test func impossibleGraphsNameTheLayer() {
    let out = TensorReference(layer: "out")
    func reason(_ layers: [NetworkLayer], _ outputs: [TensorReference]? = nil) -> String? {
      let network = NetworkDescription(name: "bad", layers: layers, outputs: outputs ?? [out])
      do {
        _ = try network.resolved()
        return nil
      } catch { return error.description }
    }
    let cycle = [
      input("in", [4]), layer("a", Flatten(), on: "out"), layer("out", Flatten(), on: "a"),
    ]
    #expect(reason(cycle)?.contains("layer 'a' (Flatten): it depends on its own output") == true)
    #expect(
      reason([layer("out", Flatten(), on: "in")])?.contains("'in', which the network lacks") == true
    )
    let missingNode = [input("in", [4]), layer("out", Flatten(), on: "in", node: 1)]
    #expect(reason(missingNode)?.contains("in[1][0] names no tensor") == true)
    let merge = NetworkLayer(
      LayerDescription("out", Flatten()),
      calls: [[TensorReference(layer: "in"), TensorReference(layer: "in")]])
    #expect(reason([input("in", [4]), merge])?.contains("it takes 2 tensors") == true)
    let twins = [input("in", [4]), input("in", [4])]
    #expect(reason(twins)?.contains("layer 'in' (InputLayer): the name is used twice") == true)
    let uncalled = [input("in", [4]), NetworkLayer(LayerDescription("out", Flatten()), calls: [])]
    #expect(reason(uncalled)?.contains("it is never called") == true)
    let fed = NetworkLayer(LayerDescription("out", InputLayer([4])), calls: [[out]])
    #expect(reason([fed])?.contains("an input takes no tensor") == true)
    #expect(reason([input("in", [4])])?.contains("output out[0][0] names no tensor") == true)
    #expect(reason([])?.contains("has no layers") == true)
    let two = NetworkLayer(
      LayerDescription("out", Dense(units: 2)),
      calls: [[TensorReference(layer: "in")], [TensorReference(layer: "other")]])
    #expect(
      reason([input("in", [4]), input("other", [5]), two])?.contains("need different weights")
        == true)
  }

  @Test func inputsAreTheInputLayersInTheOrderGiven() throws {
    let layers = [input("a", [3]), input("b", [4]), layer("out", Flatten(), on: "a")]
    func network(_ names: [String]?) -> NetworkDescription {
      NetworkDescription(
        name: "two", layers: layers, inputs: names?.map { TensorReference(layer: $0) },
        outputs: [TensorReference(layer: "out")])
    }
    #expect(try network(nil).resolved().summary().inputShapes == [[3], [4]])
    #expect(try network(["b", "a"]).resolved().summary().inputShapes == [[4], [3]])
    let missing = #expect(throws: ModelError.self) { try network(["a"]).resolved() }
    #expect(missing?.layer == "b")
    let wrong = #expect(throws: ModelError.self) { try network(["a", "b", "out"]).resolved() }
    #expect(wrong?.reason.contains("out[0][0] names no InputLayer") == true)
  }

  private static let hugeLayers: [any Layer] = [
    Dense(units: .max),
    Dense(units: 1 << 45),
    Conv2D(filters: .max, kernelSize: Size2D(1, 1)),
    Conv2D(filters: 1 << 44, kernelSize: Size2D(1, 1), usesBias: false),
    Conv2D(filters: 1, kernelSize: Size2D(.max, .max), padding: .same),
    SimpleRNN(units: 1 << 32),
    SimpleRNN(units: .max, returnsSequences: true),
  ]

  @Test(arguments: hugeLayers)
  func sizesBeyondMemoryAreRefused(layer: any Layer) {
    let shape: Shape = if layer is SimpleRNN { [5, 3] } else { [5, 3, 2] }
    let network = NetworkDescription(
      sequential: "huge", input: shape, layers: [LayerDescription("large", layer)])
    let error = #expect(throws: ModelError.self) { try network.resolved() }
    #expect(error?.layer == "large")
    #expect(error?.reason.contains("memory") == true)
  }

  @Test func manyLayersTogetherAreRefusedBeyondMemory() {
    let layers = (0..<3).map { LayerDescription("l\($0)", Dense(units: 1 << 22)) }
    let network = NetworkDescription(sequential: "sum", input: [1 << 22], layers: layers)
    #expect(throws: ModelError.self) { try network.resolved() }
    #expect(throws: ModelError.self) {
      try NetworkDescription(sequential: "in", input: [.max, 2], layers: []).resolved()
    }
  }

  private func input(_ name: String, _ shape: Shape) -> NetworkLayer {
    NetworkLayer(LayerDescription(name, InputLayer(shape)), calls: [[]])
  }

  private func layer(_ name: String, _ computation: any Layer, on source: String, node: Int = 0)
    -> NetworkLayer
  {
    NetworkLayer(
      LayerDescription(name, computation), calls: [[TensorReference(layer: source, node: node)]])
  }
}
