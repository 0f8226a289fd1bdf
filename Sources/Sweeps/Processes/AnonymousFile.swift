import CPlatform
import Glibc
import Suites

/// A file without a name: it is gone when the last process that has it open has ended, in whatever
/// way that did, so that not even a killed sweep leaves anything behind.
public final class AnonymousFile: Sendable {
  /// Where this process, and a child that it is handed on to, has it open.
  public let descriptor: Int32

  /// The path by which this process can open it again.
  ///
  /// - Throws: a `SweepError` where /proc is not there.
  public var path: String {
    get throws {
      let path = "/proc/self/fd/\(descriptor)"
      guard access(path, F_OK) == 0 else {
        throw SweepError(
          .unavailable,
          "there is no \(path), by which a temporary file is opened; mount /proc, as 'mount -t proc "
            + "proc /proc' does")
      }
      return path
    }
  }

  /// Opens an empty file.
  ///
  /// - Parameter folder: a folder on the disk that is to hold it; memory does for `nil`, and where the
  ///   folder cannot.
  /// - Throws: a `SweepError` with the operating system's reason.
  public init(in folder: String? = nil) throws {
    descriptor = gradmark_open_anonymous(folder)
    guard descriptor >= 0 else {
      throw SweepError(
        .unavailable,
        "cannot open a temporary file: \(String(cString: strerror(errno)).lowercased()); raise what "
          + "limits this process (ulimit -n)")
    }
  }

  deinit {
    close(descriptor)
  }

  /// The lines that are not empty, of a long file the last ones.
  func lastLines() -> [Substring] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return [] }
    // Some libraries complain at length before they end.
    let start = max(0, Int(status.st_size) - 1 << 16)
    let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(start)))
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }
}
