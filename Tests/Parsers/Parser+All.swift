import Datasets
import Foundation
import KerasFormat
import ModelFiles
import Networks
import Records
import Reports
import Suites
import TensorFiles
import TrainingFiles

extension Parser {
  /// Every parser of the package.
  public static let all =
    [
      suite, model, layersModel, training, counts, safetensors, numPy, idx, records, fixture,
      samples,
    ] + (SavedModel.canReadContainers ? [saved] : [])

  /// The parser of that name.
  public static func named(_ name: String) -> Parser? { all.first { $0.name == name } }

  /// Suites in YAML.
  public static let suite = Parser(
    "suite",
    words: [
      "models:", "batch_sizes:", "threads:", "processes:", "seconds_per_cell:", "precision:", "<<:",
      "&a ", "*a",
      "!!int ", "!!binary ", "---\n", "...\n", "%YAML 1.2\n", "|\n", ">\n", "- ", "? ", "~", "null",
      "\"\\u0000\"", "\u{FEFF}", "denoise",
    ], seeds: { try SeedFiles.contents(below: "Benchmarks/Suites", ending: ".yml") }
  ) { bytes in
    try withFile(bytes) { _ = try Suite(contentsOf: $0) }
  }

  /// Model files of Keras 1, 2 and 3; what is read must survive being written and read again.
  public static let model = Parser(
    "model",
    words: jsonWords + [
      "\"layers\":", "\"config\":", "\"class_name\":", "\"Sequential\"", "\"Functional\"",
      "\"Conv2D\"", "\"SimpleRNN\"", "\"Dense\"", "\"Flatten\"", "\"batch_shape\":", "\"strides\":",
      "\"inbound_nodes\":", "\"keras_history\":", "\"args\":", "\"input_dim\":", "\"padding\":",
    ],
    seeds: {
      let fixtures = "Tests/KerasFormatTests/Fixtures"
      return try SeedFiles.contents(below: "\(fixtures)/keras3", ending: "model.json")
        + ["keras1", "keras2"].flatMap {
          try SeedFiles.contents(below: "\(fixtures)/\($0)", ending: ".json")
        }
        + ["01-tfjs-wrapper.json", "02-json-string.json", "16-nested-model.json"].flatMap {
          try SeedFiles.contents(below: "\(fixtures)/kinds", ending: $0)
        }
    }
  ) { bytes in
    let reader = try ModelReader(json: bytes)
    let network = try reader.network.resolved()
    let training = try reader.training()
    let variables = try? reader.optimizerVariables(of: network)
    _ = network.summary(optimizer: variables).text(showsGraph: true, isFitted: true)
    _ = network.summary().json()
    _ = network.explanation().text
    _ = try JSONParser.parse(ModelWriter.json(network, compiledAs: reader).utf8)
    let written = ModelWriter.json(network, training: training)
    do {
      let again = try ModelReader(json: written.utf8)
      guard try ModelWriter.json(again.network.resolved(), training: again.training()) == written
      else { throw Misbehavior(description: "model: reads otherwise than it was written") }
    } catch let error as ModelError {
      throw Misbehavior(description: "model: what was written cannot be read: \(error)")
    }
  }

  /// Tables of expected counts, JSON or CSV.
  public static let counts = Parser(
    "counts",
    words: jsonWords + ["\"name\":", "\"params\":", "\"layers\":", "total,", "\r\n", "\""],
    seeds: {
      let summaries = "Tests/KerasFormatTests/Fixtures/keras3"
      return try SeedFiles.contents(below: summaries, ending: "summary.json")
        + [
          "layer,parameters\ndense_1,264710\n\n\"dense_2\", \"132,355\"\r\ntotal,397065\n",
          #"{"dense_1": 264710, "dense_2": 132355, "total": 397065}"#,
        ].map { Array($0.utf8) }
    }
  ) { bytes in
    let network = try Catalog.denoise.network.resolved()
    let comparisons = try ExpectedCounts(text: bytes).comparisons(with: network)
    guard comparisons.allSatisfy({ $0.description.allSatisfy(\.isPrintable) }) else {
      throw Misbehavior(description: "counts: a comparison that would move the cursor")
    }
  }

