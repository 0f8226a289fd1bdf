import Foundation
import TestSupport
import Testing

@testable import Records

@Suite struct LogFileTests {
  @Test func entriesAreWrittenAsTheseBytes() throws {
    try withLogFile("") { file in
      let writer = try file.open(clock: exampleClock())
      for entry in try exampleEntries() { try writer.append(entry) }
      let lines = try String(contentsOfFile: file.path, encoding: .utf8).split(separator: "\n")
      for (line, expected) in zip(lines, exampleLines) { #expect(line == expected) }
      #expect(lines.count == exampleLines.count)
      #expect(writer.head == exampleHead)
    }
  }

  @Test func theseBytesAreReadAsEntries() throws {
    try withLogFile(exampleText) { file in
      let log = try file.log()
      let expected = try exampleEntries()
      #expect(log.entries == expected)
      #expect(log.lines.map(\.clock) == (1...6).map { $0 * 1_000_000_000 })
      #expect(log.schema == .current)
      #expect(log.head == exampleHead)
      #expect(log.chainFault == nil)
      #expect(!log.isCutOff)
    }
  }

  @Test func aFileThatDoesNotExistIsAnEmptyLog() throws {
    try withTemporaryFolder { folder in
      let log = try LogFile(path: "\(folder)/none/records.jsonl").log()
      #expect(log == RunLog())
    }
  }

  @Test func aLogIsGoneOnWithWhereItEnded() throws {
    try withLogFile(exampleText) { file in
      let writer = try file.open()
      #expect(writer.earlier.entries.count == 6)
      #expect(writer.head == exampleHead)
      try writer.append(exampleStart)
      let log = try file.log()
      #expect(log.entries.count == 7)
      #expect(log.chainFault == nil)
    }
  }

  /// Hours of measuring would end in a log that proves nothing.
  @Test func aLogWhoseChainIsBrokenIsNotGoneOnWith() throws {
    let changed = exampleText.replacing(#""processes":2"#, with: #""processes":3"#)
    try withLogFile(changed) { file in
      expectSentence(
        "\(file.path) was changed after it was written, so nothing is added to it; 'gradmark verify' on its "
          + "folder tells where; choose another folder with --output"
      ) { _ = try file.open() }
      // It stays as it is.
      let content = try String(contentsOfFile: file.path, encoding: .utf8)
      #expect(content == changed)
    }
  }

  @Test func everyCutIsReadUpToTheLastWholeLineAndGoneOnWith() throws {
    let before = exampleLines[..<5].map { $0 + "\n" }.joined()
    let last = exampleLines[5]
    for length in 0...last.utf8.count {
      try withLogFile(before + last.prefix(length)) { file in
        let isWhole = length == last.utf8.count
        let isCutOff = length > 0 && !isWhole
        let log = try file.log()
        #expect(log.entries.count == (isWhole ? 6 : 5))
        #expect(log.isCutOff == isCutOff)
        let writer = try file.open()
        #expect(writer.hasMended == isCutOff)
        try writer.append(exampleStart)
        let mended = try file.log()
        #expect(mended.entries == log.entries + [exampleStart])
        #expect(mended.chainFault == nil)
        #expect(!mended.isCutOff)
      }
    }
  }

  @Test func aLogOfOneCutLineIsEmptyAndGoneOnWith() throws {
    try withLogFile(exampleLines[0].prefix(100)) { file in
      let before = try file.log()
      #expect(before.entries.isEmpty)
      let writer = try file.open()
      try writer.append(exampleStart)
      let after = try file.log()
      #expect(after.entries == [exampleStart])
    }
  }

  @Test func twoWritersOfOneLogAreRefusedUntilTheFirstIsGone() throws {
    try withLogFile("") { file in
      var writer: LogWriter? = try file.open()
      try writer?.append(exampleStart)
      expectSentence(
        "another sweep is writing \(file.path); wait for it, or choose another folder with "
          + "--output"
      ) { _ = try file.open() }
      writer = nil
      let next = try file.open()
      #expect(next.earlier.entries.count == 1)
    }
  }

  /// As a process has for a moment that is started while the log is open.
  @Test func aCopyOfTheDescriptorHoldsNoLock() throws {
    try withLogFile("") { file in
      let copy: Int32
      do {
        let writer = try file.open()
        copy = dup(try #require(descriptors(of: file.path).first))
        withExtendedLifetime(writer) {}
      }
      defer { close(copy) }
      _ = try file.open()
    }
  }

  private func descriptors(of path: String) -> Set<Int32> {
    let real = URL(filePath: path).resolvingSymlinksInPath().path
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return Set(
      open.filter {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == real
      }.compactMap { Int32($0) })
  }

  @Test func whatNoRunHasIsRefusedBeforeItIsWritten() throws {
    try withLogFile("") { file in
      let writer = try file.open()
      var replicate = try exampleReplicate()
      replicate.flopsPerStep = .infinity
      expectSentence("a record was not written: 'flopsPerStep' is inf") {
        try writer.append(.replicate(replicate))
      }
      replicate = try exampleReplicate()
      replicate.loadAverage = .nan
      expectSentence("a record was not written: a number is not finite") {
        try writer.append(.replicate(replicate))
      }
      #expect(writer.head == LogLine.origin)
      let content = try Data(contentsOf: URL(filePath: file.path))
      #expect(content.isEmpty)
    }
  }

  @Test func aFolderThatIsNotThereIsNamed() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/none/records.jsonl"
      expectSentence(
        "cannot write \(path): No such file or directory; what is written is kept, so free space "
          + "or choose another folder with --output and run the same command again"
      ) { _ = try LogFile(path: path).open() }
    }
  }

  @Test func anEntryThatFitsOnlyInPartLeavesTheLogAsItWas() throws {
    try withLogFile("") { file in
      let writer = try file.open()
      try writer.append(exampleStart)
      let head = writer.head
      // A limit of 1 GiB, which no other test comes near, and a hole up to 100 bytes below it.
      let limit = 1 << 30
      let handle = try #require(FileHandle(forWritingAtPath: file.path))
      try handle.truncate(atOffset: UInt64(limit - 100))
      try withFileSizeLimit(limit) {
        expectSentence(
          "cannot write \(file.path): File too large; what is written is kept, so free space or "
            + "choose another folder with --output and run the same command again"
        ) { try writer.append(exampleStart) }
      }
      let length = try handle.seekToEnd()
      #expect(length == limit - 100)
      #expect(writer.head == head)
    }
  }

  /// Lowers the size to which this process may grow a file while `body` runs.
  private func withFileSizeLimit(_ bytes: Int, _ body: () throws -> Void) throws {
    signal(SIGXFSZ, SIG_IGN)
    var usual = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &usual)
    var lowered = rlimit(rlim_cur: rlim_t(bytes), rlim_max: usual.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &lowered)
    defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &usual) }
    try body()
  }
}

