import Foundation
import KerasFormat
import ModelFiles
import Networks
import Records
import Suites
import Sweeps
import TestSupport
import Testing

@testable import gradmark

/// Model files in sweeps: what the record holds of them, and how mistakes are told.
@Suite struct RecordedModelTests {
  private static let tests = URL(filePath: #filePath).appending(path: "../..").standardized.path
  private static let files = "\(tests)/ModelFilesTests/Fixtures"

  private let machine = Machine(
    name: "arm-2c", architecture: "aarch64", cores: 2, usableCores: 2,
    build: Machine.Build(
      compiler: "Swift 6.3.1", flags: "", targetCPU: "native", vectorLanes: 4, commit: nil,
      allocator: "jemalloc 5.3.0"))

  private func record(_ arguments: [String]) throws -> BenchmarkPlan {
    try PlanCommand.parse(["--batch-sizes", "8", "--threads", "1"] + arguments).options
      .plan(for: machine).record
  }

  private func sentence(_ arguments: [String]) -> String {
    let error = #expect(throws: (any Error).self) { try record(arguments) }
    return error.map { "\($0)" } ?? ""
  }

  @Test(.enabled(if: SavedModel.canReadContainers), arguments: ["small.keras", "small.h5"])
  func archivesAndHDF5AreWrittenDownAsKeras3WritesThem(name: String) throws {
    let record = try record([
      "--models", "\(Self.files)/\(name),pair", "--optimizer", "adam", "--loss", "mse",
    ])
    let model = try #require(record.models?.first)
    #expect(record.models?.count == 1 && model.name == "small")
    #expect(record.cases.map(\.subject.model) == ["small", "pair"])
    #expect(record.cases[0].files == ["model": model.digest])
    // The weights of the file tell what Keras has counted.
    #expect(model.counts?.values.reduce(0, +) == record.cases[0].parameterCount)
    // Whoever reads the record has the same network.
    let entry = try Catalog.Entry(
      name: "small", model: model.json.utf8, counts: model.counts ?? [:])
    #expect(try entry.network.resolved().parameterCount == record.cases[0].parameterCount)
    #expect(entry.training.optimizer.rule == .adam && entry.training.loss == .meanSquaredError)
  }

  /// A model is not counted by the weights of another one.
  @Test(.enabled(if: SavedModel.canReadContainers))
  func weightsOfAnotherModelCountNothing() throws {
    func network(_ units: Int) throws -> ResolvedNetwork {
      try NetworkDescription(
        sequential: "net", input: [4], layers: [LayerDescription("a", Dense(units: units))]
      ).resolved()
    }
    try withTemporaryFolder { folder in
      let path = "\(folder)/mixed.h5", own = try network(3)
      let weights = own.parameters.map {
        NamedTensor(name: $0.path, tensor: Tensor(zeros: $0.shape.dimensions))
      }
      try ModelOutput(own, json: ModelWriter.json(try network(5)), weights: weights)
        .write(.hdf5, to: path)
      let sentence = sentence(["--models", path, "--optimizer", "sgd", "--loss", "mse"])
      #expect(sentence.contains("the file lacks 'a/kernel' of shape [4, 5]"))
    }
  }

  /// As 'gradmark summary' tells it.
  @Test func theClassThatIsLikelyMeantIsNamed() throws {
    try withTemporaryFolder { folder in
      func told(_ className: String) throws -> String {
        let text = #"""
          {"class_name": "Sequential", "config": {"name": "s", "layers": [
            {"class_name": "InputLayer", "config": {"name": "i", "batch_shape": [null, 4]}},
            {"class_name": "\#(className)", "config": {"name": "d", "units": 3}}]},
           "compile_config": {"optimizer": "sgd", "loss": "mse"}}
          """#
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/model.json"))
        return sentence(["--models", "\(folder)/model.json"])
      }
      let reason =
        "model.json: layer 'd': its weights cannot be counted: the class is not one of Keras's layers"
      let (misspelt, unknown) = (try told("Dens"), try told("Quaternions"))
      #expect(misspelt.hasSuffix("\(reason); did you mean 'Dense'?"))
      #expect(unknown.hasSuffix(reason))
    }
  }

  @Test func whateverIsWrongIsOneSentenceBeforeAnyWork() throws {
    try withTemporaryFolder { folder in
      let world = try FlagWorld(folder: folder)
      let model = "\(world.folder)/model.json"
      func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        return "\(folder)/\(name)"
      }
      let plain = #"""
        {"class_name": "Sequential", "config": {"name": "net", "layers": [
          {"class_name": "Dense", "config": {"name": "dense", "units": 1, "batch_input_shape": [null, 2]}}]}}
        """#
      let uncompiled = try write("plain.json", plain)
      let joined = try write("joined.json", twoInputs)
      let own = try write("own.json", plain.replacing(#""Dense""#, with: #""MyLayer""#))
      let cases: [([String], String)] = [
        (["\(folder)/none.keras"], "cannot read"),
        ([try write("empty.json", "")], "is empty"),
        ([try write("broken.keras", "PK nothing")], "broken.keras: "),
        ([uncompiled], "says nothing of how it is compiled; give --optimizer and --loss, such as"),
        (
          [uncompiled, "--loss", "mse"],
          "says nothing of how it is compiled; give --optimizer, such as"
        ),
        ([uncompiled, "--optimizer", "adam"], "says nothing of how it is compiled; give --loss"),
        ([uncompiled, "--optimizer", "adam", "--loss", "hinge"], "the loss is 'hinge'"),
        ([uncompiled, "--optimizer", "ftrl", "--loss", "mse"], "the optimizer is 'ftrl'"),
        ([own, "--optimizer", "adam", "--loss", "mse"], "own.json: "),
        (
          [model, "--expected", "\(folder)/counts.csv"],
          "model.json beside \(folder)/counts.csv: dense: 3, but 4 expected; correct"
        ),
        ([model, "--expected", ""], "--expected is empty"),
        ([model, "--data", ""], "--data is empty"),
        (
          [joined, "--optimizer", "adam", "--loss", "mse", "--data", "\(folder)/many.safetensors"],
          "there is no 'x/a' and no 'x/b'"
        ),
        ([model, "--expected", "\(folder)/none.csv"], "cannot read"),
        ([model, "--data", "\(folder)/none.safetensors"], "none.safetensors"),
        ([model, "--data", "\(folder)/x.safetensors"], "there is no 'y'"),
        ([model, "--data", "\(folder)/data.safetensors"], "fewer than a batch of 8"),
        (["pair", "--data", "\(folder)/many.safetensors"], "is of one model file"),
        (["\(model),\(uncompiled)", "--loss", "mse"], "is of one model file"),
      ]
      for (arguments, expected) in cases {
        let sentence = sentence(["--models"] + arguments)
        #expect(sentence.contains(expected), "\(arguments): \(sentence)")
        #expect(!sentence.contains("\n") && sentence.count < 400, "\(sentence)")
      }
    }
  }

  @Test func aTableIsHeldToTheNetworkAndWrittenDown() throws {
    try withTemporaryFolder { folder in
      let world = try FlagWorld(folder: folder)
      let record = try record([
        "--models", "\(world.folder)/model.json", "--expected", "\(folder)/right.csv", "--data",
        "\(folder)/many.safetensors",
      ])
      #expect(record.models?.first?.counts == ["dense": 3])
      #expect(record.cases[0].files?.keys.sorted() == ["data", "model"])
    }
  }

  @Test func networksOfSeveralInputsAreMeasuredToo() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/joined.json"
      try Data(twoInputs.utf8).write(to: URL(filePath: path))
      let plan = try PlanCommand.parse([
        "--batch-sizes", "8", "--threads", "1", "--models", path, "--optimizer", "adam", "--loss",
        "mse",
      ]).options.plan(for: machine)
      #expect(plan.record.cases.map(\.parameterCount) == [16])
      // It learns, as every cell has to.
      let trainer = try WorkloadTrainers().trainers(for: plan.groups[0], seed: 1)
        .makeTrainer(Team(threads: 1))
      let report = trainer.run(steps: 500, stepsPerGroup: 50, meter: { 0 })
      #expect(report.lastLoss < report.firstLosses[0])
    }
  }

  @Test func suitesNameFilesBesideThem() throws {
    try withTemporaryFolder { folder in
      _ = try FlagWorld(folder: folder)
      let text = "models: {mine: {file: model.json, expected: right.csv}, pair: }"
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/own.yml"))
      let record = try record(["--suite", "\(folder)/own.yml"])
      #expect(record.cases.map(\.subject.model) == ["mine", "pair"])
      #expect(record.models?.map(\.name) == ["mine"])
    }
  }

  @Test func aMistakeInASuitesFileNamesTheSuite() throws {
    try withTemporaryFolder { folder in
      _ = try FlagWorld(folder: folder)
      let suite = "\(folder)/own.yml"
      func sentence(_ settings: String) throws -> String {
        try Data("models: {mine: {\(settings)}}".utf8).write(to: URL(filePath: suite))
        return self.sentence(["--suite", suite])
      }
      let missing = try sentence("file: none.json")
      #expect(missing.hasPrefix("suite \(quoted(suite)), 'mine': "))
      #expect(missing.contains("\(folder)/none.json"))
      let table = try sentence("file: model.json, expected: none.csv")
      #expect(table.hasPrefix("suite \(quoted(suite)), 'mine': "))
      let data = try sentence("file: model.json, data: none.safetensors")
      #expect(
        data.hasPrefix("suite \(quoted(suite)), 'data' of 'mine': \(folder)/none.safetensors: "))
      #expect(!self.sentence(["--models", "\(folder)/none.json"]).contains("suite"))
    }
  }
}

/// Two inputs that are joined before a layer.
private let twoInputs = #"""
  {"class_name": "Functional", "config": {"name": "joined", "layers": [
    {"class_name": "InputLayer", "config": {"name": "a", "batch_input_shape": [null, 4]}, "name": "a",
      "inbound_nodes": []},
    {"class_name": "InputLayer", "config": {"name": "b", "batch_input_shape": [null, 3]}, "name": "b",
      "inbound_nodes": []},
    {"class_name": "Concatenate", "config": {"name": "c", "axis": -1}, "name": "c",
      "inbound_nodes": [[["a", 0, 0, {}], ["b", 0, 0, {}]]]},
    {"class_name": "Dense", "config": {"name": "o", "units": 2}, "name": "o",
      "inbound_nodes": [[["c", 0, 0, {}]]]}],
    "input_layers": [["a", 0, 0], ["b", 0, 0]], "output_layers": [["o", 0, 0]]}}
  """#
