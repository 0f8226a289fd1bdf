import Datasets
import Networks
import Records

/// The SHA-256 of all weights: names, shapes, and every bit of every number.
///
/// Each tensor adds `name\n`, `[dimensions]\n` and its floats, little-endian. Zero and minus zero
/// differ, and so do two NaNs: the bits are hashed, not the values.
///
/// - Returns: 64 hexadecimal digits.
public func weightDigest(of weights: [NamedTensor]) -> String { tensorDigest(of: weights) }

/// The SHA-256 of samples and targets, part by part, hashed as weights are.
///
/// - Returns: 64 hexadecimal digits.
public func dataDigest(of parts: Dataset...) -> String {
  tensorDigest(of: parts.flatMap(\.tensors))
}

private func tensorDigest(of tensors: [NamedTensor]) -> String {
  var hash = SHA256()
  for (name, tensor) in tensors.map({ ($0.name, $0.tensor) }) {
    hash.update("\(name)\n\(tensor.dimensions)\n".utf8)
    #if _endian(little)
      tensor.elements.withUnsafeBytes { hash.update($0) }
    #else
      tensor.elements.map(\.bitPattern.littleEndian).withUnsafeBytes { hash.update($0) }
    #endif
  }
  return hash.hexadecimal()
}
