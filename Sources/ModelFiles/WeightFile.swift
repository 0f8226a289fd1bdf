import Foundation
import Networks

/// The weights in a `.keras` archive, in an HDF5 file of Keras, or beside a `model.json` of
/// TensorFlow.js, read for a network.
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
    guard let start = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: 4)
    else { throw ModelError("cannot read '\(path)'; check the path") }
    if isJSON(start) { return try LayersModelFolder.tensors(path: path, for: network) }
    if start.starts(with: Array("PK".utf8)) {
      return try SavedModel.withWeights(inArchive: path) { file throws(ModelError) in
        try tensors(in: file, for: network)
      }
    }
    return try tensors(in: try HDF5File(path: path), for: network)
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
