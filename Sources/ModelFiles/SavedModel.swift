import Foundation
import Glibc
import KerasFormat
import Networks

/// A model file in any of Keras's formats: JSON, HDF5 with a model in it, or a `.keras` archive.
public struct SavedModel: Sendable {
  /// The model's JSON with whatever it is wrapped in.
  public let json: [UInt8]
  /// The shapes of the weights that the file holds beside the model; `nil` where it holds none.
  public let weightShapes: [[Int]]?
  /// How many numbers of its optimizer the file holds; `nil` where it holds none.
  public let optimizerCount: Int?
  /// Whether these are the variables of an optimizer that has begun to train: before that it has single numbers
  /// alone.
  public let isOptimizerTrained: Bool
  /// Whether the weights are laid out as in Keras 3's own files.
  private let isNumbered: Bool
  /// The file, where weights may be cut otherwise than Keras 3 cuts them; else `nil`.
  private let otherwiseCutPath: String?

  /// Whether this machine has the libraries that archives and HDF5 files are read by.
  public static var canReadContainers: Bool {
    (try? HDF5Library()) != nil && ZIPArchive.isAvailable
  }

  /// Finds the model in a file.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - contents: its bytes, as far as they have been read to look at.
  /// - Throws: a `ModelError` where the file is damaged, holds no model, or needs a library that this
  ///   machine lacks.
  public init(path: String, start contents: [UInt8]) throws(ModelError) {
    if contents.starts(with: [0x89, 0x48, 0x44, 0x46]) {
      try self.init(hdf5: path)
    } else if contents.starts(with: Array("PK".utf8)) {
      try self.init(archive: path)
    } else {
      self.init(json: contents, weightShapes: nil)
    }
  }

  private init(
    json: [UInt8], weightShapes: [[Int]]?, optimizer: [HDF5File.DataSet] = [],
    isNumbered: Bool = false, otherwiseCutPath: String? = nil
  ) {
    self.json = json
    self.weightShapes = weightShapes
    optimizerCount = optimizer.isEmpty ? nil : Self.sum(optimizer.map(\.dimensions))
    isOptimizerTrained = optimizer.contains { !$0.dimensions.isEmpty }
    self.isNumbered = isNumbered
    self.otherwiseCutPath = otherwiseCutPath
  }

  /// A whole model as Keras 1 and 2, and Keras 3 by `save("….h5")`, write it.
  private init(hdf5 path: String) throws(ModelError) {
    let file = try HDF5File(path: path)
    let sets = try file.dataSets()
    guard let config = try file.text(ofAttribute: "model_config") else {
      let isOfPyTables = try file.text(ofAttribute: "PYTABLES_FORMAT_VERSION") != nil
      throw ModelError(
        isOfPyTables
          ? "the HDF5 file holds data that PyTables or pandas wrote, not a model; give the model's file"
          : "the HDF5 file holds weights without an architecture; add the model's JSON")
    }
    var members = "{\"model_config\": \(config)"
    if let training = try file.text(ofAttribute: "training_config") {
      // As a text: what is wrong in it is no obstacle to counting.
      members += ", \"training_config\": \(JSONWriter.text(.string(training)))"
    }
    if let version = try file.text(ofAttribute: "keras_version") {
      members += ", \"keras_version\": \"\(version.filter { $0.isNumber || $0 == "." })\""
    }
    let weights = sets.filter { !$0.path.hasPrefix("optimizer_weights/") }
    self.init(
      json: Array((members + "}").utf8), weightShapes: weights.map(\.dimensions),
      optimizer: sets.filter { $0.path.hasPrefix("optimizer_weights/") }, otherwiseCutPath: path)
  }

  /// Whether an archive begins with the pickle that PyTorch puts first, in a folder named after the file.
  private static func isOfPyTorch(_ path: String) -> Bool {
    let file = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    guard let start = try? file?.read(upToCount: 512) else { return false }
    return start.firstRange(of: Data("/data.pkl".utf8)) != nil
  }

