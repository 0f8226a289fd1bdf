import Glibc

/// Files that are read and written in one piece.
public enum WholeFile {
  /// A file is held in memory whole; past this size that is a mistake rather than a wish.
  public static let maximumByteCount = 16 << 30

  /// The bytes of a file of at most `limit` bytes.
  ///
  /// - Throws: a `FileError` where the file is missing, unreadable, no regular file (whose size
  ///   would promise nothing), too large, or cut short while it is read.
  public static func read(
    _ path: String, atMost limit: Int = maximumByteCount
  ) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw unreadable(
        path, "cannot be opened (\(lastError())); check the path and its permissions")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw unreadable(path, "is no regular file; name a file, not a folder or a device")
    }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw unreadable(
        path, "has \(size) bytes, but at most \(limit) are read; split the file")
    }
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let taken = Glibc.read(descriptor, buffer.baseAddress! + count, size - count)
        if taken < 0 && errno == EINTR { continue }
        guard taken > 0 else { return }
        count += taken
      }
    }
    guard bytes.count == size else {
      throw unreadable(
        path, "ended after \(bytes.count) of its \(size) bytes; wait until it is written, and retry"
      )
    }
    return bytes
  }

  /// Writes a file so that it is there complete or not at all: under another name beside it first,
  /// then renamed over it.
  ///
  /// - Throws: a `FileError` where the folder is missing or not writable, or the disk is full.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    let partial = "\(path).\(UInt32.random(in: 0 ... .max)).partial"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw unwritable(
        path, "cannot be created (\(lastError())); name a file in an existing, writable folder")
    }
    let problem = write(bytes, to: descriptor)
    // A full disk may show only when the file is closed.
    let closed = close(descriptor)
    guard problem == nil, closed == 0, rename(partial, path) == 0 else {
      let reason = problem ?? lastError()
      unlink(partial)
      throw unwritable(path, "cannot be written (\(reason)); free some space or write elsewhere")
    }
  }

  /// Writes all bytes down to the disk; returns what went wrong, if anything did.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> String? {
    bytes.withUnsafeBytes { buffer in
      var count = 0
      while count < buffer.count {
        let written = Glibc.write(descriptor, buffer.baseAddress! + count, buffer.count - count)
        if written < 0 && errno == EINTR { continue }
        guard written >= 0 else { return lastError() }
        count += written
      }
      return fsync(descriptor) == 0 ? nil : lastError()
    }
  }

  private static func unreadable(_ path: String, _ reason: String) -> FileError {
    FileError(path: path, problem: .unreadable, reason: reason)
  }

  private static func unwritable(_ path: String, _ reason: String) -> FileError {
    FileError(path: path, problem: .unwritable, reason: reason)
  }

  /// The system's words for `errno`.
  private static func lastError() -> String {
    String(cString: strerror(errno))
  }
}
