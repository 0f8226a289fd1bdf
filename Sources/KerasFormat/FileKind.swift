import Networks

/// What a file seems to be that is no JSON, by its first bytes.
enum FileKind {
  case savedModel, onnx, pickle, hdf5, zip, numpy, safetensors, tfLite, yaml, webPage
  case kerasMetadata, gitPointer, cutHDF5, empty, checkpoint, checkpointList, graph, gguf, picture
  /// Packed by a program, which has to unpack it.
  case packed(by: String)

  /// Looks at the beginning of a file; `nil` where it may be JSON.
  init?(_ bytes: [UInt8]) {
    let start = bytes.first { !(0x09...0x0D).contains($0) && $0 != 0x20 }
    switch true {
    case start == nil: self = .empty
    case bytes.count < 8 && Self.startOfHDF5.starts(with: bytes): self = .cutHDF5
    case bytes.starts(with: [0x89, 0x48, 0x44, 0x46]): self = .hdf5
    case bytes.starts(with: "PK".utf8): self = .zip
    case bytes.starts(with: [0x1F, 0x8B]): self = .packed(by: "gzip")
    case bytes.starts(with: [0xFD] + Array("7zXZ".utf8)): self = .packed(by: "xz")
    case bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]): self = .packed(by: "zstd")
    case bytes.starts(with: "BZh".utf8): self = .packed(by: "bzip2")
    case bytes.dropFirst(257).starts(with: "ustar".utf8): self = .packed(by: "tar")
    case bytes.starts(with: "GGUF".utf8): self = .gguf
    case bytes.starts(with: [0x89] + Array("PNG".utf8)), bytes.starts(with: [0xFF, 0xD8, 0xFF]):
      self = .picture
    case bytes.starts(with: [0x93] + Array("NUMPY".utf8)): self = .numpy
    case bytes.count > 1 && bytes[0] == 0x80 && (2...5).contains(bytes[1]): self = .pickle
    case bytes.count > 9 && bytes[8] == UInt8(ascii: "{") && bytes[4..<8].allSatisfy { $0 == 0 }:
      self = .safetensors
    case bytes.dropFirst(4).starts(with: "TFL3".utf8): self = .tfLite
    case bytes.count > 1 && bytes[0] == 0x08 && bytes.prefix(200).contains(subsequence: "onnx"),
      bytes.count > 3 && bytes[0] == 0x08 && bytes[1] > 2 && bytes[2] == 0x12:
      self = .onnx
    case bytes.count > 3 && bytes[0] == 0x08 && bytes[1] == 1 && bytes[2] == 0x12:
      self = .savedModel
    case bytes.first == 0x0A && bytes.prefix(500).contains(subsequence: "_tf_keras_"):
      self = .kerasMetadata
    case bytes.first == 0
      && bytes.prefix(500).contains(subsequence: "_CHECKPOINTABLE_OBJECT_GRAPH"):
      self = .checkpoint
    case bytes.starts(with: "model_checkpoint_path:".utf8): self = .checkpointList
    case bytes.first == 0x0A
      && ["Placeholder", "Const"].contains(where: bytes.prefix(200).contains(subsequence:)):
      self = .graph
    case bytes.starts(with: "version https://git-lfs".utf8): self = .gitPointer
    case start == UInt8(ascii: "<"): self = .webPage
    case bytes.prefix(2_000).contains(subsequence: "class_name: "): self = .yaml
    default: return nil
    }
  }

  private static let startOfHDF5: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// What it seems to be, and what to do.
  var sentence: String {
    let json = "give the JSON that model.to_json() returns"
    return switch self {
    case .empty: "the file is empty; \(json)"
    case .hdf5: "the file is HDF5, which this build of Gradmark does not read; \(json)"
    case .cutHDF5: "the file is HDF5 that ends within its first word; copy or download it again"
    case .zip: "the file is a ZIP archive without a model of Keras in it; \(json)"
    case .packed(let program): "the file is compressed by \(program); unpack it first"
    case .numpy: "the file is an array of NumPy, not a model; \(json)"
    case .pickle:
      "the file is a pickle, which can run any code and is not opened; \(json)"
    case .safetensors: "the file holds weights without an architecture; \(json)"
    case .tfLite:
      "the file is a TensorFlow Lite model, which has no layers of Keras any more; \(json)"
    case .onnx: "the file seems to be an ONNX model, which has no layers of Keras; \(json)"
    case .savedModel:
      "the file seems to be a TensorFlow SavedModel, whose layers only TensorFlow can rebuild; \(json)"
    case .checkpoint, .checkpointList:
      "the file is part of a checkpoint of TensorFlow, weights without an architecture; \(json)"
    case .graph:
      "the file seems to be a TensorFlow graph, which has operations in place of layers; \(json)"
    case .gguf: "the file is a GGUF model, which has no layers of Keras; \(json)"
    case .picture: "the file is a picture, not a model; \(json)"
    case .kerasMetadata:
      "the file says which layers a TensorFlow SavedModel beside it has, which only TensorFlow can rebuild; \(json)"
    case .webPage:
      "the file is a web page or XML, not a model; download the file itself, which most sites call raw"
    case .gitPointer:
      "the file only tells where Git keeps a large file (Git LFS); get it with git lfs pull"
    case .yaml: "the file is YAML, which Keras wrote until version 2.5; \(json)"
    }
  }

  /// What an object of Keras is that is no model, by its class.
  static func sentence(forClass className: String) -> String {
    if className == "Tokenizer" {
      return "the file is a Tokenizer, which turns texts into numbers and has no layers; give the "
        + "JSON that model.to_json() of the model behind it returns"
    }
    if className == "TimeseriesGenerator" {
      return "the file is a TimeseriesGenerator, which cuts samples out of a series and has no "
        + "layers; give the JSON that model.to_json() of the model behind it returns"
    }
    if LayerRegistry.knows(className: className) {
      return "the file is one layer by itself, \(withArticle(className)); put it into a model and "
        + "give the JSON that model.to_json() returns"
    }
    return "the model's class is \(quoted(className)), whose layers only its code knows; "
      + "Gradmark reads Sequential and Functional"
  }

  /// What JSON seems to be that is no model.
  static func sentence(for root: JSONValue) -> String {
    let topology = root["modelTopology"] ?? root
    if root["format"]?.text == "graph-model" || topology["node"]?.elements != nil {
      return "the file is a TensorFlow graph model, which has operations in place of layers; "
        + "convert the Keras model to a layers model, or give its JSON"
    }
    if root["weight_map"] != nil {
      return "the file lists where weights lie, without an architecture; give the model's JSON, "
        + "and this file by --weights"
    }
    if root["weightsManifest"] != nil {
      return "the file lists weights without an architecture; add the model's JSON"
    }
    if let sentence = ofOtherPrograms(root) { return sentence }
    if root["layers"]?.elements?.first?["name"] != nil, root["name"] != nil {
      return "the file is a model of Keras 0.3 or older, whose layers had no 'class_name'; read it "
        + "with Keras 1.0, and give the JSON that model.to_json() returns there"
    }
    if root["optimizer"] != nil || root["loss"] != nil {
      return "the file says how a model is compiled, but not what it is; give the model's JSON"
    }
    return "the file is no model of Keras: it lacks 'class_name' or 'config'; "
      + "write it with model.to_json()"
  }
}

