import Foundation
import KerasFormat
import Networks
import TestSupport
import Testing

@testable import ModelFiles

/// Files that Keras 3.15.1 saved: Dense 3, BatchNormalization, Dropout, Dense 2 on four numbers.
@Suite(
  .enabled(
    if: SavedModel.canReadContainers,
    "libhdf5 and libzip read these files; install libhdf5-dev and libzip-dev"))
struct SavedModelTests: ReadsFixtures {
  /// Keras adds LoRA's updates to the tables as it saves them, and begins anew from zero.
  @Test func updatesThatAreMissingAreZero() throws {
    let network = try NetworkDescription(
      sequential: "net", input: [4],
      layers: [
        LayerDescription("d", Dense(units: 3), adaptation: Adaptation(loraRank: 2))
      ]
    ).resolved()
    let weights = network.parameters.filter { !$0.isUpdate }.map {
      NamedTensor(
        name: $0.path,
        tensor: Tensor(
          dimensions: $0.shape.dimensions, elements: Array(repeating: 1, count: $0.count)))
    }
    #expect(weights.count == 2 && network.parameters.count == 4)
    try withTemporaryFolder { folder in
      let output = try ModelOutput(network, json: ModelWriter.json(network), weights: weights)
      try output.write(.hdf5, to: "\(folder)/net.h5")
      let again = try WeightFile.tensors(path: "\(folder)/net.h5", for: network)
      #expect(again.map { $0.tensor.elements.reduce(0, +) }.sorted() == [0, 0, 3, 12])
    }
  }

