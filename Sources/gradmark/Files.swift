import Foundation
import Glibc
import Records
import Reports

/// Whole files and standard output, with errors that name the path and the reason.
enum Files {
  /// A model file holds no weights: one larger than this is something else, or endless.
  static let largestText = 256 << 20

  /// Reads a text that somebody else wrote.
  ///
  /// - Parameter isModel: of an archive or an HDF5 file the beginning is enough: libraries read these.
  static func read(_ path: String, isModel: Bool = false) throws(UserError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw UserError(.noInput, "cannot read '\(path)': \(reason(errno)); check the path")
    }
    defer { close(file) }
    var text: [UInt8] = []
    var status = stat()
    if fstat(file, &status) == 0 { text.reserveCapacity(min(Int(status.st_size), largestText)) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      guard count >= 0 else {
        throw UserError(.noInput, "cannot read '\(path)': \(reason(errno)); name a file")
      }
      if count == 0 { break }
      text += buffer[..<count]
      if isModel, isContainer(text) { return text }
      guard text.count <= largestText else {
        throw UserError(.dataError, "'\(path)' is larger than 256 MiB, which no model file is")
      }
    }
    guard !text.isEmpty else {
      throw UserError(.dataError, "'\(path)' is empty; name a file with something in it")
    }
    return text
  }

  /// Whether these bytes begin a ZIP archive or an HDF5 file.
  private static func isContainer(_ start: [UInt8]) -> Bool {
    start.starts(with: Array("PK".utf8)) || start.starts(with: [0x89, 0x48, 0x44, 0x46])
  }

  /// Writes a file whole or not at all; what is no file, such as `/dev/stdout`, takes the text and stays what
  /// it is.
  static func write(_ text: String, to path: String) throws(UserError) {
    guard !path.isEmpty else {
      throw UserError(.cannotCreate, "the file to write has an empty name; name one")
    }
    // Nothing brings measurements back.
    guard !RunFolder.isRecords(path) else {
      throw UserError(
        .cannotCreate, "'\(path)' is where the measurements of a run stand; choose another path")
    }
    var status = stat()
    if stat(path, &status) == 0, [S_IFCHR, S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT) {
      return try pour(text, into: path)
    }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw UserError(
        .cannotCreate, "cannot write '\(path)': \(reason(error)); choose another path")
    }
  }

  private static func pour(_ text: String, into path: String) throws(UserError) {
    let device = open(path, O_WRONLY | O_CLOEXEC)
    guard device >= 0 else {
      throw UserError(
        .cannotCreate, "cannot write '\(path)': \(reason(errno)); choose another path")
    }
    defer { close(device) }
    var text = text
    guard let code = text.withUTF8({ write($0, to: device) }) else { return }
    throw UserError(.inputOutput, "cannot write '\(path)': \(reason(code)); choose another path")
  }

  /// Writes to standard output, or another descriptor; a reader that has gone away, or a terminal that
  /// was closed, has read enough.
  static func print(_ text: String, to descriptor: Int32 = STDOUT_FILENO) throws(UserError) {
    var text = text
    guard let code = text.withUTF8({ write($0, to: descriptor) }) else { return }
    throw UserError(
      .inputOutput, "cannot write to standard output: \(reason(code)); make room for it")
  }

  /// The number of what went wrong; `nil` where all was written, or nobody reads any more.
  private static func write(_ text: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Int32? {
    var rest = text[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: rest))
      let count = Glibc.write(descriptor, part.baseAddress, part.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EPIPE || errno == EIO && isDevice(descriptor) { return nil }
      if count < 0 { return errno }
      rest = rest.dropFirst(count)
    }
    return nil
  }

  /// Whether a device is open there, as a terminal is even after it was closed.
  private static func isDevice(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR
  }

  /// Writes a sentence to standard error that is no error.
  ///
  /// Of several ranks, the first one says it for all.
  static func warn(_ sentence: String) {
    if Invocation.isFollower { return }
    tell("warning: \(sentence)")
  }

  /// Writes a sentence to standard error, broken between words where that is a terminal.
  static func tell(_ sentence: String, to descriptor: Int32 = STDERR_FILENO) {
    let text = "gradmark: \(sentence)".wrapped(within: columns(of: descriptor))
    // Nobody is left to tell where even this fails.
    try? print("\(text)\n", to: descriptor)
  }

  /// The width of the terminal that standard output is; `nil` where it is none. One that does not tell its own, as a
  /// serial line, may have it in `COLUMNS`.
  static var terminalColumns: Int? { columns(of: STDOUT_FILENO) }

  private static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
    guard size.ws_col == 0 else { return Int(size.ws_col) }
    return ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init).flatMap {
      $0 > 0 ? $0 : nil
    }
  }

  /// The operating system's words for what went wrong below an error of Foundation.
  private static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
    return underlying.map { reason($0.code.rawValue) } ?? (error as NSError).localizedDescription
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code)).lowercased()
  }
}