  private static let jsonWords = [
    "null", "true", "false", "\"name\":", "\\u0000", "\\ud800", "\\udc00", "\"\"", "{}", "[]",
    "[null]",
    "\u{FEFF}", "1.0", "-",
  ]
}

extension Parser {
  /// Archives and HDF5 files of Keras; what is found must be read like any model.
  public static let saved = Parser(
    "saved", words: ["PK\u{3}\u{4}", "PK\u{1}\u{2}", "TREE", "SNOD", "HEAP", "OHDR", "FRHP"],
    seeds: {
      try ["small.keras", "small.h5", "small.weights.h5"].flatMap {
        try SeedFiles.contents(below: "Tests/ModelFilesTests", ending: $0)
      }
    }
  ) { bytes in
    try withNamedFile(bytes) { path in
      // Weights are for the model beside them or, where they are alone, for that of the sound files.
      var network = small
      if let saved = try? SavedModel(path: path, start: Array(bytes.prefix(16))) {
        network = try ModelReader(json: saved.json).network.resolved()
        _ = try saved.checkedWeights(of: network)
      }
      _ = try WeightFile.tensors(path: path, for: network)
    }
  }

  /// The model of the sound files.
  private static let small: ResolvedNetwork = {
    let layers = [
      LayerDescription("a", Dense(units: 3)), LayerDescription("bn", BatchNormalization()),
      LayerDescription("drop", Dropout(rate: 0.5)), LayerDescription("b", Dense(units: 2)),
    ]
    guard
      let network = try? NetworkDescription(sequential: "small", input: [4], layers: layers)
        .resolved()
    else { preconditionFailure("the model of the sound files is none") }
    return network
  }()

  /// `model.json` of TensorFlow.js with its weights, and lists of shards; what is read must survive being
  /// written so.
  public static let layersModel = Parser(
    "layersmodel",
    words: jsonWords + [
      "\"weightsManifest\":", "\"paths\":", "\"weights\":", "\"shape\":", "\"dtype\":",
      "\"quantization\":", "\"uint8\"", "\"float16\"", "\"scale\":1", "\"min\":0", "\"../\"",
      "\"group1-shard1of1.bin\"", "\"Dense\"", "\"GRU\"", "\"reset_after\":false",
      "\"weight_map\":", "\"small.weights.h5\"",
    ],
    seeds: {
      let network = small
      let weights = try network.browserWeights()
      let manifest = WeightsManifest(groups: [
        .init(paths: [FolderOfWeights.file], weights: weights)
      ])
      let text = try LayersModelWriter.json(
        network, json: ModelWriter.json(network), manifest: manifest)
      let shards = #"{"weight_map": {"/layers/dense/vars": ["\#(FolderOfWeights.shard)"]}}"#
      return [Array(text.utf8), Array(shards.utf8)]
    }
  ) { bytes in
    FolderOfWeights.write(bytes)
    let weights = try? WeightFile.tensors(path: FolderOfWeights.model, for: small)
    // A list of shards is no model.
    if weights != nil, (try? ModelReader(json: bytes)) == nil { return }
    let reader = try ModelReader(json: bytes)
    let network = try reader.network.resolved()
    if let text = try? LayersModelWriter.json(
      network, json: ModelWriter.json(network), manifest: try? reader.weightsManifest())
    {
      let again = try? ModelReader(json: text.utf8).network.resolved()
      guard again?.parameterCount == network.parameterCount else {
        throw Misbehavior(description: "layersmodel: what was written is read otherwise")
      }
    }
    _ = try WeightFile.tensors(path: FolderOfWeights.model, for: network)
  }

  /// Tensors as safetensors has them.
  public static let safetensors = Parser(
    "safetensors",
    words: [
      "\"dtype\":", "\"shape\":", "\"data_offsets\":", "\"__metadata__\":", "\"F64\"", "\"BF16\"",
      "\\u000a", "\\ud83d\\ude42", "[]", "{}", "[0,0]",
    ],
    seeds: { try SeedFiles.contents(below: "Tests/TrainingFilesTests", ending: ".safetensors") }
  ) { bytes in
    let tensors = try Safetensors.decode(bytes, path: "file")
    guard
      try Safetensors.decode(Safetensors.encode(tensors), path: "again").map(\.name)
        == tensors.map(\.name)
    else { throw Misbehavior(description: "safetensors: names change on the way") }
  }

