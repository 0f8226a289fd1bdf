import Networks

extension SampleNetwork {
  /// Branches, shared layers, several inputs and outputs.
  static let graphs = merges + stretched + shared + ends + nested

  /// Networks within networks, called twice, and layers at every time step.
  private static let nested: [SampleNetwork] = [
    SampleNetwork("a network called twice") { graph in
      let inner = GraphBuilder()
      let (a, b) = (inner.input([5]), inner.input([5]))
      let sum = inner.call(Merging(.add), inner.call(dense(5, .tanh), a), b)
      let frame = NestedModel(inner.network(sum, b))
      let (x, y) = (graph.input([5]), graph.input([5]))
      let once = graph.call(frame, x, y)
      let other = TensorReference(layer: once.layer, tensor: 1)
      return graph.network(graph.call(dense(2), graph.callAgain(once, once, other)))
    },
    SampleNetwork("a network in a network at every step") { graph in
      let steps = TimeDistributed(LayerDescription("dense", dense(4, .tanh)))
      let deep = GraphBuilder(), middle = GraphBuilder()
      let frame = NestedModel(deep.network(deep.call(steps, deep.input([3, 2]))))
      let walk = SimpleRNN(units: 3, bias: WeightSettings(noise))
      let outer = NestedModel(middle.network(middle.chain(middle.input([3, 2]), [frame, walk])))
      return graph.network(graph.call(dense(2), graph.call(outer, graph.input([3, 2]))))
    },
  ]

  private static let merges: [SampleNetwork] =
    [MergeFunction.add, .subtract, .multiply, .average, .maximum, .minimum].map { function in
      SampleNetwork("\(function) of branches") { graph in
        let x = graph.input([3])
        let stem = graph.call(dense(17, .tanh), x)
        let deep = graph.chain(stem, [dense(5, .sigmoid), dense(17, .tanh)])
        return graph.network(
          graph.call(dense(2), graph.call(Merging(function), stem, deep)))
      }
    } + [
      SampleNetwork("a tensor merged with itself") { graph in
        let x = graph.call(dense(4, .tanh), graph.input([3]))
        let sum = graph.call(Merging(.add), x, x, x)
        let product = graph.call(Merging(.multiply), sum, x, sum)
        let maximum = graph.call(Merging(.average), product, product)
        return graph.network(graph.call(Concatenate(), maximum, x, maximum))
      },
      SampleNetwork("residual images") { graph in
        let x = graph.input([6, 5, 2])
        let stem = graph.call(block(4), x)
        let deep = graph.chain(
          stem, [BatchNormalization(), ReLU(), block(4), BatchNormalization(epsilon: 0.01)])
        let sum = graph.call(Merging(.add), deep, stem)
        let pooled = graph.call(Pooling<Size2D>(.maximum), graph.call(ELU(), sum))
        let mean = graph.call(GlobalPooling<Size2D>(.average), sum)
        return graph.network(
          graph.call(dense(2), graph.call(Concatenate(), graph.call(Flatten(), pooled), mean)))
      },
      // Two gradients by one image, one of them from a convolution that adds to the other.
      SampleNetwork("residual 3×3 taps") { graph in
        let filter = Conv2D(
          filters: 5, kernelSize: Size2D(3, 3), padding: .same, activation: .tanh,
          bias: WeightSettings(noise))
        let stem = graph.call(filter, graph.input([6, 5, 2]))
        let sum = graph.call(Merging(.add), graph.chain(stem, [filter, ELU()]), stem)
        return graph.network(graph.call(dense(2), graph.call(GlobalPooling<Size2D>(.average), sum)))
      },
      SampleNetwork("side by side and one behind the other") { graph in
        let x = graph.input([4, 3])
        let (a, b) = (graph.call(dense(9, .tanh), x), graph.call(dense(8, .tanh), x))
        let wide = graph.call(dense(5), graph.call(Concatenate(), a, b, x))
        let long = graph.call(Concatenate(axis: 1), wide, graph.call(dense(5), x), wide)
        return graph.network(graph.call(dense(2), long))
      },
      SampleNetwork("images side by side and one below the other") { graph in
        let x = graph.input([3, 4, 2])
        let (a, b) = (graph.call(block(3), x), graph.call(block(3), x))
        let tall = graph.call(Concatenate(axis: 1), a, b)
        let wide = graph.call(Concatenate(axis: -2), graph.call(block(3), tall), tall)
        return graph.network(graph.call(dense(2), wide))
      },
    ]

  private static func block(_ filters: Int) -> any Layer {
    Conv2D(
      filters: filters, kernelSize: Size2D(2, 3), padding: .same, activation: .tanh,
      bias: WeightSettings(noise))
  }

