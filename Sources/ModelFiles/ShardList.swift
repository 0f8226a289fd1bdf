import Foundation
import KerasFormat
import Networks

/// The list of HDF5 files that `save_weights("….weights.json", max_shard_size=…)` of Keras 3 spreads weights
/// over.
struct ShardList {
  /// Where the files are, by their names' order; at least one.
  let paths: [String]

  /// More than any model has: each stays open while weights are read.
  private static let limit = 1_000

  /// Reads a list.
  ///
  /// - Parameter path: where it is.
  /// - Throws: a `ModelError` where it names a file that is not beside it.
  /// - Returns: `nil` where the file is no such list.
  init?(path: String) throws(ModelError) {
    guard byteCount(of: path) <= 256 << 20,
      let text = try? Data(contentsOf: URL(fileURLWithPath: path)),
      let map = (try? JSONParser.parse(text))?["weight_map"]?.members
    else { return nil }
    // Weights of one layer can lie in several files.
    let names = Set(map.flatMap { ($0.value.elements ?? [$0.value]).map(\.text) })
    guard !names.contains(nil), !names.isEmpty else {
      throw ModelError("its 'weight_map' does not say in which files weights lie; save it again")
    }
    guard names.count <= Self.limit else {
      throw ModelError(
        "its 'weight_map' names \(grouped(names.count)) files; no model has more than "
          + grouped(Self.limit))
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    var paths: [String] = []
    for name in names.compactMap(\.self).sorted() {
      paths.append(
        try listedFile(name, in: folder, listedBy: "its 'weight_map'", of: "the list").path)
    }
    self.paths = paths
  }

  /// The files as one.
  ///
  /// - Throws: a `ModelError` that names one which is no HDF5 file, or where libhdf5 is missing.
  func open() throws(ModelError) -> HDF5File {
    try HDF5File(paths: paths) { path in
      let name = URL(fileURLWithPath: path).lastPathComponent
      return "the file \(quoted(name)) that it lists is no HDF5 file, or cut off; save all again"
    }
  }
}
