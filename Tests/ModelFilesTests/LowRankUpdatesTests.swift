import KerasFormat
import Networks
import TestSupport
import Testing

@testable import ModelFiles

/// What LoRA has learned is part of the tables in Keras 3's own files.
@Suite(
  .enabled(
    if: SavedModel.canReadContainers,
    "libhdf5 and libzip write these files; install libhdf5-103-1 and libzip4"))
struct LowRankUpdatesTests {
  /// A dense layer of 3 inputs and 2 units, and updates of rank 2 that count three times.
  private func network(
    _ quantization: Adaptation.Quantization? = nil
  ) throws -> ResolvedNetwork {
    let adaptation = Adaptation(loraRank: 2, loraAlpha: 6, quantization: quantization)
    return try NetworkDescription(
      sequential: "net", input: [3],
      layers: [LayerDescription("d", Dense(units: 2), adaptation: adaptation)]
    ).resolved()
  }

  private func output(_ network: ResolvedNetwork) throws -> ModelOutput {
    let numbers: [String: [Float]] = [
      "d/kernel": [1, 2, 3, 4, 5, 6], "d/lora_kernel_a": [1, 0, 0, 1, 1, 1],
      "d/lora_kernel_b": [1, 10, 100, 1_000],
    ]
    let weights = network.parameters.map { parameter in
      NamedTensor(
        name: parameter.path,
        tensor: Tensor(
          dimensions: parameter.shape.dimensions,
          elements: numbers[parameter.path] ?? Array(repeating: 0, count: parameter.count)))
    }
    return try ModelOutput(network, json: ModelWriter.json(network), weights: weights)
  }

  @Test(arguments: [ModelOutput.Format.keras, .weights])
  func productsAreAddedToTables(format: ModelOutput.Format) throws {
    let network = try network()
    try withTemporaryFolder { folder in
      let path = "\(folder)/net\(format.rawValue)"
      try output(network).write(format, to: path)
      let read = try WeightFile.tensors(path: path, for: network)
      #expect(read.map(\.name) == ["d/kernel", "d/bias"])
      // The rows of the product are 1 and 10, 100 and 1,000, and their sum, three times.
      let sums: [Float] = [4, 32, 303, 3_004, 308, 3_036]
      #expect(read[0].tensor.elements == sums)
    }
  }

  /// Such files have places for the updates.
  @Test func wholeModelsKeepThemApart() throws {
    let network = try network()
    try withTemporaryFolder { folder in
      try output(network).write(.hdf5, to: "\(folder)/net.h5")
      let read = try WeightFile.tensors(path: "\(folder)/net.h5", for: network)
      #expect(read[0].tensor.elements == [1, 2, 3, 4, 5, 6])
      #expect(read[3].tensor.elements == [1, 10, 100, 1_000])
    }
  }

  @Test func quantisedTablesCannotTakeThem() throws {
    let output = try output(try network(.int8))
    try withTemporaryFolder { folder in
      let error = #expect(throws: ModelError.self) {
        try output.write(.keras, to: "\(folder)/net.keras")
      }
      #expect(error?.description.contains("layer 'd': its updates by LoRA") == true)
    }
  }
}
