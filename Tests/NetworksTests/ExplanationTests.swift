import Testing

@testable import Networks

@Suite struct ExplanationTests {
  @Test func catalogueIsExplainedLayerByLayer() throws {
    #expect(
      try Catalog.denoise.network.resolved().explanation().text == """
        dense_1: 514 inputs × 514 units + 514 biases = 264,710
          shape: (None, 514) → (None, 514)
          back: 264,710 / (514 + 1) = 514 units
        activation_1: nothing to learn = 0
          shape: (None, 514) → (None, 514)
        dense_2: 514 inputs × 257 units + 257 biases = 132,355
          shape: (None, 514) → (None, 257)
          back: 132,355 / (514 + 1) = 257 units
        total: 264,710 + 132,355 = 397,065, at 4 bytes each 1.51 MB
        67 % of them are in dense_1
        the rule 'units = parameters / (4 × units)' gives 264,710 / (4 × 514) ≈ 128 for dense_1, \
        which has 514 units: a dense layer's count depends on its inputs, and the 4 is an LSTM's gates

        """)
    let conv = try Catalog.conv.network.resolved().explanation().layers
    #expect(conv[2].arithmetic.hasPrefix("128 × (64 × 3 × 3 + 1) = 73,856"))
    #expect(conv[2].wayBack == "73,856 / (64 × 3 × 3 + 1) = 128 filters")
    let rnn = try Catalog.rnn.network.resolved().explanation().layers
    #expect(rnn[0].arithmetic.hasPrefix("(1 + 10) × 10 + 10 = 120"))
    #expect(rnn[0].wayBack == "(√(2² + 4 × 120) − 2) / 2 = 10 units")
    #expect(rnn[1].arithmetic == "10 inputs × 1 unit + 1 bias = 11")
  }

  @Test func layersWithoutBiasAreExplainedWithoutIt() throws {
    let network = NetworkDescription(
      sequential: "bare", input: [5, 5, 2],
      layers: [
        LayerDescription(
          "conv", Conv2D(filters: 3, kernelSize: Size2D(2, 1), usesBias: false)),
        LayerDescription("dense", Dense(units: 4, usesBias: false)),
      ])
    let layers = try network.resolved().explanation().layers
    #expect(layers[0].arithmetic.hasPrefix("3 × 2 × 2 × 1 = 12"))
    #expect(layers[0].wayBack == "12 / (2 × 2 × 1) = 3 filters")
    #expect(layers[1].arithmetic == "3 inputs × 4 units = 12")
    let rnn = LayerDescription("rnn", SimpleRNN(units: 4, usesBias: false))
    let recurrent = NetworkDescription(sequential: "bare", input: [3, 2], layers: [rnn])
    let entry = try #require(try recurrent.resolved().explanation().layers.first)
    #expect(entry.arithmetic.hasPrefix("(2 + 4) × 4 = 24"))
    #expect(entry.wayBack == "(√(2² + 4 × 24) − 2) / 2 = 4 units")
  }

  /// Weights whose number is a product of several settings are shown with these.
  @Test func sumsOverWeightsHaveProducts() throws {
    let attention = NetworkLayer(
      LayerDescription("attend", MultiHeadAttention(heads: 4, keySize: 8)),
      calls: [[TensorReference(layer: "in"), TensorReference(layer: "in")]])
    let network = NetworkDescription(
      name: "net",
      layers: [NetworkLayer(LayerDescription("in", InputLayer([5, 32])), calls: [[]]), attention],
      outputs: [TensorReference(layer: "attend")])
    let explanation = try network.resolved().explanation()
    #expect(explanation.layers[0].weights.first == "query/kernel: 32 × 4 × 8 = 1,024")
    #expect(explanation.text.contains("\n  query/kernel: 32 × 4 × 8 = 1,024\n"))
  }

  private func arithmetic(_ layer: any Layer, on inputs: Shape..., lora: Int? = nil) throws
    -> String
  {
    let entrances = inputs.enumerated().map { index, shape in
      NetworkLayer(LayerDescription("in_\(index)", InputLayer(shape)), calls: [[]])
    }
    let taken = inputs.indices.map { TensorReference(layer: "in_\($0)") }
    let description = LayerDescription(
      "layer", layer, adaptation: lora.map { Adaptation(loraRank: $0) })
    let network = NetworkDescription(
      name: "net", layers: entrances + [NetworkLayer(description, calls: [LayerCall(taken)])],
      outputs: [TensorReference(layer: "layer")])
    return try network.resolved().explanation().layers[0].arithmetic
  }

  @Test func attentionIsExplainedInWords() throws {
    #expect(
      try arithmetic(MultiHeadAttention(heads: 4, keySize: 8), on: [5, 32], [5, 32])
        == "3 × 4 × 8 × (32 + 1) + 32 × (4 × 8 + 1) = 4,224, query, key, value, each heads × size × "
        + "(features + bias), and output features × (heads × size + bias)")
    #expect(
      try arithmetic(
        MultiHeadAttention(heads: 2, keySize: 3, valueSize: 4, usesBias: false), on: [5, 8], [7, 6])
        == "2 × 3 × 8 + 2 × 3 × 6 + 2 × 4 × 6 + 8 × (2 × 4) = 196, query + key + value, each heads × "
        + "size × features, and output features × (heads × size), no bias")
    #expect(
      try arithmetic(
        MultiHeadAttention(heads: 4, keySize: 8, sharedHeads: 2), on: [5, 32], [5, 32]
      ).hasPrefix(
        "4 × 8 × (32 + 1) + 2 × 8 × (32 + 1) + 2 × 8 × (32 + 1) + 32 × (4 × 8 + 1) = 3,168, query + "
      ))
  }

  @Test func equationsAreExplainedByTheirLetters() throws {
    #expect(
      try arithmetic(
        EinsumDense("abc,cde->abde", outputShape: [nil, 4, 8], biasAxes: "de"), on: [5, 32])
        == "32 × 4 × 8 + 4 × 8 = 1,056, c × d × e + bias d × e of 'abc,cde->abde', summed over c")
    #expect(
      try arithmetic(EinsumDense("...x,xy->...y", outputShape: [64]), on: [5, 32])
        == "32 × 64 = 2,048, x × y of '...x,xy->...y', summed over x, no bias")
  }

  @Test func updatesAndGatesAreExplained() throws {
    #expect(
      try arithmetic(Dense(units: 6), on: [10], lora: 2)
        == "10 inputs × 6 units + 6 biases + 2 × (10 + 6) = 98, LoRA: rank × (inputs + outputs) learn in "
        + "place of the kernel")
    #expect(
      try arithmetic(Highway(), on: [10])
        == "2 × (10 × 10 + 10) = 220, layer and gate × (features × features + biases)")
    #expect(
      try arithmetic(Highway(usesBias: false), on: [10])
        == "2 × (10 × 10) = 200, layer and gate × (features × features), no bias")
  }

  @Test func networksWithinAreExplainedInside() throws {
    let inner = NetworkDescription(
      sequential: "ffn", input: [4],
      layers: [
        LayerDescription("dense", Dense(units: 8)), LayerDescription("dense_1", Dense(units: 2)),
      ])
    let network = try NetworkDescription(
      sequential: "net", input: [4],
      layers: [
        LayerDescription("ffn", NestedModel(inner)), LayerDescription("dense", Dense(units: 3)),
      ]
    ).resolved()
    let explanation = network.explanation()
    #expect(explanation.layers[0].arithmetic == "dense 40 + dense_1 18 = 58")
    #expect(explanation.parameterCount == 67)
    #expect(explanation.text.contains("\n  dense_1: 8 inputs × 2 units + 2 biases = 18\n"))
    // Outer layers go first, paths find the others.
    #expect(explanation.entry(named: "dense")?.parameterCount == 9)
    #expect(explanation.entry(named: "ffn/dense")?.parameterCount == 40)
    #expect(explanation.entry(named: "dense_1")?.parameterCount == 18)
    #expect(explanation.entry(named: "ffn/none") == nil)
    #expect(network.layer(named: "ffn/dense")?.parameterCount == 40)
  }

  @Test func sumsOfVeryManyLayersAreCutShort() throws {
    func explanation(_ count: Int) throws -> Explanation {
      let layers = (0..<count).map { LayerDescription("d\($0)", Dense(units: 1)) }
      return try NetworkDescription(sequential: "deep", input: [1], layers: layers).resolved()
        .explanation()
    }
    let whole = try explanation(100), cut = try explanation(1_000)
    #expect(whole.sum.split(separator: "+").count == 100 && whole.sum.hasSuffix("2 = 200"))
    #expect(cut.sum == "2 + 2 + 2 + 2 + 2 + 2 + 2 + 2 + 2 + 2 + … of 1,000 layers = 2,000")
    // A share of 0 % says nothing.
    #expect(whole.text.contains("1 % of them are in d") && !cut.text.contains("% of them"))
  }

  @Test func sharedLayerIsCountedOnce() throws {
    let shared = NetworkLayer(
      LayerDescription("shared", Dense(units: 3)),
      calls: [[TensorReference(layer: "in")], [TensorReference(layer: "shared")]])
    let network = NetworkDescription(
      name: "twice",
      layers: [NetworkLayer(LayerDescription("in", InputLayer([3])), calls: [[]]), shared],
      outputs: [TensorReference(layer: "shared", node: 1)])
    let explanation = try network.resolved().explanation()
    #expect(explanation.layers[0].arithmetic.hasSuffix("= 12 (called 2 times, counted once)"))
    #expect(explanation.parameterCount == 12)
  }
}

