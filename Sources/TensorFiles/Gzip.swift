import CZlib

/// Gzip-packed bytes.
public enum Gzip {
  /// No file of measured numbers packs so well; what claims to is damaged, or meant to fill memory.
  private static let maximumRatio = 200

  /// Whether `bytes` start like a gzip file.
  public static func isPacked(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// The bytes that were packed, checked against the sums that gzip keeps of them. A file may have
  /// several members, each packed by itself, as tools that pack in parallel leave them.
  ///
  /// - Parameters:
  ///   - bytes: a whole gzip file.
  ///   - path: the file that they are from, for errors.
  /// - Throws: a `FileError` where `bytes` are damaged, cut short or followed by others, or unpack
  ///   to more than 200 times their size.
  public static func unpack(_ bytes: [UInt8], path: String) throws -> [UInt8] {
    var stream = z_stream()
    // 15 bits of window, and 16 for gzip's header in place of zlib's.
    let opened = inflateInit2_(
      &stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(opened == Z_OK, "zlib cannot start: \(opened)")
    defer { inflateEnd(&stream) }
    var packed = bytes
    var unpacked: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var status = Z_OK
    try packed.withUnsafeMutableBufferPointer { source in
      guard source.count <= UInt32.max else {
        throw malformed(path, "is a gzip file of \(source.count) bytes, too large; unpack it first")
      }
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      while status == Z_OK {
        let count = chunk.withUnsafeMutableBufferPointer { target in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          status = inflate(&stream, Z_NO_FLUSH)
          if status == Z_STREAM_END, isPacked(source.suffix(Int(stream.avail_in))) {
            status = inflateReset(&stream)
          }
          return target.count - Int(stream.avail_out)
        }
        unpacked += chunk[..<count]
        guard unpacked.count <= maximumRatio * source.count else {
          throw malformed(
            path,
            "unpacks to more than \(maximumRatio) times its \(source.count) bytes; "
              + "it is damaged: get it again")
        }
      }
    }
    guard status == Z_STREAM_END, stream.avail_in == 0 else {
      throw malformed(
        path,
        "is a gzip file that is damaged, cut short, or followed by other bytes; get it again")
    }
    return unpacked
  }

  private static func malformed(_ path: String, _ reason: String) -> FileError {
    FileError(path: path, problem: .malformed, reason: reason)
  }
}
