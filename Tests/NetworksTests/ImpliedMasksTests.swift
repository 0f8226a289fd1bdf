import Testing

@testable import Networks

/// Masks that a graph of Keras 3 refers to, where layers see them as well without a word.
@Suite struct ImpliedMasksTests {
  private func tensor(_ layer: String, _ node: Int = 0) -> TensorReference {
    TensorReference(layer: layer, node: node)
  }

  private func comparison(of input: String, tellsNonzero: Bool = true) -> NetworkLayer {
    let layer = UnknownLayer(
      className: "NotEqual", kind: .operation(nil), configuration: "{}", outputs: [[6]])
    return NetworkLayer(
      LayerDescription("mask of \(input)", layer),
      calls: [LayerCall([tensor(input)], hasSettings: true, tellsNonzero: tellsNonzero)])
  }

  private func rows(_ name: String, of input: String, masksZero: Bool = true) -> NetworkLayer {
    NetworkLayer(
      LayerDescription(name, Embedding(vocabularySize: 5, width: 3, masksZero: masksZero)),
      calls: [[tensor(input)]])
  }

  private func called(
    _ name: String, _ layer: any Layer, on inputs: String..., mask: String? = nil
  ) -> NetworkLayer {
    let masks = mask.map { [tensor("mask of \($0)")] } ?? []
    return NetworkLayer(
      LayerDescription(name, layer),
      calls: [
        LayerCall(
          inputs.map { tensor($0) } + masks, maskCount: masks.count,
          arguments: mask == nil ? nil : "{}")
      ])
  }

  /// Two inputs, with the layers that follow.
  private func network(
    _ layers: [NetworkLayer], outputs: [String] = ["last"]
  ) throws -> ResolvedNetwork {
    let inputs = ["a", "b"].map {
      NetworkLayer(LayerDescription($0, InputLayer([6])), calls: [[]])
    }
    return try NetworkDescription(
      name: "net", layers: inputs + layers, outputs: outputs.map { tensor($0) }
    ).resolved()
  }

  private let sequence = GRU(units: 2, returnsSequences: true)

  @Test func masksOfEmbeddingsGo() throws {
    let masked = try network([
      rows("rows", of: "a"), comparison(of: "a"),
      called("first", sequence, on: "rows", mask: "a"),
      called("dense", Dense(units: 3), on: "first"),
      called("second", sequence, on: "dense", mask: "a"),
      rows("others", of: "b"), comparison(of: "b"),
      called("third", GRU(units: 2), on: "others", mask: "b"),
      called("fourth", GRU(units: 2), on: "second", mask: "a"),
      called("last", Merging(.add), on: "third", "fourth"),
    ])
    let plain = try masked.inlined()
    #expect(
      plain.layers.map(\.name) == [
        "a", "b", "rows", "first", "dense", "second", "others", "third", "fourth", "last",
      ])
    #expect(plain.network.layers.allSatisfy { $0.calls.allSatisfy { $0.maskCount == 0 } })
    #expect(plain.network.layers[3].calls == [[tensor("rows")]])
    #expect(plain.parameters.map(\.path) == masked.parameters.map(\.path))
  }

  /// Two tables of the same numbers have the same mask.
  @Test func anyComparisonOfTheSameNumbersWillDo() throws {
    let masked = try network([
      rows("rows", of: "a"), rows("others", of: "a"), comparison(of: "a"),
      called("first", GRU(units: 2), on: "rows", mask: "a"),
      called("second", GRU(units: 2), on: "others", mask: "a"),
      called("last", Merging(.add), on: "first", "second"),
    ])
    #expect(try masked.inlined().layers.count == 7)
  }

  /// Masks of other numbers, of rows that carry none, behind what drops or merges them, and comparisons with other
  /// numbers.
  @Test(arguments: ["other", "unmasked", "dropped", "merged", "seven"])
  func otherMasksStay(kind: String) throws {
    var layers = [rows("rows", of: "a", masksZero: kind != "unmasked"), rows("others", of: "b")]
    layers.append(comparison(of: kind == "other" ? "b" : "a", tellsNonzero: kind != "seven"))
    switch kind {
    case "dropped":
      layers.append(called("between", Conv1D(filters: 3, kernelSize: Size1D(1)), on: "rows"))
    case "merged": layers.append(called("between", Merging(.add), on: "rows", "others"))
    default: layers.append(called("between", Dropout(rate: 0.5), on: "rows"))
    }
    layers.append(
      called("last", GRU(units: 2), on: "between", mask: kind == "other" ? "b" : "a"))
    let plain = try network(layers).inlined()
    #expect(plain.layers.count == 7)
    #expect(plain.network.layers[6].calls[0].maskCount == 1)
  }

  /// What is taken as a tensor, too, or returned, is more than a mask.
  @Test func aComparisonThatIsReturnedStays() throws {
    let masked = try network(
      [
        rows("rows", of: "a"), comparison(of: "a"),
        called("last", GRU(units: 2), on: "rows", mask: "a"),
      ], outputs: ["last", "mask of a"])
    let plain = try masked.inlined()
    #expect(plain.layers.map(\.name) == ["a", "b", "rows", "mask of a", "last"])
    #expect(plain.network.layers[4].calls == [[tensor("rows")]])
  }

  /// A network within another may have masks of its own, and be called with one.
  @Test func networksInsideHaveTheSameRule() throws {
    let inner = NetworkDescription(
      name: "inner",
      layers: [
        NetworkLayer(LayerDescription("a", InputLayer([6])), calls: [[]]),
        rows("rows", of: "a"), comparison(of: "a"),
        called("gru", sequence, on: "rows", mask: "a"),
      ], outputs: [tensor("gru")])
    let outer = try network([
      called("inner", NestedModel(inner), on: "a"), called("last", GRU(units: 2), on: "inner"),
    ])
    #expect(
      try outer.inlined().layers.map(\.name) == ["a", "b", "inner/rows", "inner/gru", "last"])
    let given = try network([
      comparison(of: "b"), called("inner", NestedModel(inner), on: "a", mask: "b"),
      called("last", GRU(units: 2), on: "inner"),
    ])
    let error = #expect(throws: ModelError.self) { try given.inlined() }
    #expect(error?.description == "layer 'inner': \(LayerCall.untrainedMask)")
  }
}
