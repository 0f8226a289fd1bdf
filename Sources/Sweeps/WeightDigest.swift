import Records
import Networks
import Records

/// The SHA-256 of all weights: names, shapes, and every bit of every number.
///
/// Each tensor adds `name\n`, `[dimensions]\n` and its floats, little-endian. Zero and minus zero
/// differ, and so do two NaNs: the bits are hashed, not the values.
///
/// - Returns: 64 hexadecimal digits.
public func weightDigest(of weights: [NamedTensor]) -> String {
  var hash = SHA256()
  for weight in weights {
    hash.update("\(weight.name)\n\(weight.tensor.dimensions)\n".utf8)
    let words = weight.tensor.elements.map(\.bitPattern.littleEndian)
    words.withUnsafeBytes { hash.update($0) }
  }
  return hash.hexadecimal()
}
