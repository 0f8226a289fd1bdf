import Foundation
import Networks

/// The weights in a `.keras` archive, in an HDF5 file of Keras or in several with their list, or beside a
/// `model.json` of TensorFlow.js, read for a network.
public enum WeightFile {
  /// Whether the file begins like one that this reads.
  ///
  /// - Parameter start: its first four bytes.
  public static func canRead(start: Data) -> Bool {
    start.starts(with: [0x89, 0x48, 0x44, 0x46]) || start.starts(with: Array("PK".utf8))
      || isJSON(start)
  }

  /// Safetensors begin with a length, whose upper bytes are 0.
  private static func isJSON(_ start: Data) -> Bool {
    start.first == UInt8(ascii: "{") && !start.contains(0)
  }

  /// The weights by the names that Gradmark gives them, in the network's order.
  ///
  /// - Throws: a `ModelError` where the file is damaged, lacks a weight, or has another shape for it.
  public static func tensors(
    path: String, for network: ResolvedNetwork
  ) throws(ModelError) -> [NamedTensor] {
    try network.requireKnownCounts()
    if isJSON(try start(of: path)) {
      guard let shards = try ShardList(path: path) else {
        return try LayersModelFolder.tensors(path: path, for: network)
      }
      return try tensors(in: try shards.open(), for: network)
    }
    return try withFile(path: path) { file throws(ModelError) in
      try tensors(in: file, for: network)
    }
  }

  private static func start(of path: String) throws(ModelError) -> Data {
    guard let start = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: 4)
    else { throw ModelError("cannot read '\(path)'; check the path") }
    return start
  }

  /// Hands on an HDF5 file, or the one in an archive.
  private static func withFile<Result>(
    path: String, _ body: (borrowing HDF5File) throws(ModelError) -> Result
  ) throws(ModelError) -> Result {
    guard try start(of: path).starts(with: Array("PK".utf8)) else {
      return try body(try HDF5File(path: path))
    }
    return try SavedModel.withWeights(inArchive: path, body)
  }

  /// Looks for the places of all weights, in whatever way they are cut.
  ///
  /// - Throws: a `ModelError` where the file is damaged, lacks a weight, or has another shape for it.
  static func findAll(of network: ResolvedNetwork, path: String) throws(ModelError) {
    _ = try withFile(path: path) { file throws(ModelError) in
      try WeightSource.all(of: network, in: file)
    }
  }

  private static func tensors(
    in file: borrowing HDF5File, for network: ResolvedNetwork
  ) throws(ModelError) -> [NamedTensor] {
    // A data set may state any size, whether or not its numbers are there: weights hardly shrink.
    guard network.parameterCount / 4 <= 16 << 20 + file.byteCount else {
      throw ModelError(
        "the file has \(grouped(file.byteCount)) bytes, too few for the network's "
          + "\(grouped(network.parameterCount)) numbers; use weights of this very model")
    }
    var tensors: [NamedTensor] = []
    for source in try WeightSource.all(of: network, in: file) {
      tensors.append(try source.tensor(in: file))
    }
    return tensors
  }
}
