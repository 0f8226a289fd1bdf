import Foundation

/// `records.jsonl`: one record a line, only ever appended to.
public struct RecordFile: Sendable, Equatable {
  /// Where the file is, whether or not it exists yet.
  public let path: String

  /// Names a file.
  public init(path: String) {
    self.path = path
  }

  /// Every record in the order of writing; none where the file does not exist.
  ///
  /// - Throws: a `RecordError` that names file and line where one is cut off, damaged, or of
  ///   another schema.
  public func records() throws -> [RunRecord] {
    let content = try content()
    var records: [RunRecord] = []
    for (index, line) in content.split(separator: newline).enumerated() {
      do {
        records.append(try RecordCoding.record(line))
      } catch let error as RecordError {
        throw RecordError(.malformed, sentence(error.description, line: index + 1, of: content))
      }
    }
    return records
  }

  /// Writes one record behind the others and returns once it is on the disk.
  ///
  /// - Throws: a `RecordError` where the record holds a number that is not finite, or the file
  ///   cannot be written; then the file is as it was before.
  public func append(_ record: RunRecord) throws {
    let line = try line(of: record)
    let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw unwritable(errno) }
    defer { close(descriptor) }
    let length = lseek(descriptor, 0, SEEK_END)
    guard length == 0 || lastByte(descriptor, length) == newline else {
      throw RecordError(
        .malformed, "\(path) ends within a line; run the same 'gradmark bench' again to mend it")
    }
    guard write(line, to: descriptor), fsync(descriptor) == 0 else {
      let cause = errno
      // Half a record would make the next reader stop here.
      _ = ftruncate(descriptor, length)
      throw unwritable(cause)
    }
  }

  /// Drops a last line that was cut off while it was written, and gives a whole one the line end
  /// that it lacks.
  ///
  /// - Returns: whether a line was dropped; its cell has to be measured again.
  /// - Throws: a `RecordError` where the file cannot be read or written.
  public func mendLastLine() throws -> Bool {
    let content = try content()
    guard let last = content.last, last != newline else { return false }
    let start = content.lastIndex(of: newline).map { $0 + 1 } ?? content.startIndex
    // No proper prefix of a JSON object is JSON itself.
    let isWhole = (try? JSONSerialization.jsonObject(with: content[start...])) != nil
    let mended = isWhole ? content + [newline] : content[..<start]
    do {
      try Data(mended).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw unwritable(EIO)
    }
    return !isWhole
  }

  private func content() throws -> Data {
    guard FileManager.default.fileExists(atPath: path) else { return Data() }
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      throw RecordError(
        .unreadable, "cannot read \(path); name a file that this user may read")
    }
  }

  private func line(of record: RunRecord) throws -> Data {
    let fault = record.impossibility
    guard fault == nil, let json = try? RecordCoding.line(record) else {
      throw RecordError(
        .malformed,
        "the record of \(record.cell) was not written: \(fault ?? "a number is not finite")")
    }
    return json + [newline]
  }

  private func sentence(_ fault: String, line: Int, of content: Data) -> String {
    let isTorn = content.last != newline && line == content.split(separator: newline).count
    let remedy =
      isTorn
      ? "run the same 'gradmark bench' again to go on without it, or delete the line"
      : "restore the file, or delete the line to use the others"
    return "\(path), line \(line) \(fault); \(remedy)"
  }

  private func unwritable(_ cause: Int32) -> RecordError {
    RecordError(
      .unwritable,
      "cannot write \(path): \(String(cString: strerror(cause))); what is written is kept, so free "
        + "space or choose another folder with --output and run the same command again")
  }
}

private let newline = UInt8(ascii: "\n")

private func lastByte(_ descriptor: Int32, _ length: off_t) -> UInt8? {
  var byte: UInt8 = 0
  return pread(descriptor, &byte, 1, length - 1) == 1 ? byte : nil
}

/// Writes everything, however many calls it takes; `false` leaves the cause in `errno`.
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