@Suite struct DamagedLogTests {
  @Test(arguments: [0, 2, 5]) func aChangedLineShows(index: Int) throws {
    var lines = exampleLines
    // Another digit in a date: what is read stays sound.
    lines[index] = lines[index].replacing("2026-01-31T12:00:0", with: "2026-01-30T12:00:0")
    let log = try parsed(lines)
    // The last line's change shows in the head, and only there.
    #expect((log.head != exampleHead) == (index == 5))
    #expect(
      log.chainFault
        == (index == 5 ? nil : "line \(index + 2) does not follow from the line before it"))
  }

  @Test func aRemovedLineShows() throws {
    for index in exampleLines.indices {
      var lines = exampleLines
      lines.remove(at: index)
      let log = try parsed(lines)
      #expect(log.head != exampleHead || log.chainFault != nil)
      #expect((log.chainFault == nil) == (index == 5))
    }
  }

  @Test func exchangedLinesShow() throws {
    for index in exampleLines.indices.dropLast() {
      var lines = exampleLines
      lines.swapAt(index, index + 1)
      #expect(
        try parsed(lines).chainFault
          == "line \(index + 1) does not follow from the line before it")
    }
  }

  @Test func aDamagedLineIsNamedWithItsRemedy() throws {
    for damage in ["{", "", "[]", "{}"] {
      var lines = exampleLines
      lines[1] = damage
      try withLogFile(lines.joined(separator: "\n") + "\n") { file in
        expectSentence(
          "\(file.path), line 2 is no record or was cut off; restore the file"
        ) { _ = try file.log() }
      }
    }
  }

  @Test func aLineHoldsOneEntry() throws {
    let schema = #"{"schema":{"major":2,"minor":0},"previous":"\#(LogLine.origin)""#
    let interruption = #""interruption":{"signal":2,"date":"2026-01-31T12:00:04Z"}"#
    expectSentence("is damaged (it holds 0 entries in place of one)") {
      _ = try RecordCoding.line(of: Data((schema + "}").utf8))
    }
    expectSentence("is damaged (it holds 2 entries in place of one)") {
      let two = "\(schema),\(interruption),\"failure\":{}}"
      _ = try RecordCoding.line(of: Data(two.utf8))
    }
  }

  @Test func anotherMajorSchemaIsNamedEvenWhereItsFieldsDiffer() throws {
    let text = #"{"schema":{"major":3,"minor":1},"cells":[]}"# + "\n"
    try withLogFile(text) { file in
      let sentence =
        "\(file.path), line 1 was written by a newer gradmark (schema 3.1); this one reads up to 2.8; "
        + "update it"
      expectSentence(sentence) { _ = try file.log() }
      expectSentence(sentence) { _ = try file.open() }
      let kept = try String(contentsOfFile: file.path, encoding: .utf8)
      #expect(kept == text)
    }
  }

  /// What a later program adds is passed over where that can be, and no damage where it cannot.
  @Test func aLaterMinorSchemaIsNamedWhereAValueIsNotKnown() throws {
    func sentence(minor: Int) -> String {
      let line = exampleLines[2].replacing(#""minor":8"#, with: #""minor":\#(minor)"#)
        .replacing(#""stop":"time""#, with: #""stop":"sundown""#)
      do {
        _ = try parsed([line])
        return "read"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      sentence(minor: 9)
        == "records.jsonl, line 1 was written by a newer gradmark (schema 2.9); this one reads up to 2.8; "
        + "update it")
    #expect(
      sentence(minor: 8)
        == "records.jsonl, line 1 is damaged ('replicate.stop' has no valid value); restore the file"
    )
  }

  private func parsed(_ lines: [String]) throws -> RunLog {
    try RunLog(parsing: Data((lines.joined(separator: "\n") + "\n").utf8), path: "records.jsonl")
  }
}
