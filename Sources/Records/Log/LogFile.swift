import Clocks
import Foundation

/// The log of a run: JSON, one entry a line, appended and flushed one by one.
public struct LogFile: Sendable, Equatable {
  /// Where it is.
  public let path: String

  /// Names a file, which need not exist yet.
  public init(path: String) {
    self.path = path
  }

  /// Reads the whole log; a file that does not exist is an empty one.
  ///
  /// A chain that does not hold is no error: `RunLog.chainFault` tells.
  /// A last line that was cut off is none either: `RunLog.isCutOff` tells.
  ///
  /// - Throws: a `RecordError` that names the line where one is damaged.
  public func log() throws -> RunLog {
    guard FileManager.default.fileExists(atPath: path) else { return RunLog() }
    return try RunLog(parsing: content(of: path), path: path)
  }

  /// Opens the log for appending; nobody else can while the writer lives.
  ///
  /// - Parameter clock: the raw clock, whose reading each line gets.
  /// - Throws: a `RecordError` where another sweep writes it, where it cannot be written or read, or where
  ///   its lines do not follow from each other.
  public func open(clock: @escaping () -> Int64 = RawClock.nanoseconds) throws -> LogWriter {
    try LogWriter(self, clock)
  }
}

/// Appends to a log that it holds locked.
public final class LogWriter {
  /// What the log held when it was opened.
  public let earlier: RunLog
  /// Whether the last line had been cut off, and was dropped.
  public var hasMended: Bool { earlier.isCutOff }
  /// The digest of the last line.
  public private(set) var head: String
  private let file: LogFile
  private let descriptor: Int32
  private let clock: () -> Int64

  fileprivate init(_ file: LogFile, _ clock: @escaping () -> Int64) throws {
    self.file = file
    self.clock = clock
    descriptor = Glibc.open(file.path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw unwritable(file.path, errno) }
    do {
      // The lock goes with the descriptor, so that not even a killed sweep leaves one behind.
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        throw RecordError(
          .unwritable,
          "another sweep is writing \(file.path); wait for it, or choose another folder with "
            + "--output")
      }
      earlier = try file.log()
      // Before anything is mended: a log that is not gone on with stays as it is.
      guard earlier.schema.major == Schema.current.major else {
        throw RecordError(
          .malformed,
          "\(file.path) holds records of schema \(earlier.schema), to which nothing is added; "
            + "choose another folder with --output")
      }
      guard earlier.chainFault == nil else {
        throw RecordError(
          .malformed,
          "\(file.path) was changed after it was written, so nothing is added to it; 'gradmark verify' on its "
            + "folder tells where; choose another folder with --output")
      }
      try mendEnd(of: descriptor, isCutOff: earlier.isCutOff, path: file.path)
    } catch {
      close(descriptor)
      throw error
    }
    head = earlier.head
  }

  deinit {
    // A process that is being started just now has a copy of the descriptor until it runs its program,
    // and the lock would stay as long: it is given back, not only closed.
    _ = flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Writes one entry and flushes it to the disk.
  ///
  /// - Throws: a `RecordError` where the entry is impossible or cannot be written; then the file is
  ///   as it was.
  public func append(_ entry: LogEntry) throws {
    if let fault = entry.impossibility {
      throw RecordError(.malformed, "a record was not written: \(fault)")
    }
    if case .plan(let entry) = entry { try refuseOtherKind(entry.plan) }
    guard let line = try? RecordCoding.line(LogLine(entry, previous: head, clock: clock())) else {
      throw RecordError(.malformed, "a record was not written: a number is not finite")
    }
    let length = lseek(descriptor, 0, SEEK_END)
    guard write(line + [newline], to: descriptor), fsync(descriptor) == 0 else {
      let cause = errno
      // Half a record would make the next reader stop here.
      _ = ftruncate(descriptor, length)
      throw unwritable(file.path, cause)
    }
    head = sha256(line)
  }

  /// The newest plan settles what a folder's reports are: those of a duel would take the place of a sweep's.
  private func refuseOtherKind(_ plan: BenchmarkPlan) throws {
    guard earlier.hasMeasurements, earlier.isDuel != (plan.duel != nil) else { return }
    let (held, new) = earlier.isDuel ? ("a duel", "a sweep") : ("a sweep", "a duel")
    throw RecordError(
      .malformed,
      "\(file.path) holds \(held), to which \(new) is not added; choose another folder with --output"
    )
  }
}

let newline = UInt8(ascii: "\n")

/// All bytes of a file; a pipe or a device, which may never end, is no log.
private func content(of path: String) throws -> Data {
  var status = stat()
  guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
    let content = try? Data(contentsOf: URL(filePath: path))
  else {
    throw RecordError(.unreadable, "cannot read \(path); name a file that this user may read")
  }
  return content
}

/// Drops a last line that was cut off, and ends one that is whole but for its newline.
private func mendEnd(of descriptor: Int32, isCutOff: Bool, path: String) throws {
  let content = try content(of: path)
  guard let last = content.last, last != newline else { return }
  let whole = content.lastIndex(of: newline).map { $0 + 1 } ?? 0
  let isMended =
    isCutOff
    ? ftruncate(descriptor, off_t(whole)) == 0 : write(Data([newline]), to: descriptor)
  guard isMended else { throw unwritable(path, errno) }
}

private func write(_ data: Data, to descriptor: Int32) -> Bool {
  var rest = data[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return false }
    rest = rest.dropFirst(count)
  }
  return true
}

private func unwritable(_ path: String, _ cause: Int32) -> RecordError {
  RecordError(
    .unwritable,
    "cannot write \(path): \(String(cString: strerror(cause))); what is written is kept, so free "
      + "space or choose another folder with --output and run the same command again")
}
