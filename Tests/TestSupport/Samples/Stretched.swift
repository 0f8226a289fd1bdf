import Networks

extension SampleNetwork {
  /// Tensors of different shapes that are merged: axes of size 1 are repeated, the last one or others, in one of
  /// the tensors or in several.
  static let stretched =
    functionsOfShapes + [
      SampleNetwork("squeeze and excitation") { graph in
        let image = graph.call(
          Conv2D(
            filters: 19, kernelSize: Size2D(3, 3), padding: .same, activation: .silu,
            bias: WeightSettings(noise)), graph.input([5, 4, 2]))
        let squeezed = graph.call(GlobalPooling<Size2D>(.average, keepsAxes: true), image)
        let weights = graph.chain(squeezed, [dense(5, .relu), dense(19, .hardSigmoid)])
        let excited = graph.call(Merging(.multiply), image, weights)
        return graph.network(
          graph.call(dense(2), graph.call(GlobalPooling<Size2D>(.average), excited)))
      },
      SampleNetwork("a vector to every step") { graph in
        let series = graph.call(GRU(units: 5, returnsSequences: true), graph.input([4, 3]))
        let sum = graph.call(Merging(.add), series, graph.call(dense(5, .tanh), graph.input([2])))
        return graph.network(
          graph.call(dense(2), graph.call(LSTM(units: 3), sum)))
      },
      SampleNetwork("rows and columns of images") { graph in
        let image = graph.call(dense(6, .tanh), graph.input([3, 4, 2]))
        let rows = graph.call(
          Pooling<Size2D>(.average, poolSize: Size2D(1, 4), strides: Size2D(1, 4)), image)
        let columns = graph.call(
          Pooling<Size2D>(.maximum, poolSize: Size2D(3, 1), strides: Size2D(3, 1)), image)
        let product = graph.call(Merging(.multiply), rows, columns)
        let all = graph.call(Merging(.average), product, columns, image)
        return graph.network(graph.call(dense(2), all))
      },
      SampleNetwork("a number for a series") { graph in
        let x = graph.input([4, 3])
        let number = graph.call(dense(1, .sigmoid), graph.call(Flatten(), x))
        let series = graph.call(dense(17, .tanh), x)
        return graph.network(graph.call(dense(2), graph.call(Merging(.multiply), number, series)))
      },
    ]

  private static let functionsOfShapes: [SampleNetwork] = MergeFunction.allCases.map { function in
    SampleNetwork("\(function) of different shapes") { graph in
      let x = graph.input([3, 4, 2])
      let image = graph.call(dense(17, .tanh), x), column = graph.call(dense(1, .tanh), x)
      let mean = graph.call(GlobalPooling<Size2D>(.average, keepsAxes: true), image)
      let once = graph.call(Merging(function), image, graph.call(dense(17, .sigmoid), mean))
      return graph.network(graph.call(dense(2), graph.call(Merging(function), column, once)))
    }
  }
}
