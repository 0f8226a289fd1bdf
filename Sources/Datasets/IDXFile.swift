import Networks
import TensorFiles

/// Arrays of bytes as the MNIST files hold them: two zeros, the type (8: unsigned bytes), the
/// rank, the size of each axis (4 bytes, big-endian), and the bytes.
///
/// - Source: the description beside the MNIST database of handwritten digits.
package struct IDXFile {
  /// The size of each axis, outermost first.
  let dimensions: [Int]
  /// The bytes, last axis fastest.
  let elements: ArraySlice<UInt8>

  /// Reads a file, plain or packed with gzip.
  ///
  /// - Throws: a `FileError` where it is no such file of that rank, or its size is not what it says.
  package init(readingFrom path: String, rank: Int) throws {
    var bytes = try WholeFile.read(path)
    if Gzip.isPacked(bytes) {
      bytes = try Gzip.unpack(bytes, path: path)
    }
    try self.init(bytes, rank: rank, path: path)
  }

  init(_ bytes: [UInt8], rank: Int, path: String) throws {
    func malformed(_ reason: String) -> FileError {
      FileError(path: path, problem: .malformed, reason: reason)
    }
    let start = 4 + 4 * rank
    guard bytes.count >= start else {
      throw malformed("has \(bytes.count) bytes, fewer than an IDX header; get it again")
    }
    guard bytes[..<4] == [0, 0, 8, UInt8(rank)] else {
      throw malformed(
        "starts with the magic number \(Self.bigEndian(bytes[..<4])), but IDX bytes of rank \(rank) "
          + "start with \(0x800 + rank); name the file that its name promises")
    }
    dimensions = (1...rank).map { axis in Self.bigEndian(bytes[(4 * axis)...].prefix(4)) }
    guard let count = checkedProduct(dimensions), count == bytes.count - start else {
      throw malformed(
        "promises \(dimensions.map(String.init).joined(separator: "×")) bytes but holds "
          + "\(bytes.count - start); it was cut short or appended to: get it again")
    }
    elements = bytes[start...]
  }

  private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }
}
