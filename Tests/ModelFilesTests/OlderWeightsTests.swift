import Foundation
import KerasFormat
import Networks
import Testing

@testable import ModelFiles

/// Weights as earlier versions of Keras held them, written for each test.
@Suite(
  .enabled(
    if: SavedModel.canReadContainers,
    "libhdf5 and libzip read these files; install libhdf5-dev and libzip-dev"))
struct OlderWeightsTests {
  /// What Keras 1 held gate by gate, with an axis more, or with filters first.
  @Test func weightsOfKeras1AreReadInTheirOrder() throws {
    let network = try NetworkDescription(
      sequential: "old", input: [2, 3, 3],
      layers: [
        LayerDescription(
          "conv", Conv2D(filters: 2, kernelSize: Size2D(1, 2), dataFormat: .channelsFirst)),
        LayerDescription("rows", Reshape([6, 2])),
        LayerDescription("conv1", Conv1D(filters: 2, kernelSize: Size1D(all: 2), usesBias: false)),
        LayerDescription("lstm", LSTM(units: 1)),
      ]
    ).resolved()
    let numbers = try numbers(of: network) { output throws(ModelError) in
      try writeKeras1(to: output)
    }
    // [filter][channel][column] becomes [column][channel][filter].
    #expect(numbers["conv/kernel"] == [0, 4, 2, 6, 1, 5, 3, 7])
    #expect(numbers["conv1/kernel"] == [0, 1, 2, 3, 4, 5, 6, 7])
    // Gates stand in the order i, f, c, o; the rows are the inputs.
    #expect(numbers["lstm/kernel"] == [0, 10, 20, 30, 1, 11, 21, 31])
    #expect(numbers["lstm/bias"] == [0, 10, 20, 30])
  }

  /// As Keras 2 turns them when it reads a file of Keras 1: a kernel of a transposed convolution has channels
  /// and filters exchanged, a layer that goes both ways the gates of each. TensorFlow numbered its variables.
  @Test(arguments: ["", ":0"])
  func waysAndTransposedKernelsOfKeras1AreRead(end: String) throws {
    var recurrence = Recurrence(units: 1)
    recurrence.returnsSequences = true
    let gru = GRU(recurrence, recurrentActivation: .sigmoid, resetsAfter: false)
    let network = try NetworkDescription(
      sequential: "old", input: [2, 2],
      layers: [
        LayerDescription("both", Bidirectional(gru)),
        LayerDescription("image", Reshape([2, 1, 2])),
        LayerDescription(
          "up", TransposedConvolution<Size2D>(filters: 3, kernelSize: Size2D(1, 2), usesBias: false)
        ),
      ]
    ).resolved()
    let numbers = try numbers(of: network) { output throws(ModelError) in
      for (number, way) in ["forward", "backward"].enumerated() {
        for (gate, letter) in ["z", "r", "h"].enumerated() {
          let first = Float(100 * number + 10 * gate), name = "both/\(way)_gru_1"
          try output.write(counting([2, 1], from: first), at: "\(name)_W_\(letter)\(end)")
          try output.write(counting([1, 1], from: first), at: "\(name)_U_\(letter)\(end)")
          try output.write(counting([1], from: first), at: "\(name)_b_\(letter)\(end)")
        }
      }
      try output.write(counting([1, 2, 2, 3]), at: "up/up_W\(end)")
    }
    #expect(numbers["both/forward/kernel"] == [0, 10, 20, 1, 11, 21])
    #expect(numbers["both/backward/bias"] == [100, 110, 120])
    // [column][channel][filter] becomes [column][filter][channel].
    #expect(numbers["up/kernel"] == [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11])
  }

  /// Theano convolves where others correlate: its kernels lie turned by half a circle.
  @Test func kernelsOfTheanoAreTurned() throws {
    let network = try NetworkDescription(
      sequential: "turned", input: [3, 3, 1],
      layers: [
        LayerDescription("conv", Conv2D(filters: 2, kernelSize: Size2D(2, 2))),
        LayerDescription("flatten", Flatten()), LayerDescription("dense", Dense(units: 1)),
      ]
    ).resolved()
    for (backend, first) in [("theano", [6, 7, 4, 5]), ("tensorflow", [0, 1, 2, 3])] {
      let numbers = try numbers(of: network) { output throws(ModelError) in
        try output.set("backend", to: backend)
        try output.write(counting([2, 2, 1, 2]), at: "conv/conv/kernel:0")
        try output.write(counting([2]), at: "conv/conv/bias:0")
        try output.write(counting([8, 1]), at: "dense/dense/kernel:0")
        try output.write(counting([1]), at: "dense/dense/bias:0")
      }
      #expect(numbers["conv/kernel"]?.prefix(4) == first.map(Float.init)[...])
      #expect(numbers["dense/kernel"] == [0, 1, 2, 3, 4, 5, 6, 7])
    }
  }