  /// Layers that are called twice: on tensors of other layers, and on what they made themselves.
  private static let shared: [SampleNetwork] = sharedLayers.map { entry in
    SampleNetwork("shared \(entry.name)") { graph in
      let x = graph.input(entry.input)
      let stem = graph.call(entry.stem, x)
      let once = graph.call(entry.layer, stem)
      let twice = graph.callAgain(once, once)
      return graph.network(
        graph.call(
          Merging(.add), once, graph.callAgain(once, graph.call(ActivationLayer(.tanh), twice))))
    }
  }

  private static let sharedLayers:
    [(name: String, input: Shape, stem: any Layer, layer: any Layer)] = [
      ("dense", [3], dense(5, .tanh), dense(5, .tanh)),
      ("dense of one function more", [3], dense(5, .tanh), dense(5, .silu)),
      ("wide dense", [3], dense(130, .tanh), Dense(units: 130, kernel: WeightSettings(noise))),
      ("conv", [4, 4, 1], block(3), block(3)),
      (
        "depthwise", [4, 4, 1], block(3),
        DepthwiseConv2D(kernelSize: Size2D(2, 2), padding: .same, activation: .tanh)
      ),
      (
        "conv of series", [5, 2], dense(3),
        Conv1D(filters: 3, kernelSize: Size1D(2), padding: .same)
      ),
      ("rnn", [4, 2], dense(3), SimpleRNN(units: 3, returnsSequences: true)),
      ("lstm", [4, 2], dense(3), LSTM(units: 3, returnsSequences: true)),
      ("gru", [4, 2], dense(3), GRU(units: 3, returnsSequences: true)),
      (
        "gru that resets before", [4, 2], dense(3),
        GRU(
          GRU(units: 3, returnsSequences: true).recurrence, recurrentActivation: .sigmoid,
          resetsAfter: false)
      ),
      (
        "bidirectional", [4, 2], dense(6),
        Bidirectional(GRU(units: 3, returnsSequences: true))
      ),
      ("dropout", [4, 2], dense(3), Dropout(rate: 0.3)),
    ]

  private static let ends: [SampleNetwork] = [
    SampleNetwork(
      "two inputs and two outputs",
      [
        OutputTraining(.meanSquaredError, weight: 0.3),
        OutputTraining(.categoricalCrossentropy, weight: 2),
      ]
    ) { graph in
      let (a, b) = (graph.input([3]), graph.input([4, 2]))
      let series = graph.call(LSTM(units: 4), b)
      let both = graph.call(Concatenate(), graph.call(dense(5, .tanh), a), series)
      return graph.network(
        graph.call(dense(2), both),
        graph.call(dense(3, .softmax), graph.call(Merging(.add), both, both)))
    },
    SampleNetwork(
      "an output that is read on",
      [OutputTraining(.meanSquaredError, weight: 0.5), OutputTraining(.binaryCrossentropy)]
    ) { graph in
      let x = graph.input([3])
      let first = graph.call(dense(5, .tanh), x)
      return graph.network(
        first, graph.call(dense(1, .sigmoid), graph.call(Merging(.multiply), first, first)))
    },
    SampleNetwork(
      "an output twice",
      [OutputTraining(.meanSquaredError, weight: 0.5), OutputTraining(.meanSquaredError)]
    ) { graph in
      let first = graph.call(dense(4, .tanh), graph.input([3]))
      return graph.network(first, graph.call(Reshape([4]), first))
    },
    SampleNetwork("a shared table of rows") { graph in
      let (a, b) = (graph.input([4]), graph.input([4]))
      let rows = graph.call(
        Embedding(vocabularySize: 600, width: 5, embeddings: WeightSettings(noise)), a)
      let others = graph.callAgain(rows, b)
      return graph.network(
        graph.call(
          dense(2),
          graph.call(GlobalPooling<Size1D>(.average), graph.call(Merging(.multiply), rows, others)))
      )
    },
    SampleNetwork("frozen layers") { graph in
      let x = graph.input([4, 3])
      let frozen = graph.call(dense(5, .tanh), x, isTrainable: false)
      let normalized = graph.call(
        BatchNormalization(movingMeanInitializer: noise), frozen, isTrainable: false)
      let learnt = graph.call(dense(5, .tanh), normalized)
      let series = graph.call(GRU(units: 5), learnt, isTrainable: false)
      let kept = graph.call(BatchNormalization(), learnt, isTrainable: false)
      let mean = graph.call(GlobalPooling<Size1D>(.average), kept)
      return graph.network(graph.call(dense(2), graph.call(Merging(.add), series, mean)))
    },
  ]
}