  /// What an archive without a model of Keras's own format seems to be, by the names in it.
  private static func sentence(forArchiveOf names: [String]) -> String {
    let json = "give the JSON that model.to_json() returns"
    func first(_ ends: String...) -> String? {
      names.first { name in ends.contains { name.hasSuffix($0) } }
    }
    if let name = first("saved_model.pb") {
      return "the ZIP archive holds a TensorFlow SavedModel (\(quoted(name))), whose layers only "
        + "TensorFlow can rebuild; \(json)"
    }
    if first(".weights.h5") != nil {
      return "the ZIP archive holds weights without an architecture; \(json), and this file's "
        + "weights by --weights"
    }
    if let name = first(".keras", ".h5", ".hdf5", ".json") {
      return "the ZIP archive holds \(quoted(name)); unpack it, and give that file"
    }
    if !names.isEmpty, names.allSatisfy({ $0.hasSuffix(".npy") }) {
      return "the file holds arrays of NumPy (.npz), not a model; \(json)"
    }
    return "the ZIP archive holds no 'config.json', so it is no model of Keras; \(json)"
  }

  /// Keras 3's own format: a model's JSON and an HDF5 file of weights in one archive.
  private init(archive path: String) throws(ModelError) {
    // Told first, as such a file may be damaged as well.
    if Self.isOfPyTorch(path) {
      throw ModelError(
        "the file is a model or weights of PyTorch, which lie in a pickle that can run any code and is "
          + "not opened; give the JSON that Keras's model.to_json() returns")
    }
    let size = byteCount(of: path)
    let archive = try ZIPArchive(path: path, byteCount: size)
    var config: [UInt8] = []
    let hasConfig = try archive.read("config.json") { bytes throws(ModelError) in
      config += bytes
      // JSON shrinks to a tenth or so.
      let limit = min(256 << 20, 16 << 20 + 100 * size)
      guard config.count <= limit else {
        throw ModelError(
          "'config.json' unpacks to more than \(limit >> 20) MiB, which no model of this size does")
      }
    }
    guard hasConfig else {
      throw ModelError(Self.sentence(forArchiveOf: archive.names()))
    }
    if let version = try Self.version(in: archive), version.hasPrefix("2.") {
      // Keras 2 wrote archives, too, in which some words mean what they did in its other files.
      let start = #"{"keras_version": "\#(version)", "model_config": "#
      config = Array(start.utf8) + config + Array("}".utf8)
    }
    let sets = try Self.dataSets(in: archive)
    let weights = sets?.filter { set in
      !WeightPaths.isOfTraining(set.path) && !set.path.contains("seed_generator")
    }
    let isByCuDNN = CuDNNWeights.areAmong(weights?.map(\.path) ?? [])
    self.init(
      json: config, weightShapes: weights?.map(\.dimensions),
      optimizer: Self.optimizer(sets ?? []), isNumbered: true,
      otherwiseCutPath: isByCuDNN ? path : nil)
  }

  /// The version of Keras that wrote an archive; `nil` where it says none.
  private static func version(
    in archive: borrowing ZIPArchive
  ) throws(ModelError) -> String? {
    var metadata: [UInt8] = []
    _ = try archive.read("metadata.json") { bytes throws(ModelError) in
      guard metadata.count < 1 << 20 else { throw ModelError("'metadata.json' is too large") }
      metadata += bytes
    }
    let version = (try? JSONParser.parse(metadata))?["keras_version"]?.text
    return version?.filter { $0.isNumber || $0 == "." }
  }

  private static func dataSets(
    in archive: borrowing ZIPArchive
  ) throws(ModelError) -> [HDF5File.DataSet]? {
    guard let path = try unpackedWeights(of: archive) else { return nil }
    defer { unlink(path) }
    return try HDF5File(path: path).dataSets()
  }

  /// The variables of an optimizer in an archive. One within another lies in a group of its own besides, where
  /// all of its variables stand a second time.
  private static func optimizer(_ sets: [HDF5File.DataSet]) -> [HDF5File.DataSet] {
    let variables = sets.filter { $0.path.hasPrefix("optimizer/vars/") }
    return variables.isEmpty ? sets.filter { $0.path.hasPrefix("optimizer/") } : variables
  }

  /// Hands on the HDF5 file of weights that an archive holds.
  ///
  /// - Throws: a `ModelError` where there is none, or what the body throws.
  static func withWeights<Result>(
    inArchive path: String, _ body: (borrowing HDF5File) throws(ModelError) -> Result
  ) throws(ModelError) -> Result {
    let size = byteCount(of: path)
    guard
      let unpacked = try unpackedWeights(of: try ZIPArchive(path: path, byteCount: size))
    else {
      throw ModelError("the archive holds no weights; save the model again")
    }
    defer { unlink(unpacked) }
    return try body(try HDF5File(path: unpacked))
  }

