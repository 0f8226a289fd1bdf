import Networks
import TestSupport
import Testing

@testable import Training

/// What a graph cannot be trained on, or with, is told in a sentence before any work is done.
@Suite struct WrongInputTests {
  private static let twoEnds = SampleNetwork.named("two inputs and two outputs")

  private func mistake(_ make: () throws -> Void) -> String {
    let error = #expect(throws: ModelError.self, performing: make)
    return error.map { "\($0)" } ?? ""
  }

  private func mistake(_ build: (GraphBuilder) -> NetworkDescription) -> String {
    let network = build(GraphBuilder())
    return mistake {
      _ = try Trainer(
        network, training: TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError))
    }
  }

  @Test func tensorsAreCounted() throws {
    let trainer = try Trainer(Self.twoEnds.network, training: Self.twoEnds.training())
    let a = Tensor(zeros: [5, 3]), b = Tensor(zeros: [5, 4, 2])
    let y = [Tensor(zeros: [5, 2]), Tensor(zeros: [5, 3])]
    #expect(
      mistake { try trainer.check(inputs: [a], targets: y) } == """
        there are 1 tensors of inputs, but the network has 2 inputs; give one for each
        """)
    #expect(
      mistake { try trainer.check(inputs: [a, b], targets: [y[0]]) } == """
        there are 1 tensors of targets, but the network has 2 outputs; give one for each
        """)
    #expect(
      mistake { try trainer.check(inputs: [a, Tensor(zeros: [4, 4, 2])], targets: y) } == """
        layer 'layer_1': there are 4 samples of this input but 5 of the first; give as many of each
        """)
    #expect(
      mistake { try trainer.check(inputs: [a, b], targets: [y[1], y[1]]) }.hasPrefix(
        "layer 'layer_5': the targets have the shape (None, 3), but the network gives (None, 2)"))
    try trainer.check(inputs: [a, b], targets: y)
  }

  @Test func everyOutputHasALoss() {
    #expect(
      mistake {
        _ = try Trainer(
          Self.twoEnds.network,
          training: TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError))
      } == "there are 1 losses, but the network has 2 outputs; give one for each")
  }

  @Test(arguments: [11, -1, 1e9] as [Float])
  func rowsThatATableLacksAreNamed(number: Float) throws {
    let sample = SampleNetwork.named("masked rnn")
    let trainer = try Trainer(sample.network, training: sample.training())
    var x = Tensor(zeros: [3, 5])
    x.elements[7] = number
    #expect(
      mistake { _ = try trainer.predict(x) } == """
        layer 'layer_1': the inputs hold \(number) in sample 1, but it takes numbers from 0 to 10
        """)
  }

  @Test(arguments: [5, -1, 0.5] as [Float])
  func classesThatThereAreNotAreNamed(number: Float) throws {
    let sample = SampleNetwork.named("a class each step")
    let trainer = try Trainer(sample.network, training: sample.training())
    var y = Tensor(zeros: [2, 3, 1])
    y.elements[4] = number
    #expect(
      mistake { try trainer.check(inputs: Tensor(zeros: [2, 3, 4]), targets: y) } == """
        layer 'layer_1': the targets hold \(number) in sample 1, but the classes are the whole \
        numbers from 0 to 4
        """)
  }

  @Test func graphsThatTrainingDoesNotComputeAreNamed() {
    let rows = Embedding(vocabularySize: 5, width: 3, masksZero: true)
    #expect(
      mistake { graph in
        let x = graph.call(rows, graph.input([4]))
        return graph.network(graph.call(GRU(units: 2), graph.call(Softmax(), x)))
      }.hasPrefix("layer 'layer_2': a softmax of masked time steps"))
    #expect(
      mistake { graph in
        let x = graph.call(rows, graph.input([4]))
        let one = graph.call(rows, graph.input([1]))
        return graph.network(graph.call(Merging(.maximum), x, one))
      }.hasPrefix("layer 'layer_4': masked tensors of different shapes"))
    #expect(
      mistake { graph in
        let x = graph.call(rows, graph.input([4, 2]))
        return graph.network(graph.call(Merging(.add), x, graph.call(rows, graph.input([2]))))
      }.hasPrefix("layer 'layer_4': masked tensors of shapes (None, 2, 3) and (None, 4, 2, 3)"))
    #expect(
      mistake { graph in
        graph.network(
          graph.chain(
            graph.input([4]), [Dense(units: 3), Dropout(rate: 0.5, noiseShape: [1, nil])]))
      }.hasPrefix("layer 'layer_2': its setting 'noise_shape'"))
  }

  @Test func numbersOfRowsMayBeIntegers() throws {
    func network(_ layer: any Layer) -> NetworkDescription {
      let graph = GraphBuilder()
      let ids = graph.input([4])
      var network = graph.network(graph.chain(ids, [layer, Flatten(), Dense(units: 1)]))
      network.layers[0].description.precision = Precision("int32")
      return network
    }
    let training = TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError)
    _ = try Trainer(network(Embedding(vocabularySize: 5, width: 3)), training: training)
    #expect(mistake { _ in network(Dense(units: 3)) }.contains("computes in 'int32'"))
  }
}
