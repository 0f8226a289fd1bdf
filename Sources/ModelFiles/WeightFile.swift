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
    let sets = try file.dataSets()
    let shapes = Dictionary(
      sets.map { ($0.path, $0.dimensions) }, uniquingKeysWith: { first, _ in first })
    let paths = sets.map(\.path).filter {
      !$0.hasPrefix("optimizer/") && !$0.hasPrefix("optimizer_weights/")
    }
    // A data set may state any size, whether or not its numbers are there: weights hardly shrink.
    guard network.parameterCount / 4 <= 16 << 20 + file.byteCount else {
      throw ModelError(
        "the file has \(grouped(file.byteCount)) bytes, too few for the network's "
          + "\(grouped(network.parameterCount)) numbers; use weights of this very model")
    }
    let olderKernels = Keras1Weights.kernels(of: network)
    let turned =
      try file.text(ofAttribute: "backend") == "theano"
      ? Keras1Weights.turnedLayers(of: network) : []
    var tensors: [NamedTensor] = []
    for (parameter, paths) in try WeightPaths(paths).places(of: network) {
      let expected = parameter.shape.dimensions
      let kernel = paths[0].hasSuffix("_W") ? olderKernels[parameter.layer] : nil
      let stored = paths.map { shapes[$0] ?? [] }
      guard
        let layout = Keras1Weights.Layout(stored, expected: expected, kernel: kernel)
      else {
        throw ModelError(
          layer: parameter.layer,
          "the file's \(quoted(paths[0])) has the shape \(stored[0]), but the network needs "
            + "\(expected); use weights of this very model")
      }
      var parts: [[Float]] = []
      for (path, shape) in zip(paths, stored) {
        parts.append(try file.numbers(at: path, count: shape.reduce(1, *)))
      }
      var numbers = layout.numbers(parts, shape: expected)
      if turned.contains(parameter.layer), expected.count > 2 {
        numbers = Keras1Weights.turned(numbers, shape: expected)
      }
      tensors.append(
        NamedTensor(
          name: parameter.path, tensor: Tensor(dimensions: expected, elements: numbers)))
    }
    return tensors
  }
}