  /// libhdf5 reads files, so the entry becomes one; its path, or `nil` where there is no such entry.
  private static func unpackedWeights(
    of archive: borrowing ZIPArchive
  ) throws(ModelError) -> String? {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "gradmark-\(UUID().uuidString).h5").path
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw ModelError("cannot write '\(path)', which unpacking the weights takes; make room there")
    }
    defer { close(file) }
    do {
      let isThere = try archive.read("model.weights.h5") { bytes throws(ModelError) in
        guard Glibc.write(file, bytes.baseAddress, bytes.count) == bytes.count else {
          throw ModelError("cannot write '\(path)'; make room there")
        }
      }
      if isThere { return path }
      unlink(path)
      return nil
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Compares the weights in the file with those that the network should have.
  ///
  /// - Returns: a sentence: `the file has 7,850 numbers, as counted`; `nil` where it has none.
  /// - Throws: a `ModelError` that names a shape that differs.
  public func checkedWeights(of network: ResolvedNetwork) throws(ModelError) -> String? {
    guard let weightShapes, network.uncountedLayers.isEmpty, network.isBuilt else { return nil }
    let places = StoredWeights.places(of: network)
    let copies = isNumbered ? places.filter { $0.copy != nil } : []
    let stored = isNumbered ? places.map(\.parameter) : network.parameters
    let counted = (stored + copies.map(\.parameter)).map(\.shape.dimensions)
    let count = stored.reduce(0) { $0 + $1.count }
    let sentence =
      "the file has \(grouped(count)) numbers, as counted"
      + (count == network.parameterCount
        ? "" : " without LoRA's updates, which Keras adds to the tables")
    let (own, expected) = (Self.tally(weightShapes), Self.tally(counted))
    // Keras 1 cuts weights otherwise: one for each gate, and filters before channels. So does NVIDIA's library.
    if own != expected, let otherwiseCutPath, Self.sum(weightShapes) == Self.sum(counted),
      (try? WeightFile.findAll(of: network, path: otherwiseCutPath)) != nil
    {
      return sentence
    }
    guard own == expected else { throw Self.misfit(stored, expected, held: own) }
    return sentence
  }

  /// How many numbers the file has, where not all of the network's are counted: `the file has 1,500 numbers, of
  /// which 1,234 are counted`; `nil` where all are, or it has none.
  public func heldNumbers(of network: ResolvedNetwork) -> String? {
    guard let weightShapes, let held = Self.sum(weightShapes), held > 0 else { return nil }
    return network.sentence(ofNumbersHeld: held, "the file has")
  }

  /// Which weights the file lacks, and which it has too many.
  private static func misfit(
    _ parameters: [ParameterDescription], _ expected: [[Int]: Int], held: [[Int]: Int]
  ) -> ModelError {
    let lacking = parameters.filter { held[$0.shape.dimensions] == nil }
      .map { "\(quoted($0.path)) of shape \($0.shape.dimensions)" }
    func surplus(_ shapes: [[Int]: Int], over others: [[Int]: Int]) -> [String] {
      shapes.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { shape, number in
        let more = number - others[shape, default: 0]
        return more > 0 ? "\(more) of shape \(shape)" : nil
      }
    }
    let fewer = surplus(expected.filter { held[$0.key] != nil }, over: held)
    let parts = [("lacks", lacking + fewer), ("holds besides", surplus(held, over: expected))]
      .filter { !$0.1.isEmpty }
      .map { verb, weights in
        let rest = weights.count > 5 ? " and \(weights.count - 5) more" : ""
        return "\(verb) \(weights.prefix(5).joined(separator: ", "))\(rest)"
      }
    return ModelError(
      "the weights in the file are not those of the model beside them: the file "
        + "\(parts.joined(separator: ", and ")); use a file of this very model")
  }

  /// How many numbers there are in all; `nil` where they cannot be counted.
  private static func sum(_ shapes: [[Int]]) -> Int? {
    shapes.reduce(0) { sum, shape in
      guard let sum, let count = Shape(axes: shape.map(\.self)).elementCount,
        count <= maximumElementCount
      else { return nil }
      return sum + count
    }
  }

  private static func tally(_ shapes: [[Int]]) -> [[Int]: Int] {
    shapes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}

/// The size of a file, or of the one that a link leads to; 0 where it cannot be told.
func byteCount(of path: String) -> Int {
  var status = stat()
  return stat(path, &status) == 0 ? Int(status.st_size) : 0
}