@Suite struct WeightFormulaTests {
  static let formulas: [WeightFormula] = [
    WeightFormula("unit", terms: [[514], [1]]), WeightFormula("unit", terms: [[1]]),
    WeightFormula("filter", terms: [[64, 3, 5], [1]]),
    WeightFormula("unit", terms: [[1], [1]], isSquare: true),
    WeightFormula("unit", terms: [[700]], isSquare: true),
    WeightFormula("unit", terms: [[128], [2]], multiple: 3, isSquare: true),
    WeightFormula("row", terms: [[128]]),
  ]

  @Test(arguments: formulas, [1, 2, 10, 257, 5_001, 3_000_000])
  func wayBackFindsTheUnitsAndNothingElse(formula: WeightFormula, units: Int) throws {
    let count = try #require(formula.weights(ofUnits: units))
    #expect(formula.units(forParameterCount: count).units == units)
    // The next count belongs to no whole number, unless every count does.
    let next = formula.units(forParameterCount: count + 1)
    #expect(
      next.nearestBelow == (formula.weights(ofUnits: units + 1) == count + 1 ? units + 1 : units))
    if next.nearestBelow == units { #expect(next.units == nil) }
  }

  @Test func largestCountsOverflowNothing() {
    for formula in Self.formulas {
      let below = formula.units(forParameterCount: maximumElementCount).nearestBelow
      #expect(formula.weights(ofUnits: below).map { $0 <= maximumElementCount } == true)
      #expect(formula.weights(ofUnits: below + 1) == nil)
      #expect(formula.weights(ofUnits: .max / 2) == nil)
    }
  }

  @Test func otherInputsChangeTheFormula() throws {
    let network = NetworkDescription(
      sequential: "changed", input: [5, 5, 2],
      layers: [LayerDescription("conv", Conv2D(filters: 3, kernelSize: Size2D(2, 1)))])
    let layer = try network.resolved().layers[1]
    #expect(layer.weightFormula(inputs: 7) == WeightFormula("filter", terms: [[7, 2, 1], [1]]))
    #expect(layer.weightFormula(inputs: 1 << 45) == nil)
  }

  @Test func impossibleCountNamesItsNeighbours() {
    #expect(
      Self.formulas[0].units(forParameterCount: 1_000).description
        == "1,000 / (514 + 1) is no whole number of units: 1 would have 515, 2 would have 1,030")
  }
}
