import Networks

extension SampleNetwork {
  /// Masks that reach outputs, meet in merges or a normalization; see also `series`.
  static let maskedGraphs = maskedOutputs + maskedMerges + normalizations

  private static func rows(_ width: Int, masksZero: Bool = true) -> Embedding {
    Embedding(
      vocabularySize: 11, width: width, masksZero: masksZero, embeddings: WeightSettings(noise))
  }

  private static func walk(_ units: Int) -> GRU { GRU(units: units, returnsSequences: true) }

  private static let maskedOutputs: [SampleNetwork] = [
    SampleNetwork("a masked output", [5], [rows(3), walk(4), dense(2)], .meanSquaredError),
    SampleNetwork(
      "a class each masked step", [5],
      [rows(3), Bidirectional(LSTM(units: 3, returnsSequences: true)), dense(4, .softmax)],
      .sparseCategoricalCrossentropy),
    SampleNetwork(
      "a yes or no each masked step", [5],
      [rows(17), BatchNormalization(), dense(1, .sigmoid)], .binaryCrossentropy),
    SampleNetwork(
      "masked outputs and others",
      [
        OutputTraining(.meanSquaredError, weight: 0.3),
        OutputTraining(.categoricalCrossentropy, weight: 2), OutputTraining(.meanSquaredError),
      ]
    ) { graph in
      let series = graph.call(walk(4), graph.call(rows(3), graph.input([5])))
      let steps = graph.call(
        BatchNormalization(), graph.call(Dense(units: 3, usesBias: false), series))
      return graph.network(
        graph.call(dense(2), series), graph.call(ActivationLayer(.softmax), steps),
        graph.call(dense(2), graph.call(GRU(units: 3), steps)))
    },
  ]

  private static let two = [
    OutputTraining(.meanSquaredError), OutputTraining(.meanSquaredError, weight: 0.5),
  ]

  /// Two masks, each tensor of which has steps that count in the other alone; and one without a mask.
  private static let maskedMerges: [SampleNetwork] =
    MergeFunction.allCases.map { function in
      SampleNetwork("\(function) of masked series", two) { graph in
        let (a, b) = (graph.input([5]), graph.input([5]))
        let first = graph.call(rows(4), a), second = graph.call(rows(4), b)
        let both = graph.call(Merging(function), first, second)
        let plain = graph.call(rows(4, masksZero: false), b)
        let one = graph.call(Merging(function), plain, graph.call(dense(4, .tanh), first))
        let again = graph.call(Merging(function), both, graph.call(walk(4), one))
        return graph.network(
          graph.call(dense(2), graph.call(walk(3), both)), graph.call(LSTM(units: 2), again))
      }
    } + [
      SampleNetwork("three masked series") { graph in
        let (a, b) = (graph.input([5]), graph.input([5]))
        let (first, second) = (graph.call(rows(3), a), graph.call(rows(3), b))
        let third = graph.call(dense(3, .tanh), second)
        let product = graph.call(Merging(.multiply), first, second, third)
        let largest = graph.call(Merging(.maximum), third, product, first)
        return graph.network(graph.call(dense(2), graph.call(walk(3), largest)))
      },
      SampleNetwork("masked series side by side and one behind the other", two) { graph in
        let (a, b) = (graph.input([5]), graph.input([5]))
        let first = graph.call(rows(3), a), second = graph.call(rows(3), b)
        let plain = graph.call(rows(3, masksZero: false), b)
        let side = graph.call(Concatenate(), first, second)
        let open = graph.call(Concatenate(), first, plain)
        let behind = graph.call(Concatenate(axis: 1), first, plain, second)
        let pooled = graph.call(
          Concatenate(), graph.call(GRU(units: 3), side), graph.call(GRU(units: 2), open),
          graph.call(GlobalPooling<Size1D>(.average), behind))
        return graph.network(graph.call(dense(2), pooled), graph.call(walk(2), behind))
      },
      SampleNetwork("masked series and a vector") { graph in
        let series = graph.call(rows(4), graph.input([5]))
        let vector = graph.call(dense(4, .tanh), graph.input([3]))
        let product = graph.call(Merging(.multiply), series, vector)
        let sum = graph.call(Merging(.add), graph.call(walk(4), product), vector)
        return graph.network(graph.call(dense(2), sum))
      },
    ]

  /// Layers that normalize masked steps, or are called several times a step.
  private static let normalizations: [SampleNetwork] = [
    SampleNetwork(
      "masked steps normalized", [5],
      [rows(17), BatchNormalization(momentum: 0.8), walk(4), BatchNormalization(), dense(2)],
      .meanSquaredError),
    SampleNetwork("a normalization of two branches") { graph in
      let (a, b) = (graph.input([3]), graph.input([3]))
      let first = graph.call(dense(17, .tanh), a)
      let once = graph.call(BatchNormalization(momentum: 0.7), first)
      let again = graph.callAgain(once, graph.callAgain(first, b))
      return graph.network(
        graph.call(dense(2), graph.call(Merging(.subtract), graph.call(ELU(), again), once)))
    },
    SampleNetwork("a normalization behind itself") { graph in
      let once = graph.call(
        BatchNormalization(momentum: 0.7, scales: false),
        graph.call(dense(5, .tanh), graph.input([4, 3])))
      let twice = graph.callAgain(once, graph.call(dense(5, .sigmoid), once))
      return graph.network(graph.call(dense(2), graph.call(Merging(.add), twice, once)))
    },
    SampleNetwork("a normalizing network of two branches") { graph in
      let inner = GraphBuilder()
      let frame = NestedModel(
        inner.network(
          inner.chain(
            inner.input([4, 2]),
            [
              dense(4, .tanh), BatchNormalization(momentum: 0.6), walk(3),
              BatchNormalization(momentum: 0.7),
            ])))
      let (a, b) = (graph.input([4, 2]), graph.input([4, 2]))
      let once = graph.call(frame, a), again = graph.callAgain(once, b)
      return graph.network(
        graph.call(dense(2), graph.call(Merging(.multiply), again, once)))
    },
    SampleNetwork("a frozen normalization of two branches") { graph in
      let (a, b) = (graph.input([3]), graph.input([3]))
      let first = graph.call(dense(5, .tanh), a)
      let once = graph.call(
        BatchNormalization(movingMeanInitializer: noise), first, isTrainable: false)
      return graph.network(
        graph.call(
          dense(2),
          graph.call(Merging(.add), once, graph.callAgain(once, graph.callAgain(first, b)))))
    },
  ]
}