  /// What is read for a network from an HDF5 file that `body` writes.
  private func numbers(
    of network: ResolvedNetwork, _ body: (borrowing HDF5Output) throws(ModelError) -> Void
  ) throws -> [String: [Float]] {
    let file = FileManager.default.temporaryDirectory.appending(path: "old-\(UUID()).h5").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    func write() throws { try body(try HDF5Output(path: file)) }
    try write()
    return Dictionary(
      uniqueKeysWithValues: try WeightFile.tensors(path: file, for: network).map {
        ($0.name, $0.tensor.elements)
      })
  }

  private func counting(_ shape: [Int], from first: Float = 0) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor(dimensions: shape, elements: (0..<count).map { first + Float($0) })
  }

  /// Writes as Keras 1 did.
  private func writeKeras1(to output: borrowing HDF5Output) throws(ModelError) {
    try output.write(counting([2, 2, 1, 2]), at: "conv/conv_W")
    try output.write(counting([2]), at: "conv/conv_b")
    try output.write(counting([2, 1, 2, 2]), at: "conv1/conv1_W")
    for (gate, letter) in ["i", "f", "c", "o"].enumerated() {
      try output.write(counting([2, 1], from: Float(10 * gate)), at: "lstm/lstm_W_\(letter)")
      try output.write(counting([1, 1], from: Float(10 * gate)), at: "lstm/lstm_U_\(letter)")
      try output.write(counting([1], from: Float(10 * gate)), at: "lstm/lstm_b_\(letter)")
    }
  }

  /// Keras turns what is inside a wrapper or a network as well.
  @Test func kernelsOfTheanoAreTurnedInsideOthersToo() throws {
    let conv = LayerDescription("conv", Conv2D(filters: 2, kernelSize: Size2D(2, 2)))
    let inner = NetworkDescription(
      sequential: "inner", input: [3, 3, 1],
      layers: [conv, LayerDescription("bn", BatchNormalization())])
    for wrapped in [conv, LayerDescription("inner", NestedModel(inner))] {
      let network = try NetworkDescription(
        sequential: "series", input: [4, 3, 3, 1],
        layers: [LayerDescription("each", TimeDistributed(wrapped))]
      ).resolved()
      let numbers = try numbers(of: network) { output throws(ModelError) in
        try output.set("backend", to: "theano")
        try output.write(counting([2, 2, 1, 2]), at: "each/conv/kernel:0")
        try output.write(counting([2]), at: "each/conv/bias:0")
        for weight in ["gamma", "beta", "moving_mean", "moving_variance"] {
          try output.write(counting([2]), at: "each/bn/\(weight):0")
        }
      }
      let kernel = try #require(numbers.first { $0.key.hasSuffix("conv/kernel") })
      #expect(kernel.value == [6, 7, 4, 5, 2, 3, 0, 1])
    }
  }

  // MARK: CuDNN

  private func lstm(twoBiases: Bool) -> LSTM {
    var layer = LSTM(units: 2)
    layer.hasTwoBiases = twoBiases
    return layer
  }

  private func recurrent(_ layer: any Layer) throws -> ResolvedNetwork {
    try NetworkDescription(
      sequential: "series", input: [4, 3], layers: [LayerDescription("r", layer)]
    ).resolved()
  }

  /// The first gate of `kernel` has the rows 0 1, 8 9, 16 17. One behind the other they are the rows
  /// 0 1 8 and 9 16 17 of a matrix of [units][features], whose columns are the rows of Keras's.
  @Test(arguments: [false, true])
  func recurrencesOfCuDNNAreRead(keepsBiases: Bool) throws {
    let numbers = try numbers(of: recurrent(lstm(twoBiases: keepsBiases))) {
      output throws(ModelError) in
      try output.write(counting([3, 8]), at: "r/r/kernel:0")
      try output.write(counting([2, 8]), at: "r/r/recurrent_kernel:0")
      try output.write(counting([16]), at: "r/r/bias:0")
    }
    let kernel = try #require(numbers["r/kernel"])
    let states = try #require(numbers["r/recurrent_kernel"])
    #expect([0, 1, 8, 9, 16, 17].map { kernel[$0] } == [0, 9, 1, 16, 8, 17])
    #expect([6, 7, 14, 15, 22, 23].map { kernel[$0] } == [6, 15, 7, 22, 14, 23])
    #expect([0, 1, 8, 9].map { states[$0] } == [0, 8, 1, 9])
    let sums: [Float] = [8, 10, 12, 14, 16, 18, 20, 22]
    let biases = keepsBiases ? counting([16]).elements : sums
    #expect(numbers["r/bias"] == biases)
  }

  @Test func gatedUnitsOfCuDNNAreReadWhereTheyResetAfter() throws {
    func write(_ output: borrowing HDF5Output) throws(ModelError) {
      try output.write(counting([3, 6]), at: "r/r/kernel:0")
      try output.write(counting([2, 6]), at: "r/r/recurrent_kernel:0")
      try output.write(counting([12]), at: "r/r/bias:0")
    }
    let numbers = try numbers(of: recurrent(GRU(units: 2)), write)
    let kernel = try #require(numbers["r/kernel"])
    #expect([0, 1, 6, 7, 12, 13].map { kernel[$0] } == [0, 7, 1, 12, 6, 13])
    #expect(numbers["r/recurrent_kernel"]?.prefix(2) == [0, 6])
    #expect(numbers["r/bias"] == counting([12]).elements)
    var before = GRU(units: 2)
    before.resetsAfter = false
    let error = #expect(throws: ModelError.self) { try self.numbers(of: recurrent(before), write) }
    #expect(error?.description.contains("has the shape [12], but the network needs [6]") == true)
  }

  /// Keras gives each of the two half of the one.
  @Test func plainRecurrencesAreReadForCuDNN() throws {
    let numbers = try numbers(of: recurrent(Bidirectional(lstm(twoBiases: true)))) {
      output throws(ModelError) in
      for way in ["forward", "backward"] {
        try output.write(counting([3, 8]), at: "r/r/\(way)_lstm/kernel:0")
        try output.write(counting([2, 8]), at: "r/r/\(way)_lstm/recurrent_kernel:0")
        try output.write(counting([8]), at: "r/r/\(way)_lstm/bias:0")
      }
    }
    #expect(numbers["r/backward/kernel"] == counting([24]).elements)
    let halves: [Float] = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]
    #expect(numbers["r/forward/bias"] == halves + halves)
  }

  /// Archives number layers of each class for itself, so those of both do not tell their order.
  @Test func archivesWithBothKindsOfRecurrencesAreRefused() throws {
    let network = try NetworkDescription(
      sequential: "series", input: [4, 3],
      layers: [
        LayerDescription("a", LSTM(units: 2, returnsSequences: true)),
        LayerDescription("b", lstm(twoBiases: true)),
      ]
    ).resolved()
    let error = #expect(throws: ModelError.self) {
      try numbers(of: network) { output throws(ModelError) in
        for folder in ["layers/lstm/cell", "layers/cu_dnnlstm"] {
          try output.write(counting([3, 8]), at: "\(folder)/vars/0")
        }
      }
    }
    #expect(error?.description.contains("holds CuDNNLSTM and LSTM layers") == true)
  }

  /// Keras 3 has one bias, which is their sum.
  @Test(arguments: [ModelOutput.Format.keras, .hdf5, .layersModel])
  func twoBiasesAreWrittenAsOne(format: ModelOutput.Format) throws {
    let network = try recurrent(lstm(twoBiases: true))
    let weights = network.parameters.map {
      NamedTensor(name: $0.path, tensor: counting($0.shape.dimensions))
    }
    let path =
      FileManager.default.temporaryDirectory
      .appending(path: "biases-\(UUID())\(format.rawValue)").path
      + (format == .layersModel ? "/" : "")
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ModelOutput(network, json: ModelWriter.json(network), weights: weights)
      .write(format, to: path)
    let model = format == .layersModel ? path + "model.json" : path
    let saved = try SavedModel(
      path: model, start: Array(try Data(contentsOf: URL(filePath: model))))
    let again = try ModelReader(json: saved.json).network.resolved()
    #expect(again.parameterCount == network.parameterCount - 8)
    let tensors = try WeightFile.tensors(path: model, for: again)
    #expect(tensors.map(\.name) == weights.map(\.name))
    #expect(tensors[0].tensor == weights[0].tensor)
    #expect(tensors[2].tensor.elements == [8, 10, 12, 14, 16, 18, 20, 22])
  }
}