  @Test func archivesOfPyTorchAreNamed() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/model.pt"
      try ZIPArchive.write(to: path, texts: ["model/data.pkl": "x"], files: [:])
      let error = #expect(throws: ModelError.self) {
        try SavedModel(path: path, start: Array("PK".utf8))
      }
      #expect(error?.description.contains("of PyTorch") == true)
      // Nor is one that was cut off called an archive.
      try Data(try Data(contentsOf: URL(fileURLWithPath: path)).prefix(60))
        .write(to: URL(fileURLWithPath: path))
      let cut = #expect(throws: ModelError.self) {
        try SavedModel(path: path, start: Array("PK".utf8))
      }
      #expect(cut?.description == error?.description)
    }
  }

  /// libzip takes the first of two entries, Python the last.
  @Test func archivesWithTwoModelsAreRefused() {
    let error = #expect(throws: ModelError.self) { try saved("twice.keras") }
    #expect(error?.description.contains("holds 'config.json' twice") == true)
  }

  @Test(arguments: [
    ("m/saved_model.pb", "a TensorFlow SavedModel ('m/saved_model.pb')"),
    ("model.weights.h5", "weights without an architecture"),
    ("model.json", "holds 'model.json'; unpack it"), ("a.npy", "arrays of NumPy"),
    ("readme.txt", "holds no 'config.json'"),
  ])
  func otherArchivesAreCalledWhatTheyAre(name: String, words: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/other.zip"
      try ZIPArchive.write(to: path, texts: [name: "."], files: [:])
      let error = #expect(throws: ModelError.self) {
        try SavedModel(path: path, start: Array("PK".utf8))
      }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }

  /// An optimizer around another is written with all variables, and the inner one once more.
  @Test func variablesOfAnInnerOptimizerCountOnce() throws {
    let network = try NetworkDescription(
      sequential: "net", input: [4], layers: [LayerDescription("d", Dense(units: 3))]
    ).resolved()
    try withTemporaryFolder { folder in
      let (weights, archive) = ("\(folder)/w.h5", "\(folder)/net.keras")
      func write() throws {
        let file = try HDF5Output(path: weights)
        for path in ["optimizer/vars/0", "optimizer/vars/1", "optimizer/inner_optimizer/vars/0"] {
          try file.write(Tensor(zeros: [3]), at: path)
        }
      }
      try write()
      try ZIPArchive.write(
        to: archive, texts: ["config.json": ModelWriter.json(network)],
        files: ["model.weights.h5": weights])
      let saved = try SavedModel(path: archive, start: Array("PK".utf8))
      #expect(saved.optimizerCount == 6 && saved.isOptimizerTrained)
    }
  }

  @Test(arguments: ["small.keras", "small.h5"])
  func modelsAreReadWithTheirWeights(name: String) throws {
    let saved = try saved(name)
    let reader = try ModelReader(json: saved.json)
    let network = try reader.network.resolved()
    #expect(network.parameterCount == 35 && network.trainableCount == 29)
    #expect(network.layers.map(\.name).suffix(4) == ["a", "bn", "drop", "b"])
    #expect(try saved.checkedWeights(of: network) == "the file has 35 numbers, as counted")
    #expect(try reader.optimizer() != nil)
    #expect(try reader.loss() == .meanSquaredError)
  }

  /// A layer that cannot be counted leaves a lower bound; the file says how many numbers there are.
  @Test(arguments: ["small.keras", "small.h5"])
  func numbersAreToldWhereTheyCannotBeCounted(name: String) throws {
    let saved = try saved(name)
    let known = try ModelReader(json: saved.json).network.resolved()
    #expect(saved.heldNumbers(of: known) == nil)
    func sentence(_ known: [LayerDescription], input: Shape = [4]) throws -> String? {
      let own = UnknownLayer(className: "Mine", kind: .ownClass("unknown"), configuration: "{}")
      return saved.heldNumbers(
        of: try NetworkDescription(
          sequential: "open", input: input, layers: known + [LayerDescription("own", own)]
        ).resolved())
    }
    #expect(
      try sentence([LayerDescription("a", Dense(units: 3))])
        == "the file has 35 numbers, of which 15 are counted")
    #expect(try sentence([]) == "the file has 35 numbers, none of which could be counted")
    #expect(
      try sentence([LayerDescription("a", Dense(units: 9))])
        == "the file has 35 numbers, fewer than the 45 that are counted")
    #expect(
      try sentence([], input: .unknown)
        == "the file has 35 numbers, none of which could be counted")
  }

  @Test func weightsOfAnotherModelAreNamed() throws {
    let saved = try saved("small.keras")
    let other = NetworkDescription(
      sequential: "other", input: [4], layers: [LayerDescription("a", Dense(units: 5))])
    let error = #expect(throws: ModelError.self) {
      try saved.checkedWeights(of: try other.resolved())
    }
    #expect(
      error?.description.contains("lacks 'a/kernel' of shape [4, 5], 'a/bias' of shape [5]") == true
    )
    #expect(error?.description.contains("holds besides") == true)
  }

  @Test func dataOfPyTablesAreNoWeights() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/data.h5"
      func write() throws {
        let file = try HDF5Output(path: path)
        try file.write(Tensor(zeros: [3]), at: "state")
        try file.set("PYTABLES_FORMAT_VERSION", to: "2.1")
      }
      try write()
      let error = #expect(throws: ModelError.self) {
        try SavedModel(path: path, start: Array(try Data(contentsOf: URL(filePath: path))))
      }
      #expect(error?.description.contains("data that PyTables or pandas wrote") == true)
    }
  }

  @Test func weightsAloneAskForTheModel() {
    let error = #expect(throws: ModelError.self) { try saved("small.weights.h5") }
    #expect(error?.description.contains("weights without an architecture") == true)
  }

  @Test(arguments: ["small.keras", "small.h5"], [20, 900, 4_000, 20_000])
  func filesThatAreCutOffAreRefused(name: String, length: Int) throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: path(name)))
    let cut = FileManager.default.temporaryDirectory.appending(path: "cut-\(UUID()).bin")
    try whole.prefix(length).write(to: cut)
    defer { try? FileManager.default.removeItem(at: cut) }
    #expect(throws: ModelError.self) {
      try SavedModel(path: cut.path, start: Array(whole.prefix(length)))
    }
  }

  @Test func librariesThatAreMissingAreNamed() {
    let error = #expect(throws: ModelError.self) {
      try SharedLibrary(named: "libnothing", files: ["libnothing.so.9"], package: "libnothing9")
    }
    #expect(error?.description.contains("install Debian's libnothing9") == true)
  }

  private static let predictions = [0.532856822013855, -0.6375752091407776]

  /// What `predict` of Keras gave for 1, 2, 3, 4 tells whether each number is at its place.
  @Test(arguments: ["small.keras", "small.h5", "small.weights.h5"])
  func weightsAreReadByName(name: String) throws {
    let network = try ModelReader(json: try saved("small.keras").json).network.resolved()
    let tensors = try WeightFile.tensors(path: path(name), for: network)
    #expect(
      tensors.map(\.name) == [
        "a/kernel", "a/bias", "bn/gamma", "bn/beta", "bn/moving_mean", "bn/moving_variance",
        "b/kernel", "b/bias",
      ])
    let values = tensors.map { $0.tensor.elements.map(Double.init) }
    func dense(_ x: [Double], _ kernel: [Double], _ bias: [Double]) -> [Double] {
      bias.indices.map { unit in
        bias[unit] + x.indices.reduce(0) { $0 + x[$1] * kernel[$1 * bias.count + unit] }
      }
    }
    let hidden = dense([1, 2, 3, 4], values[0], values[1])
    let normalized = hidden.indices.map { index in
      (hidden[index] - values[4][index]) / (values[5][index] + 1e-3).squareRoot()
        * values[2][index] + values[3][index]
    }
    let output = dense(normalized, values[6], values[7])
    for (number, expected) in zip(output, Self.predictions) {
      #expect(abs(number - expected) < 1e-5)
    }
  }

  @Test func weightsOfAnotherNetworkAreNamed() throws {
    let other = try NetworkDescription(
      sequential: "other", input: [4], layers: [LayerDescription("a", Dense(units: 5))]
    ).resolved()
    let error = #expect(throws: ModelError.self) {
      try WeightFile.tensors(path: path("small.h5"), for: other)
    }
    #expect(
      error?.description.contains("has the shape [4, 3], but the network needs [4, 5]") == true)
  }

  @Test(arguments: [ModelOutput.Format.keras, .weights, .hdf5])
  func whatIsWrittenIsReadAgain(format: ModelOutput.Format) throws {
    let saved = try saved("small.keras")
    let network = try ModelReader(json: saved.json).network.resolved()
    let weights = try WeightFile.tensors(path: path("small.keras"), for: network)
    let copy = FileManager.default.temporaryDirectory
      .appending(path: "copy-\(UUID())\(format.rawValue)").path
    defer { try? FileManager.default.removeItem(atPath: copy) }
    let output = try ModelOutput(network, json: ModelWriter.json(network), weights: weights)
    try output.write(format, to: copy)
    let again = try WeightFile.tensors(path: copy, for: network)
    #expect(again.map(\.name) == weights.map(\.name))
    #expect(again.map(\.tensor) == weights.map(\.tensor))
    guard format != .weights else { return }
    let model = try SavedModel(
      path: copy, start: Array(try Data(contentsOf: URL(filePath: copy))))
    let read = try ModelReader(json: model.json).network.resolved()
    #expect(read.parameterCount == 35)
    #expect(try model.checkedWeights(of: read) == "the file has 35 numbers, as counted")
  }

  /// Keras 2 holds the state of metrics and optimizers beside layers, in compiled models within others, too.
  @Test func stateOfTrainingIsNoWeight() throws {
    let state = [
      "metrics/mean/vars/0", "layers/sequential/metrics/mean_metric_wrapper/vars/1",
      "optimizer/vars/0", "layers/sequential_1/optimizer/vars/12",
      "_layer_checkpoint_dependencies/sequential/optimizer/vars/1",
    ]
    #expect(state.allSatisfy(WeightPaths.isOfTraining))
    #expect(
      !["layers/dense/vars/0", "layers/metrics/vars/0"].contains(where: WeightPaths.isOfTraining))
    let network = try NetworkDescription(
      sequential: "net", input: [4], layers: [LayerDescription("d", Dense(units: 3))]
    ).resolved()
    try withTemporaryFolder { folder in
      let (weights, archive) = ("\(folder)/w.h5", "\(folder)/net.keras")
      func write() throws {
        let file = try HDF5Output(path: weights)
        try file.write(Tensor(zeros: [4, 3]), at: "layers/dense/vars/0")
        try file.write(Tensor(zeros: [3]), at: "layers/dense/vars/1")
        for path in state.prefix(4) { try file.write(Tensor(zeros: [1]), at: path) }
      }
      try write()
      try ZIPArchive.write(
        to: archive, texts: ["config.json": ModelWriter.json(network)],
        files: ["model.weights.h5": weights])
      let saved = try SavedModel(path: archive, start: Array("PK".utf8))
      #expect(try saved.checkedWeights(of: network) == "the file has 15 numbers, as counted")
    }
  }

  /// As many numbers in another shape are other weights, unless an older version cut them so.
  @Test func shapesInWholeModelsAreCompared() throws {
    let network = try NetworkDescription(
      sequential: "net", input: [6, 4],
      layers: [
        LayerDescription("c", Conv1D(filters: 2, kernelSize: Size1D(all: 3))),
        LayerDescription("d", Dense(units: 3, usesBias: false)),
      ]
    ).resolved()
    func sentence(kernel: [Int], dense: [Int]) throws -> String? {
      try withTemporaryFolder { folder in
        let path = "\(folder)/net.h5"
        func write() throws {
          let file = try HDF5Output(path: path)
          try file.set("model_config", to: ModelWriter.json(network))
          try file.write(Tensor(zeros: kernel), at: "model_weights/c/c_W")
          try file.write(Tensor(zeros: [2]), at: "model_weights/c/c_b")
          try file.write(Tensor(zeros: dense), at: "model_weights/d/d_W")
        }
        try write()
        return try SavedModel(path: path, start: [0x89, 0x48, 0x44, 0x46])
          .checkedWeights(of: network)
      }
    }
    let counted = "the file has 32 numbers, as counted"
    #expect(try sentence(kernel: [3, 4, 2], dense: [2, 3]) == counted)
    // Keras 1 has an axis more.
    #expect(try sentence(kernel: [3, 1, 4, 2], dense: [2, 3]) == counted)
    for dense in [[3, 2], [6], [2, 3, 1, 1]] {
      let error = #expect(throws: ModelError.self) {
        try sentence(kernel: [3, 4, 2], dense: dense)
      }
      #expect(error?.description.contains("lacks 'd/kernel' of shape [2, 3]") == true)
    }
  }

  /// A file of h5py whose kernel [4, 3] is of texts.
  @Test func textsAreNoWeights() throws {
    let saved = try saved("texts.h5")
    let network = try ModelReader(json: saved.json).network.resolved()
    let error = #expect(throws: ModelError.self) { try saved.checkedWeights(of: network) }
    #expect(error?.description.contains("lacks 'a/kernel' of shape [4, 3]") == true)
  }

  /// An archive of `tf_keras` with CuDNNLSTM and CuDNNGRU.
  @Test func archivesOfKeras2HoldWeightsOfCuDNN() throws {
    let saved = try saved("cudnn.keras")
    let network = try ModelReader(json: saved.json).network.resolved()
    #expect(try saved.checkedWeights(of: network) == "the file has 492 numbers, as counted")
  }

  @Test func missingWeightsAreNamedBeforeAnythingIsWritten() throws {
    let network = try ModelReader(json: try saved("small.keras").json).network.resolved()
    let error = #expect(throws: ModelError.self) {
      try ModelOutput(network, json: "{}", weights: [])
    }
    #expect(error?.description.contains("layer 'a': the weights hold no 'a/kernel'") == true)
  }

  @Test func foldersThatAreNotThereAreNamed() throws {
    let network = try ModelReader(json: try saved("small.keras").json).network.resolved()
    let weights = try WeightFile.tensors(path: path("small.keras"), for: network)
    let output = try ModelOutput(network, json: "{}", weights: weights)
    let error = #expect(throws: ModelError.self) {
      try output.write(.keras, to: "/nowhere/m.keras")
    }
    #expect(error?.description.contains("cannot write '/nowhere/m.keras") == true)
  }
}