  /// One array as NumPy writes it.
  public static let numPy = Parser(
    "npy",
    words: [
      "'descr':", "'fortran_order':", "'shape':", "'<f4'", "'<f8'", "'|b1'", "'<i8'", "(0,)", "()",
      "False", "True", "\\n", "\\u0000",
    ], seeds: { numPySeeds }
  ) { bytes in
    _ = try NumPyFile.decode(bytes, path: "file")
  }

  /// Versions 1 and 2, three types.
  private static let numPySeeds = [("<f4", 4, 1), ("|b1", 1, 1), ("<i8", 8, 2)].map {
    (type, size, version) -> [UInt8] in
    let header = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (2, 3), }\n".utf8)
    let length = [UInt8(header.count), 0] + (version == 1 ? [] : [0, 0])
    return [0x93] + Array("NUMPY".utf8) + [UInt8(version), 0] + length + header
      + [UInt8](repeating: 1, count: 6 * size)
  }

  /// MNIST's files, plain and packed, each read as images and as labels.
  public static let idx = Parser(
    "idx", words: ["\u{0}\u{0}\u{8}\u{1}", "\u{0}\u{0}\u{8}\u{3}", "\u{1F}"], seeds: { idxSeeds }
  ) { bytes in
    try withFile(bytes) { path in
      do {
        _ = try IDXFile(readingFrom: path, rank: 1)
      } catch is FileError {
        _ = try IDXFile(readingFrom: path, rank: 3)
      }
    }
  }

  /// Three labels, the same packed by `gzip`, and two images of 2×3 pixels.
  private static let idxSeeds: [[UInt8]] = [
    [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9],
    [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 99, 96, 224, 96, 100, 96, 96, 96, 102, 103, 224, 4, 0, 165,
      18, 211, 114, 11, 0, 0, 0,
    ],
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + Array(1...12),
  ]
}

extension Parser {
  /// The records of a run, whole or with a torn last line, and all that is derived from them.
  public static let records = Parser(
    "records",
    words: [
      "\"schema\":{\"major\":1,\"minor\":0}", "\"schema\":{\"major\":2,\"minor\":0}",
      "\"schema\":{\"major\":2,\"minor\":1}", "\"counters\":", "\"disturbances\":",
      "\"plan\":", "\"start\":", "\"replicate\":", "\"failure\":", "\"interruption\":",
      "\"quality\":", "\"previous\":", "\n", "null", "{}", "[]",
    ],
    seeds: recordSeeds
  ) { bytes in
    try withFile(bytes) { path in
      let log = try LogFile(path: path).log()
      _ = Verification(of: log).text(name: "run")
      _ = try ReportModel(name: "run", log: log).csv
    }
  }

  /// The settings of a recorded run of Keras, between sound files.
  public static let fixture = Parser(
    "fixture",
    words: [
      "\"kind\":", "\"counts\"", "\"train\"", "\"steps\":", "\"fit_epochs\":", "\"batch_size\":",
      "\"shuffle\":", "\"validation_split\":", "\"snapshots\":", "null", "true", "[]",
    ],
    seeds: {
      try SeedFiles.contents(below: "Tests/TrainingFilesTests/Fixtures", ending: "fixture.json")
    }
  ) { bytes in
    FixtureFolder.write(bytes)
    _ = try Fixture(folder: FixtureFolder.path, threads: 1)
  }

  /// Samples and weights to train with, as far as they are checked against a network.
  public static let samples = Parser(
    "samples",
    words: [
      "\"x\":", "\"x/a\":", "\"y\":", "\"x_val\":", "\"y_val\":", "\"shape\":[", "\"BF16\"",
    ],
    seeds: {
      // Those of networks with one input and one output.
      try SeedFiles.contents(below: "Tests/TrainingFilesTests", ending: "data.safetensors")
        .filter { seed in
          let header = String(decoding: seed.prefix(4_096), as: UTF8.self)
          return ["\"x\":", "\"y\":"].allSatisfy(header.contains)
        }
    }
  ) { bytes in
    try withFile(bytes) { path in
      let files = try SampleFiles(data: path)
      _ = try files.training(for: small.network)
      _ = try files.validation(for: small.network)
    }
  }
}
