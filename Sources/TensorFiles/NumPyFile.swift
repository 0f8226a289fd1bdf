import Networks

/// NumPy's `.npy` format, versions 1 to 3: one array, headed by a Python dictionary.
///
/// - Source: “NEP 1: A Simple File Format for NumPy Arrays”.
public enum NumPyFile {
  /// The array of a file; integers, booleans and doubles become `Float`.
  ///
  /// - Throws: a `FileError` where the file is no `.npy` file, is cut short or too long, or holds
  ///   what is not read: big-endian, complex, text, objects, records, Fortran order.
  /// - Cost: at most five times the file's size in memory.
  public static func read(_ path: String) throws -> Tensor {
    try decode(WholeFile.read(path), path: path)
  }

  package static func decode(_ bytes: [UInt8], path: String) throws -> Tensor {
    let header = try rangeOfHeader(bytes, path: path)
    var scanner = HeaderScanner(bytes[header], path: path)
    let (format, shape) = try scanHeader(&scanner, path: path)
    let found = bytes.count - header.upperBound
    guard checkedProduct(shape + [format.byteCount]) == found else {
      throw malformed(
        path,
        "has the shape \(shape) of \(format.byteCount)-byte numbers, but \(found) bytes of "
          + "data; it was cut short or appended to: save the array again")
    }
    let elements = bytes.withUnsafeBytes { all in
      format.floats(in: UnsafeRawBufferPointer(rebasing: all[header.upperBound...]))
    }
    return Tensor(dimensions: shape, elements: elements)
  }

  /// Magic (6 bytes), version (2), length of the header (2 or, from version 2 on, 4), header.
  private static func rangeOfHeader(_ bytes: [UInt8], path: String) throws -> Range<Int> {
    guard bytes.count >= 12, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw malformed(path, "does not start like a .npy file; save the array with numpy.save")
    }
    guard 1...3 ~= bytes[6] else {
      throw malformed(path, "has version \(bytes[6]) of the .npy format, but 1 to 3 are read")
    }
    let start = bytes[6] == 1 ? 10 : 12
    let length = (8..<start).reduce(0) { $0 | Int(bytes[$1]) << (8 * ($1 - 8)) }
    guard length <= bytes.count - start else {
      throw malformed(
        path,
        "promises a header of \(length) bytes but has \(bytes.count - start) left; "
          + "it was cut short: save the array again")
    }
    return start..<start + length
  }

  private static func scanHeader(
    _ scanner: inout HeaderScanner, path: String
  ) throws -> (ElementFormat, [Int]) {
    var format: ElementFormat?
    var shape: [Int]?
    var isInCOrder: Bool?
    try scanner.list(from: "{", to: "}") { scanner in
      let key = try scanner.string(quote: "'")
      try scanner.expect(":")
      switch key {
      case "descr" where format == nil: format = try scanFormat(&scanner, path: path)
      case "fortran_order" where isInCOrder == nil: isInCOrder = try scanOrder(&scanner, path: path)
      case "shape" where shape == nil: shape = try scanner.sizes(from: "(", to: ")")
      default:
        throw malformed(
          path, "has the key \(quoted(key)) twice or out of place; save the array again")
      }
    }
    guard scanner.isAtEnd() else { throw scanner.failure("the end of the header") }
    guard let format, let shape, isInCOrder == true else {
      throw malformed(path, "lacks one of descr, fortran_order and shape; save the array again")
    }
    return (format, shape)
  }

  private static func scanFormat(
    _ scanner: inout HeaderScanner, path: String
  ) throws -> ElementFormat {
    let formats: [String: ElementFormat] = [
      "<f4": .float32, "<f8": .float64, "|b1": .bool, "|i1": .int8, "|u1": .uint8,
      "<i2": .int16, "<u2": .uint16, "<i4": .int32, "<u4": .uint32, "<i8": .int64, "<u8": .uint64,
    ]
    guard !scanner.take("[") else {
      throw malformed(path, "holds records; save one plain array of float32 instead")
    }
    let name = try scanner.string(quote: "'")
    guard let format = formats[name] else {
      throw malformed(
        path, "holds numbers of type \(quoted(name)), which is not read; save array.astype('<f4')")
    }
    return format
  }

  /// `true` for C order, the only one read: a transposed copy is made more cheaply in NumPy.
  private static func scanOrder(_ scanner: inout HeaderScanner, path: String) throws -> Bool {
    if scanner.take("T") {
      throw malformed(path, "is in Fortran order; save numpy.ascontiguousarray(array)")
    }
    try scanner.expect("False")
    return true
  }

  private static func malformed(_ path: String, _ reason: String) -> FileError {
    FileError(path: path, problem: .malformed, reason: reason)
  }
}