extension FileKind {
  /// Whether bytes are no text in any encoding: nobody can save them as one.
  static func isBinary(_ bytes: [UInt8]) -> Bool {
    // Of a letter in UTF-16 one byte is zero.
    let isWide =
      bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      || bytes.prefix(2).count { $0 == 0 } == 1
    let hasControls = bytes.prefix(4_096).contains { $0 < 0x09 || (0x0E..<0x20).contains($0) }
    return hasControls && !isWide && String(validating: bytes, as: UTF8.self) == nil
  }

  /// What such a file is where nothing else is known of it.
  static let unknownSentence =
    "the file is neither JSON nor of a kind that its first bytes tell, so it is damaged or no model; copy or "
    + "download it again"

  /// The same for JSON that lies about beside models.
  private static func ofOtherPrograms(_ root: JSONValue) -> String? {
    if root["nbformat"] != nil || root["cells"]?.elements != nil {
      return "the file is a Jupyter notebook, whose code is not run; give the file that "
        + "model.save('model.keras') writes there"
    }
    if root["pre_tokenizer"] != nil || root["added_tokens"] != nil || root["tokenizer_class"] != nil
    {
      return "the file is a tokenizer of Hugging Face, which turns texts into numbers and has no "
        + "layers; give the JSON that model.to_json() of a Keras model returns"
    }
    if root["architectures"] != nil || root["model_type"] != nil {
      let kind = root["model_type"]?.text.map { " (\(quoted($0)))" } ?? ""
      return "the file is a configuration of Hugging Face's Transformers\(kind), whose layers only "
        + "its code knows; give the JSON that model.to_json() of a Keras model returns"
    }
    if root["keras_version"] != nil, root["date_saved"] != nil {
      return
        "the file is the metadata.json of a .keras archive, which only says who wrote it; give the "
        + "archive, or the config.json in it"
    }
    return isHistory(root)
      ? "the file is the history of a training, numbers epoch by epoch, and no model; give the JSON "
        + "that model.to_json() returns" : nil
  }

  /// Whether a loss or a metric has a number for each epoch, in a list or, as pandas writes it, by the epoch's name.
  private static func isHistory(_ root: JSONValue) -> Bool {
    guard let members = root.members, !members.isEmpty else { return false }
    return members.allSatisfy { member in
      let numbers = member.value.elements ?? member.value.members?.map(\.value) ?? []
      return !numbers.isEmpty && numbers.allSatisfy { $0.realNumber != nil }
    }
  }
}

extension Collection<UInt8> {
  /// Whether these bytes stand somewhere in a row.
  fileprivate func contains(subsequence text: String) -> Bool {
    let pattern = Array(text.utf8)
    return indices.contains { self[$0...].starts(with: pattern) }
  }
}
