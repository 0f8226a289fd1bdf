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
  /// - Throws: a `ModelError` where the entry is damaged, unpacks to more than it may, or is there twice.
  func read(
    _ name: String, _ body: (UnsafeRawBufferPointer) throws(ModelError) -> Void
  ) throws(ModelError) -> Bool {
    guard let entry = library.openEntry(archive, name, 0) else { return false }
    try requireOne(name)
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

  /// The names of the first entries: as many as tell what the archive is.
  func names() -> [String] {
    (0..<max(min(library.entryCount(archive, 0), 1_000), 0)).compactMap { index in
      library.entryName(archive, UInt64(index), 0).map { String(cString: $0) }
    }
  }

  /// Of two entries libzip takes the first and Python the last.
  private func requireOne(_ name: String) throws(ModelError) {
    let count = (0..<max(library.entryCount(archive, 0), 0)).count { index in
      library.entryName(archive, UInt64(index), 0).map { String(cString: $0) == name } ?? false
    }
    guard count < 2 else {
      throw ModelError(
        "the ZIP archive holds '\(name)' \(count == 2 ? "twice" : "\(count) times"), so that readers "
          + "differ on which they take; save it again")
    }
  }
}

extension ZIPArchive {
  /// Writes an archive of texts and files, by the names of its entries, without packing them: weights
  /// hardly shrink.
  ///
  /// - Throws: a `ModelError` where it cannot be written, or where libzip is missing.
  static func write(
    to path: String, texts: KeyValuePairs<String, String>, files: KeyValuePairs<String, String>
  ) throws(ModelError) {
    let library = try ZIPLibrary()
    var code: Int32 = 0
    guard let archive = library.open(path, ZIPLibrary.createsAndReplaces, &code) else {
      throw ModelError("cannot write '\(path)'; name a file in a folder that may be written")
    }
    // libzip reads these when the archive is closed.
    let buffers = texts.map { UnsafeMutableBufferPointer.copy(of: $0.value.utf8) }
    defer { for buffer in buffers { buffer.deallocate() } }
    var sources: [(name: String, source: OpaquePointer?)] = zip(texts, buffers).map { text, bytes in
      (text.key, library.bufferSource(archive, bytes.baseAddress, UInt64(bytes.count), 0))
    }
    sources += files.map { ($0.key, library.fileSource(archive, $0.value, 0, -1)) }
    for (name, source) in sources {
      let index = source.map { library.addEntry(archive, name, $0, 0) } ?? -1
      guard index >= 0, library.setPacking(archive, UInt64(index), ZIPLibrary.unpacked, 0) == 0
      else {
        library.discard(archive)
        throw ModelError("'\(name)' cannot be put into the archive '\(path)'; make room for it")
      }
    }
    guard library.close(archive) == 0 else {
      library.discard(archive)
      throw ModelError("cannot write '\(path)'; make room for it")
    }
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  fileprivate static func copy(of bytes: some Collection<UInt8>) -> Self {
    let buffer = allocate(capacity: bytes.count)
    _ = buffer.initialize(from: bytes)
    return buffer
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

  typealias EntryCount = @convention(c) (OpaquePointer, UInt32) -> Int64
  typealias EntryName = @convention(c) (OpaquePointer, UInt64, UInt32) -> UnsafePointer<CChar>?

  typealias Close = @convention(c) (OpaquePointer) -> Int32
  typealias BufferSource =
    @convention(c) (OpaquePointer, UnsafeMutableRawPointer?, UInt64, Int32) -> OpaquePointer?
  typealias FileSource =
    @convention(c) (OpaquePointer, UnsafePointer<CChar>, UInt64, Int64) -> OpaquePointer?
  typealias AddEntry =
    @convention(c) (OpaquePointer, UnsafePointer<CChar>, OpaquePointer, UInt32) -> Int64
  typealias SetPacking = @convention(c) (OpaquePointer, UInt64, Int32, UInt32) -> Int32

  static let readOnly: Int32 = 16
  static let createsAndReplaces: Int32 = 1 | 8
  static let unpacked: Int32 = 0

  let open: Open
  let discard: Discard
  let openEntry: OpenEntry
  let readEntry: ReadEntry
  let closeEntry: CloseEntry
  let entryCount: EntryCount
  let entryName: EntryName
  let close: Close
  let bufferSource: BufferSource
  let fileSource: FileSource
  let addEntry: AddEntry
  let setPacking: SetPacking

  init() throws(ModelError) {
    let library = try SharedLibrary(
      named: "libzip", files: ["libzip.so.5", "libzip.so.4", "libzip.so"], package: "libzip4")
    open = unsafeBitCast(try library.symbol("zip_open"), to: Open.self)
    discard = unsafeBitCast(try library.symbol("zip_discard"), to: Discard.self)
    openEntry = unsafeBitCast(try library.symbol("zip_fopen"), to: OpenEntry.self)
    readEntry = unsafeBitCast(try library.symbol("zip_fread"), to: ReadEntry.self)
    closeEntry = unsafeBitCast(try library.symbol("zip_fclose"), to: CloseEntry.self)
    entryCount = unsafeBitCast(try library.symbol("zip_get_num_entries"), to: EntryCount.self)
    entryName = unsafeBitCast(try library.symbol("zip_get_name"), to: EntryName.self)
    close = unsafeBitCast(try library.symbol("zip_close"), to: Close.self)
    bufferSource = unsafeBitCast(try library.symbol("zip_source_buffer"), to: BufferSource.self)
    fileSource = unsafeBitCast(try library.symbol("zip_source_file"), to: FileSource.self)
    addEntry = unsafeBitCast(try library.symbol("zip_file_add"), to: AddEntry.self)
    setPacking = unsafeBitCast(try library.symbol("zip_set_file_compression"), to: SetPacking.self)
  }
}
