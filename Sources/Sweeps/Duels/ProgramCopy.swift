import Glibc
import Records
import Suites

/// A copy of a program in memory, under a name that is as long for every copy.
///
/// What a build writes over its file later changes nothing. Neither builds differ by their places on the
/// disk, since the length of a program's name moves its stack, and that its times; nor does one copy
/// serve all processes, since the pages of a copy stay where they are and may collide in a cache.
final class ProgramCopy {
  private let file: AnonymousFile

  /// Reads the program at a path.
  ///
  /// - Throws: a `SweepError` where it cannot be read, or where there is no memory for it.
  init(of path: String) throws {
    file = try AnonymousFile()
    let source = open(path, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else {
      throw SweepError(
        .missingInput,
        "cannot read the program '\(path)': \(String(cString: strerror(errno)).lowercased()); name a "
          + "gradmark that is built")
    }
    defer { close(source) }
    var status = stat()
    guard fstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SweepError(
        .missingInput,
        "'\(path)' is no file; name a gradmark that is built, such as one of 'make build'")
    }
    try copy(from: source, path)
  }

  /// Copies a copy.
  ///
  /// - Throws: a `SweepError` where there is no memory for it.
  init(of other: ProgramCopy) throws {
    file = try AnonymousFile()
    try copy(from: other.file.descriptor, "a copy in memory")
  }

  /// What starts the program: as many letters for every copy.
  ///
  /// - Throws: a `SweepError` where /proc is not there.
  var path: String {
    get throws {
      _ = try file.path
      let number = "\(file.descriptor)"
      let slashes = String(repeating: "/", count: max(1, 8 - number.count))
      return "/proc/self/fd\(slashes)\(number)"
    }
  }

  private func copy(from source: Int32, _ name: String) throws {
    let size = 1 << 20
    let isCopied = withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { buffer in
      var place: off_t = 0
      while true {
        let count = pread(source, buffer.baseAddress, size, place)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return count == 0 }
        guard pwrite(file.descriptor, buffer.baseAddress, count, place) == count else {
          return false
        }
        place += off_t(count)
      }
    }
    guard isCopied else {
      throw SweepError(
        .unavailable,
        "cannot copy '\(name)' into memory: \(String(cString: strerror(errno)).lowercased()); free "
          + "some memory")
    }
  }
}
