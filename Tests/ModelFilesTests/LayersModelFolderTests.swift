import Foundation
import KerasFormat
import Networks
import Randomness
import TestSupport
import Testing

@testable import ModelFiles

/// Folders for TensorFlow.js: what is written is read again, and what others wrote is not trusted.
@Suite struct LayersModelFolderTests {
  private func dense(_ inputs: Int, _ units: Int) throws -> ResolvedNetwork {
    try NetworkDescription(
      sequential: "net", input: [inputs], layers: [LayerDescription("dense", Dense(units: units))]
    ).resolved()
  }

  private func randomWeights(_ network: ResolvedNetwork) -> [NamedTensor] {
    var random = SplitMix64(seed: 3)
    return network.parameters.map {
      NamedTensor(name: $0.path, tensor: .random($0.shape.dimensions, using: &random))
    }
  }

  @Test func weightsComeBackBitForBit() throws {
    let inner = NetworkDescription(
      sequential: "inner", input: [6, 4],
      layers: [
        LayerDescription("walk", Bidirectional(LSTM(units: 2, returnsSequences: true))),
        LayerDescription("norm", BatchNormalization()),
      ])
    let network = try NetworkDescription(
      sequential: "net", input: [6, 4],
      layers: [
        LayerDescription("inner", NestedModel(inner)),
        LayerDescription("image", Reshape([6, 2, 2])),
        LayerDescription("depth", DepthwiseConv2D(kernelSize: Size2D(2, 2))),
        LayerDescription("flat", Flatten()), LayerDescription("dense", Dense(units: 3)),
      ]
    ).resolved()
    var weights = randomWeights(network)
    weights[0].tensor.elements[0] = Float(bitPattern: 0x7FC1_2345)
    try withTemporaryFolder { folder in
      let path = "\(folder)/new/web/"
      let output = try ModelOutput(network, json: ModelWriter.json(network), weights: weights)
      try output.write(.layersModel, to: path)
      let again = try WeightFile.tensors(path: path + "model.json", for: network)
      #expect(again.map(\.name) == weights.map(\.name))
      for (new, old) in zip(again, weights) {
        #expect(new.tensor.dimensions == old.tensor.dimensions)
        #expect(new.tensor.elements.map(\.bitPattern) == old.tensor.elements.map(\.bitPattern))
      }
      let model = try ModelReader(json: Data(contentsOf: URL(filePath: path + "model.json")))
      let read = try model.network.resolved()
      #expect(
        try model.weightsManifest()?.sentence(for: read)
          == "the manifest lists \(grouped(network.parameterCount)) numbers, as counted")
      #expect(
        try WeightFile.tensors(path: path + "model.json", for: read).map(\.tensor.dimensions)
          == weights.map(\.tensor.dimensions))
    }
  }

  /// As ml5.js names them; a way out of the folder stays refused.
  @Test func pathsMayBeginWithTheFolderItself() throws {
    let network = try dense(3, 2)
    let weights = randomWeights(network)
    try withTemporaryFolder { folder in
      try ModelOutput(network, json: ModelWriter.json(network), weights: weights)
        .write(.layersModel, to: folder + "/")
      let path = "\(folder)/model.json"
      let json = try String(contentsOfFile: path, encoding: .utf8)
      func renamed(_ prefix: String) throws -> [NamedTensor] {
        try json.replacing("group1-shard", with: prefix + "group1-shard")
          .write(toFile: path, atomically: true, encoding: .utf8)
        return try WeightFile.tensors(path: path, for: network)
      }
      #expect(try renamed("./").map(\.tensor) == weights.map(\.tensor))
      #expect(throws: ModelError.self) { try renamed("./../") }
      #expect(throws: ModelError.self) { try renamed("../") }
    }
  }

  /// Its several weights of one name in TensorFlow.js are not the reason.
  @Test func layersThatTheBrowserLacksAreTheReason() throws {
    let attention = NetworkLayer(
      LayerDescription("attend", MultiHeadAttention(heads: 2, keySize: 3)),
      calls: [[TensorReference(layer: "in"), TensorReference(layer: "in")]])
    let network = try NetworkDescription(
      name: "net",
      layers: [NetworkLayer(LayerDescription("in", InputLayer([5, 4])), calls: [[]]), attention],
      outputs: [TensorReference(layer: "attend")]
    ).resolved()
    try withTemporaryFolder { folder in
      let output = try ModelOutput(
        network, json: ModelWriter.json(network), weights: randomWeights(network))
      let error = #expect(throws: ModelError.self) {
        try output.write(.layersModel, to: folder + "/js/")
      }
      #expect(error?.description.contains("TensorFlow.js has no such layer") == true)
    }
  }

  @Test func largeWeightsLieInSeveralFiles() throws {
    let network = try dense(1_100, 1_000)
    let weights = randomWeights(network)
    try withTemporaryFolder { folder in
      try ModelOutput(network, json: ModelWriter.json(network), weights: weights)
        .write(.layersModel, to: folder + "/")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names == ["group1-shard1of2.bin", "group1-shard2of2.bin", "model.json"])
      let sizes = names.prefix(2).map { byteCount(of: "\(folder)/\($0)") }
      #expect(sizes == [4_194_304, 4 * 1_101_000 - 4_194_304])
      #expect(
        try WeightFile.tensors(path: folder + "/model.json", for: network).map(\.tensor)
          == weights.map(\.tensor))
    }
  }

  @Test func architecturesGoWithoutWeights() throws {
    let network = try dense(3, 2)
    try withTemporaryFolder { folder in
      try LayersModelFolder.write(
        network, json: ModelWriter.json(network), weights: nil, to: folder)
      let error = #expect(throws: ModelError.self) {
        try WeightFile.tensors(path: folder + "/model.json", for: network)
      }
      #expect(error?.description.contains("lists no weights") == true)
    }
  }

  /// A file with this manifest beside the bytes of `shard.bin`.
  private func tensors(
    _ manifest: String, bytes: [UInt8], of network: ResolvedNetwork
  ) throws -> [NamedTensor] {
    try withTemporaryFolder { folder in
      let model =
        #"{"modelTopology": \#(ModelWriter.json(network)), "weightsManifest": \#(manifest)}"#
      try Data(model.utf8).write(to: URL(filePath: folder + "/model.json"))
      try Data(bytes).write(to: URL(filePath: folder + "/shard.bin"))
      return try WeightFile.tensors(path: folder + "/model.json", for: network)
    }
  }

  /// As the converter of TensorFlow.js packs weights, with the name of a loop's cell in one of them.
  @Test func packedNumbersAreUnpacked() throws {
    let tensors = try tensors(
      """
      [{"paths": ["shard.bin"], "weights": [
        {"name": "dense/cell/kernel", "shape": [3, 1], "dtype": "float32",
         "quantization": {"dtype": "uint8", "min": -1.5, "scale": 0.5, "original_dtype": "float32"}},
        {"name": "dense/bias", "shape": [1], "dtype": "float32",
         "quantization": {"dtype": "float16", "original_dtype": "float32"}}]}]
      """, bytes: [0, 3, 255, 0x00, 0x3E], of: try dense(3, 1))
    #expect(tensors.map(\.name) == ["dense/kernel", "dense/bias"])
    #expect(tensors[0].tensor.elements == [-1.5, 0, 126])
    #expect(tensors[1].tensor.elements == [1.5])
  }

  @Test(arguments: [
    (#""../shard.bin""#, "[3, 1]", "none beside the model"),
    (#""/etc/passwd""#, "[3, 1]", "none beside the model"),
    (#""other.bin""#, "[3, 1]", "there is no file 'other.bin'"),
    (#"".""#, "[3, 1]", "none beside the model"),
    (#""shard.bin""#, "[3, 2]", "hold 16 bytes, but 28 are listed"),
    (#""shard.bin", "shard.bin""#, "[3, 1]", "hold 32 bytes, but 16 are listed"),
    (#""shard.bin""#, "[1099511627776, 8]", "hold 16 bytes"),
    (#""shard.bin""#, "[1099511627776, 1099511627776]", "larger than any file"),
    (#""shard.bin""#, "[1, 3]", "has the shape [1, 3], but the network needs [3, 1]"),
  ])
  func whatOthersWroteLeadsNowhere(paths: String, shape: String, words: String) throws {
    let network = try dense(3, 1)
    let error = #expect(throws: ModelError.self) {
      try tensors(
        """
        [{"paths": [\(paths)], "weights": [
          {"name": "dense/kernel", "shape": \(shape), "dtype": "float32"},
          {"name": "dense/bias", "shape": [1], "dtype": "float32"}]}]
        """, bytes: Array(repeating: 0, count: 16), of: network)
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func weightsOfAnotherModelAreNamed() throws {
    let network = try dense(3, 1)
    let error = #expect(throws: ModelError.self) {
      try tensors(
        """
        [{"paths": ["shard.bin"], "weights": [
          {"name": "other/kernel", "shape": [4], "dtype": "float32"}]}]
        """, bytes: Array(repeating: 0, count: 16), of: network)
    }
    #expect(error?.description.contains("layer 'dense': the file lists no 'dense/kernel'") == true)
  }

  @Test func foldersThatCannotBeAreNamed() throws {
    let network = try dense(3, 1)
    try withTemporaryFolder { folder in
      try Data().write(to: URL(filePath: folder + "/file"))
      let output = try ModelOutput(
        network, json: ModelWriter.json(network), weights: randomWeights(network))
      let error = #expect(throws: ModelError.self) {
        try output.write(.layersModel, to: folder + "/file/")
      }
      #expect(error?.description.contains("name a folder that may be written") == true)
    }
  }
}
