import Networks

/// The safetensors format: the header's length (8 bytes, little-endian), the header (JSON that
/// gives each tensor its type, shape and range of bytes), and the bytes.
///
/// - Source: the format's description in the documentation of the `safetensors` library.
public enum Safetensors {
  /// All tensors of a file in the order of its header; F64 and BF16 become `Float`.
  ///
  /// - Throws: a `FileError` that names the tensor where the header is cut short, lies about
  ///   lengths, or leaves bytes over.
  /// - Cost: at most three times the file's size in memory.
  public static func read(_ path: String) throws -> [NamedTensor] {
    try decode(WholeFile.read(path), path: path)
  }

  /// Writes tensors as F32, in the order given; equal tensors give equal bytes.
  ///
  /// - Precondition: no two tensors have the same name.
  /// - Throws: a `FileError` where the file cannot be written; then nothing is left of it.
  public static func write(_ tensors: [NamedTensor], to path: String) throws {
    try WholeFile.write(encode(tensors), to: path)
  }

  package static func decode(_ bytes: [UInt8], path: String) throws -> [NamedTensor] {
    let dataStart = try startOfData(bytes, path: path)
    var scanner = HeaderScanner(bytes[8..<dataStart], path: path)
    let entries = try SafetensorsEntry.scanAll(&scanner, path: path)
    try SafetensorsEntry.check(entries, byteCount: bytes.count - dataStart, path: path)
    return bytes.withUnsafeBytes { all in
      entries.map { entry in
        let range = entry.bytes.lowerBound + dataStart..<entry.bytes.upperBound + dataStart
        let elements = entry.format.floats(in: UnsafeRawBufferPointer(rebasing: all[range]))
        return NamedTensor(
          name: entry.name, tensor: Tensor(dimensions: entry.shape, elements: elements))
      }
    }
  }

  package static func encode(_ tensors: [NamedTensor]) -> [UInt8] {
    let names = Set(tensors.map(\.name))
    precondition(names.count == tensors.count, "\(tensors.count) tensors, \(names.count) names")
    var entries: [String] = []
    var end = 0
    for tensor in tensors {
      let start = end
      end += 4 * tensor.tensor.elements.count
      let shape = tensor.tensor.dimensions.map(String.init).joined(separator: ",")
      entries.append(
        "\(quoted(tensor.name)):"
          + "{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}")
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    // Spaces up to a multiple of eight keep every tensor aligned for readers that map the file.
    header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + end)
    append(UInt64(header.count), to: &bytes)
    bytes += header
    for element in tensors.lazy.flatMap(\.tensor.elements) {
      append(element.bitPattern, to: &bytes)
    }
    return bytes
  }

  /// The index of the first byte behind the header.
  private static func startOfData(_ bytes: [UInt8], path: String) throws -> Int {
    guard bytes.count >= 8 else {
      throw FileError(
        path: path, problem: .malformed,
        reason: "has \(bytes.count) bytes, too few for a safetensors file; write it again")
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * $1) }
    guard length <= bytes.count - 8 else {
      throw FileError(
        path: path, problem: .malformed,
        reason:
          "promises a header of \(length) bytes but has \(bytes.count - 8) behind its length; "
          + "it is no safetensors file, or was cut short: write it again")
    }
    return 8 + Int(length)
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A JSON string: quotes, backslashes and control characters escaped.
  private static func quoted(_ name: String) -> String {
    let escaped = name.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": return "\\\(scalar)"
      case "\u{0}"..<"\u{20}":
        let code = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: return String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
