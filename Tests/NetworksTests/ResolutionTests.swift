import Testing

@testable import Networks

@Suite struct ResolutionTests {
  @Test func sharedLayerMayBeCalledOnItsOwnOutput() throws {
    let network = NetworkDescription(
      name: "twice",
      layers: [
        input("in", [4]), layer("out", .flatten, on: "again", node: 1),
        NetworkLayer(
          LayerDescription("again", .dense(Dense(units: 4))),
          calls: [[TensorReference(layer: "in")], [TensorReference(layer: "again")]]),
      ],
      outputs: [TensorReference(layer: "out")])
    let resolved = try network.resolved()
    #expect(resolved.layers.map(\.name) == ["in", "out", "again"])
    #expect(resolved.layers[2].inputShapes == [[4], [4]])
    #expect(resolved.parameterCount == 20)
    #expect(throws: ModelError.self) { try resolved.chain() }
  }

  @Test func longChainListedBackwardsIsResolvedInTime() throws {
    let count = 20_000
    let chain = (1..<count).reversed().map { layer("l\($0)", .flatten, on: "l\($0 - 1)") }
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
      input("in", [4]), layer("a", .flatten, on: "out"), layer("out", .flatten, on: "a"),
    ]
    #expect(reason(cycle)?.contains("layer 'a': it depends on its own output") == true)
    #expect(
      reason([layer("out", .flatten, on: "in")])?.contains("'in', which the network lacks") == true)
    let missingNode = [input("in", [4]), layer("out", .flatten, on: "in", node: 1)]
    #expect(reason(missingNode)?.contains("in[1][0] names no tensor") == true)
    let merge = NetworkLayer(
      LayerDescription("out", .flatten),
      calls: [[TensorReference(layer: "in"), TensorReference(layer: "in")]])
    #expect(reason([input("in", [4]), merge])?.contains("it takes 2 tensors") == true)
    let twins = [input("in", [4]), input("in", [4])]
    #expect(reason(twins)?.contains("layer 'in': the name is used twice") == true)
    let uncalled = [input("in", [4]), NetworkLayer(LayerDescription("out", .flatten), calls: [])]
    #expect(reason(uncalled)?.contains("it is never called") == true)
    let fed = NetworkLayer(LayerDescription("out", .input([4])), calls: [[out]])
    #expect(reason([fed])?.contains("an input takes no tensor") == true)
    #expect(reason([input("in", [4])])?.contains("output out[0][0] names no tensor") == true)
    #expect(reason([])?.contains("has no layers") == true)
    let two = NetworkLayer(
      LayerDescription("out", .dense(Dense(units: 2))),
      calls: [[TensorReference(layer: "in")], [TensorReference(layer: "other")]])
    #expect(
      reason([input("in", [4]), input("other", [5]), two])?.contains("need different weights")
        == true)
  }

  @Test func inputsAreTheInputLayersInTheOrderGiven() throws {
    let layers = [input("a", [3]), input("b", [4]), layer("out", .flatten, on: "a")]
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

  @Test(arguments: [
    LayerKind.dense(Dense(units: .max)),
    .dense(Dense(units: 1 << 45)),
    .conv2D(Conv2D(filters: .max, kernelSize: Size2D(1, 1))),
    .conv2D(Conv2D(filters: 1 << 44, kernelSize: Size2D(1, 1), usesBias: false)),
    .conv2D(Conv2D(filters: 1, kernelSize: Size2D(.max, .max), padding: .same)),
    .simpleRNN(SimpleRNN(units: 1 << 32)),
    .simpleRNN(SimpleRNN(units: .max, returnsSequences: true)),
  ])
  func sizesBeyondMemoryAreRefused(kind: LayerKind) {
    let shape: Shape = if case .simpleRNN = kind { [5, 3] } else { [5, 3, 2] }
    let network = NetworkDescription(
      sequential: "huge", input: shape, layers: [LayerDescription("large", kind)])
    let error = #expect(throws: ModelError.self) { try network.resolved() }
    #expect(error?.layer == "large")
    #expect(error?.reason.contains("memory") == true)
  }

  @Test func manyLayersTogetherAreRefusedBeyondMemory() {
    let layers = (0..<3).map { LayerDescription("l\($0)", .dense(Dense(units: 1 << 22))) }
    let network = NetworkDescription(sequential: "sum", input: [1 << 22], layers: layers)
    #expect(throws: ModelError.self) { try network.resolved() }
    #expect(throws: ModelError.self) {
      try NetworkDescription(sequential: "in", input: [.max, 2], layers: []).resolved()
    }
  }

  private func input(_ name: String, _ shape: Shape) -> NetworkLayer {
    NetworkLayer(LayerDescription(name, .input(shape)), calls: [[]])
  }

  private func layer(_ name: String, _ kind: LayerKind, on source: String, node: Int = 0)
    -> NetworkLayer
  {
    NetworkLayer(
      LayerDescription(name, kind), calls: [[TensorReference(layer: source, node: node)]])
  }
}
