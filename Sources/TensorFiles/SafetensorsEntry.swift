import Networks

/// One tensor as the header of a safetensors file describes it.
struct SafetensorsEntry {
  let name: String
  let format: ElementFormat
  let shape: [Int]
  /// Counted from the end of the header.
  let bytes: Range<Int>

  private static let formats: [String: ElementFormat] = [
    "F32": .float32, "F64": .float64, "BF16": .bfloat16,
  ]

  /// All entries of a header; `__metadata__` is checked and passed over.
  static func scanAll(_ scanner: inout HeaderScanner, path: String) throws -> [SafetensorsEntry] {
    var entries: [SafetensorsEntry] = []
    var names: Set<String> = []
    try scanner.list(from: "{", to: "}") { scanner in
      let name = try scanner.string()
      try scanner.expect(":")
      guard names.insert(name).inserted else {
        throw malformed(path, name, "is described twice; give every tensor its own name")
      }
      if name == "__metadata__" {
        try passOverMetadata(&scanner)
      } else {
        entries.append(try scan(&scanner, name: name, path: path))
      }
    }
    guard scanner.isAtEnd() else { throw scanner.failure("the end of the header") }
    return entries
  }

  /// Checks that the entries cover `byteCount` bytes of data, each byte once.
  static func check(_ entries: [SafetensorsEntry], byteCount: Int, path: String) throws {
    var end = 0
    let inOrder = entries.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    for entry in inOrder {
      guard entry.bytes.upperBound <= byteCount else {
        throw malformed(
          path, entry.name,
          "ends at byte \(entry.bytes.upperBound) of the data, which has \(byteCount); "
            + "the file was cut short: write it again")
      }
      guard entry.bytes.lowerBound == end else {
        throw malformed(
          path, entry.name,
          "starts at byte \(entry.bytes.lowerBound) of the data, but the tensor before it ends at "
            + "\(end); write the file without gaps and overlaps")
      }
      end = entry.bytes.upperBound
    }
    guard end == byteCount else {
      throw FileError(
        path: path, problem: .malformed,
        reason: "has \(byteCount - end) bytes behind its last tensor; write the file without them")
    }
  }

  private static func passOverMetadata(_ scanner: inout HeaderScanner) throws {
    try scanner.list(from: "{", to: "}") { scanner in
      _ = try scanner.string()
      try scanner.expect(":")
      _ = try scanner.string()
    }
  }

  private static func scan(
    _ scanner: inout HeaderScanner, name: String, path: String
  ) throws -> SafetensorsEntry {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.list(from: "{", to: "}") { scanner in
      let key = try scanner.string()
      try scanner.expect(":")
      switch key {
      case "dtype" where type == nil: type = try scanner.string()
      case "shape" where shape == nil: shape = try scanner.sizes(from: "[", to: "]")
      case "data_offsets" where offsets == nil: offsets = try scanner.sizes(from: "[", to: "]")
      default:
        throw malformed(path, name, "has the key \(quoted(key)) twice or out of place; remove it")
      }
    }
    guard let type, let shape, let offsets else {
      throw malformed(
        path, name, "lacks one of dtype, shape and data_offsets; write the file again")
    }
    return try SafetensorsEntry(name: name, type: type, shape: shape, offsets: offsets, path: path)
  }

  private init(name: String, type: String, shape: [Int], offsets: [Int], path: String) throws {
    guard let format = Self.formats[type] else {
      throw Self.malformed(
        path, name,
        "has the type \(printable(type)), but F32, F64 and BF16 are read; convert it to F32")
    }
    guard let byteCount = checkedProduct(shape + [format.byteCount]) else {
      throw Self.malformed(
        path, name, "has the shape \(shape), which is too large to count; write the file again")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] - offsets[0] == byteCount else {
      throw Self.malformed(
        path, name,
        "has the data_offsets \(offsets), but \(type) of shape \(shape) takes \(byteCount) bytes; "
          + "write the file again")
    }
    self.name = name
    self.format = format
    self.shape = shape
    bytes = offsets[0]..<offsets[1]
  }

  private static func malformed(_ path: String, _ name: String, _ reason: String) -> FileError {
    FileError(path: path, problem: .malformed, reason: "tensor \(quoted(name)) \(reason)")
  }
}
