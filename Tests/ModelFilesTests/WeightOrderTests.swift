import Foundation
import KerasFormat
import Networks
import Testing

@testable import ModelFiles

/// Weights of a model whose layers have other names: Keras takes those of older files in order.
@Suite(
  .enabled(
    if: SavedModel.canReadContainers,
    "libhdf5 and libzip read these files; install libhdf5-dev and libzip-dev"))
struct WeightOrderTests {
  /// A network of several kinds of layers whose names end in numbers from `first` on.
  private func network(first: Int, units: Int = 3) throws -> ResolvedNetwork {
    let inner = NetworkDescription(
      sequential: "model_\(first)", input: [3],
      layers: [
        LayerDescription("dense_\(first + 2)", Dense(units: 3)),
        LayerDescription("batch_normalization_\(first)", BatchNormalization()),
        LayerDescription("dense_\(first + 3)", Dense(units: 3)),
      ])
    return try NetworkDescription(
      sequential: "net", input: [4],
      layers: [
        LayerDescription("dense_\(first)", Dense(units: units)),
        LayerDescription("dropout_\(first)", Dropout(rate: 0.5)),
        LayerDescription("dense_\(first + 1)", Dense(units: 3)),
        LayerDescription("model_\(first)", NestedModel(inner)),
        LayerDescription("repeat_\(first)", RepeatVector(2)),
        LayerDescription("both_\(first)", Bidirectional(LSTM(units: 2))),
      ]
    ).resolved()
  }

  /// Each weight holds numbers of its own.
  private func weights(of network: ResolvedNetwork) -> [NamedTensor] {
    network.parameters.enumerated().map { index, parameter in
      NamedTensor(
        name: parameter.path,
        tensor: Tensor(
          dimensions: parameter.shape.dimensions,
          elements: (0..<parameter.count).map { Float(100 * index + $0) }))
    }
  }

  /// What the file of one network gives for another.
  private func read(
    _ file: ResolvedNetwork, for network: ResolvedNetwork,
    as format: ModelOutput.Format = .hdf5
  ) throws -> [NamedTensor] {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "order-\(UUID())\(format.rawValue)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ModelOutput(file, json: ModelWriter.json(file), weights: weights(of: file))
      .write(format, to: path)
    return try WeightFile.tensors(path: path, for: network)
  }

  /// Names may be others altogether, or begin where those of the file end.
  @Test(
    arguments: [1, 2, 4, 50],
    [ModelOutput.Format.keras, .weights, .hdf5])
  func namesAreNoMatter(first: Int, format: ModelOutput.Format) throws {
    let network = try network(first: first)
    let tensors = try read(try self.network(first: 1), for: network, as: format)
    #expect(tensors == weights(of: network))
  }

  /// Keras takes the first layer's weights for the first layer, though the second one has its name.
  @Test func orderGoesBeforeNames() throws {
    func network(_ names: String...) throws -> ResolvedNetwork {
      try NetworkDescription(
        sequential: "net", input: [3],
        layers: names.map { LayerDescription($0, Dense(units: 3)) }
      ).resolved()
    }
    let exchanged = try network("b", "a")
    #expect(try read(try network("a", "b"), for: exchanged) == weights(of: exchanged))
    // Archives of Keras 3 number layers; names are none of theirs either.
    #expect(
      try read(try network("a", "b"), for: exchanged, as: .keras) == weights(of: exchanged))
  }

  @Test func whatFitsNeitherWayIsTold() throws {
    let file = try network(first: 1)
    let error = #expect(throws: ModelError.self) {
      try read(file, for: try network(first: 7, units: 5))
    }
    let sentence = error?.description ?? ""
    #expect(sentence.hasPrefix("layer 'dense_7': the file holds 0 data sets for 'kernel'"))
    #expect(
      sentence.contains(
        "in the file's order: layer 'dense_7': the file's 'model_weights/dense_1/dense_1/kernel:0' "
          + "has the shape [4, 3], but the network needs [4, 5]"))
    #expect(sentence.hasSuffix("use weights of this very model"))
    let fewer = try NetworkDescription(
      sequential: "one", input: [4], layers: [LayerDescription("only", Dense(units: 3))]
    ).resolved()
    let other = #expect(throws: ModelError.self) { try read(file, for: fewer) }
    #expect(
      other?.description.contains("lists 4 layers with weights, and the network has 1") == true)
  }

  /// Weights by themselves lie at the root, as `save_weights` of Keras 2 leaves them; texts have a size or none.
  @Test func listsAtTheRootAreRead() throws {
    let path = Bundle.module.resourceURL!.appending(path: "Fixtures/weights-keras2.h5").path
    let network = try NetworkDescription(
      sequential: "net", input: [2],
      layers: [
        LayerDescription("first", Dense(units: 2)), LayerDescription("second", Dense(units: 1)),
      ]
    ).resolved()
    let tensors = try WeightFile.tensors(path: path, for: network)
    #expect(tensors.map(\.tensor.elements) == [[1, 2, 3, 4], [5, 6], [7, 8], [9]])
  }

  /// Lists where one text is expected, as nobody writes them, are read within their bounds.
  @Test func listsInPlaceOfTextsAreRead() throws {
    let path = Bundle.module.resourceURL!.appending(path: "Fixtures/listed-texts.h5").path
    let saved = try SavedModel(
      path: path, start: Array(try Data(contentsOf: URL(filePath: path))))
    let reader = try ModelReader(json: saved.json)
    #expect(try reader.network.resolved().parameterCount == 9)
  }
}
