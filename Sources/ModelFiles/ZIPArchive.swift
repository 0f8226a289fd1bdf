import Glibc
import Networks

/// The entries of a ZIP archive, read by libzip.
struct ZIPArchive: ~Copyable {
  private let archive: OpaquePointer
  private let library: ZIPLibrary
  /// More than an honest archive of weights unpacks to: they hardly shrink.
  private let limit: Int

  /// Opens an archive.
  ///
  /// - Throws: a `ModelError` where it is damaged, or where libzip is missing.
  init(path: String, byteCount: Int) throws(ModelError) {
    let library = try ZIPLibrary()
    var code: Int32 = 0
    guard let archive = library.open(path, ZIPLibrary.readOnly, &code) else {
      throw ModelError("the ZIP archive is damaged (libzip's error \(code)); save it again")
    }
    self.library = library
    self.archive = archive
    limit = 256 << 20 + 16 * byteCount
  }

  /// Whether libzip is there.
  static var isAvailable: Bool { (try? ZIPLibrary()) != nil }

  deinit { library.discard(archive) }

  /// Hands an entry's bytes on piece by piece; `false` where there is no such entry.
  ///
  /// - Throws: a `ModelError` where the entry is damaged or unpacks to more than it may.
  func read(
    _ name: String, _ body: (UnsafeRawBufferPointer) throws(ModelError) -> Void
  ) throws(ModelError) -> Bool {
    guard let entry = library.openEntry(archive, name, 0) else { return false }
    defer { _ = library.closeEntry(entry) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18), total = 0
    while true {
      let count = library.readEntry(entry, &buffer, UInt64(buffer.count))
      guard count >= 0 else {
        throw ModelError("'\(name)' in the ZIP archive is damaged; save it again")
      }
      if count == 0 { return true }
      total += Int(count)
      guard total <= limit else {
        throw ModelError(
          "'\(name)' unpacks to more than \(limit >> 20) MiB, which no model of this size does")
      }
      let bytes = Array(buffer.prefix(Int(count)))
      try bytes.withRawBytes(body)
    }
  }
}

extension [UInt8] {
  /// Typed throws through `withUnsafeBytes`.
  fileprivate func withRawBytes(
    _ body: (UnsafeRawBufferPointer) throws(ModelError) -> Void
  ) throws(ModelError) {
    var failure: ModelError?
    withUnsafeBytes { bytes in
      do throws(ModelError) { try body(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

/// The functions of libzip.
private struct ZIPLibrary: Sendable {
  typealias Open =
    @convention(c) (UnsafePointer<CChar>, Int32, UnsafeMutablePointer<Int32>) -> OpaquePointer?
  typealias Discard = @convention(c) (OpaquePointer) -> Void
  typealias OpenEntry =
    @convention(c) (OpaquePointer, UnsafePointer<CChar>, UInt32) -> OpaquePointer?
  typealias ReadEntry =
    @convention(c) (OpaquePointer, UnsafeMutableRawPointer, UInt64) -> Int64
  typealias CloseEntry = @convention(c) (OpaquePointer) -> Int32

  static let readOnly: Int32 = 16

  let open: Open
  let discard: Discard
  let openEntry: OpenEntry
  let readEntry: ReadEntry
  let closeEntry: CloseEntry

  init() throws(ModelError) {
    let library = try SharedLibrary(
      named: "libzip", files: ["libzip.so.5", "libzip.so.4", "libzip.so"], package: "libzip4")
    open = unsafeBitCast(try library.symbol("zip_open"), to: Open.self)
    discard = unsafeBitCast(try library.symbol("zip_discard"), to: Discard.self)
    openEntry = unsafeBitCast(try library.symbol("zip_fopen"), to: OpenEntry.self)
    readEntry = unsafeBitCast(try library.symbol("zip_fread"), to: ReadEntry.self)
    closeEntry = unsafeBitCast(try library.symbol("zip_fclose"), to: CloseEntry.self)
  }
}
