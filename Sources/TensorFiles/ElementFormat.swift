/// The number formats that are read, all little-endian; each becomes `Float`.
enum ElementFormat {
  case float32, float64, bfloat16, bool
  case int8, uint8, int16, uint16, int32, uint32, int64, uint64

  /// Bytes of one number.
  var byteCount: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .bfloat16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// The numbers in `bytes`, rounded to the nearest `Float`.
  func floats(in bytes: UnsafeRawBufferPointer) -> [Float] {
    switch self {
    case .float32: convert(bytes) { (bits: UInt32) in Float(bitPattern: bits) }
    case .float64: convert(bytes) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
    case .bfloat16: convert(bytes) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
    case .bool: convert(bytes) { (byte: UInt8) in byte == 0 ? 0 : 1 }
    case .int8: convert(bytes) { (number: Int8) in Float(number) }
    case .uint8: convert(bytes) { (number: UInt8) in Float(number) }
    case .int16: convert(bytes) { (number: Int16) in Float(number) }
    case .uint16: convert(bytes) { (number: UInt16) in Float(number) }
    case .int32: convert(bytes) { (number: Int32) in Float(number) }
    case .uint32: convert(bytes) { (number: UInt32) in Float(number) }
    case .int64: convert(bytes) { (number: Int64) in Float(number) }
    case .uint64: convert(bytes) { (number: UInt64) in Float(number) }
    }
  }
}

/// Reads little-endian integers at any alignment and turns each into a `Float`.
private func convert<Raw: FixedWidthInteger & BitwiseCopyable>(
  _ bytes: UnsafeRawBufferPointer, _ float: (Raw) -> Float
) -> [Float] {
  let size = MemoryLayout<Raw>.size
  return [Float](unsafeUninitializedCapacity: bytes.count / size) { buffer, count in
    while count < bytes.count / size {
      let raw = bytes.loadUnaligned(fromByteOffset: count * size, as: Raw.self)
      buffer.initializeElement(at: count, to: float(Raw(littleEndian: raw)))
      count += 1
    }
  }
}
