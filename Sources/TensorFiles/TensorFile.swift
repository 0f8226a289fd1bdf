import Networks

/// Files of tensors, whatever their format.
public enum TensorFile {
  /// The tensors of a `.npy` file (one, named for the file without its ending) or of a safetensors
  /// file (any other ending).
  ///
  /// - Throws: a `FileError` as the format's reader does.
  public static func read(_ path: String) throws -> [NamedTensor] {
    guard path.hasSuffix(".npy") else { return try Safetensors.read(path) }
    let fileName = path.split(separator: "/").last ?? ""
    return [NamedTensor(name: String(fileName.dropLast(4)), tensor: try NumPyFile.read(path))]
  }
}
