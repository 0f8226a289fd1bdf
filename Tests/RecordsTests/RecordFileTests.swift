import Foundation
import Testing

@testable import Records

@Suite struct RecordFileTests {
  @Test func appendedRecordsAreReadInOrder() throws {
    try withTemporaryFolder { folder in
      let file = RecordFile(path: "\(folder)/records.jsonl")
      #expect(try file.records() == [])
      var second = exampleRecord()
      second.cell.threads = 1
      try file.append(exampleRecord())
      try file.append(second)
      #expect(try file.records() == [exampleRecord(), second])
    }
  }

  @Test func aTornLastLineIsNamedWithItsRemedy() throws {
    try withFile("\(recordText)\n\(recordText.dropLast(40))") { file in
      expectSentence(
        "\(file.path), line 2 is no record or was cut off; run the same 'gradmark bench' again "
          + "to go on without it, or delete the line"
      ) { _ = try file.records() }
    }
  }

  @Test func aDamagedLineInTheMiddleIsNamedWithItsRemedy() throws {
    try withFile("\(recordText)\n{\n\(recordText)\n") { file in
      expectSentence(
        "\(file.path), line 2 is no record or was cut off; restore the file, or delete the "
          + "line to use the others"
      ) { _ = try file.records() }
    }
  }

  @Test func anotherMajorSchemaIsNamedEvenWhereItsFieldsDiffer() throws {
    try withFile(#"{"schema":{"major":2,"minor":1},"cells":[]}"# + "\n") { file in
      expectSentence(
        "\(file.path), line 1 has schema 2.1, but this gradmark reads 1.x; read it with the "
          + "version that wrote it; restore the file, or delete the line to use the others"
      ) { _ = try file.records() }
    }
  }

  @Test func everyCutOfARecordIsRecognisedAndMended() throws {
    // 37 is no divisor of the length: cuts fall into keys, numbers, strings and between them.
    for length in stride(from: 1, to: recordText.count, by: 37) {
      try withFile("\(recordText)\n\(recordText.prefix(length))") { file in
        #expect(throws: RecordError.self) { try file.records() }
        #expect(throws: RecordError.self) { try file.append(exampleRecord()) }
        #expect(try file.mendLastLine())
        #expect(try file.records() == [exampleRecord()])
        try file.append(exampleRecord())
        #expect(try file.records().count == 2)
      }
    }
  }

  @Test func aWholeLastLineWithoutItsEndIsKept() throws {
    try withFile(recordText) { file in
      #expect(try file.records() == [exampleRecord()])
      #expect(try file.mendLastLine() == false)
      try file.append(exampleRecord())
      #expect(try file.records().count == 2)
    }
  }

  @Test func aSoundFileNeedsNoMending() throws {
    try withFile("\(recordText)\n") { file in
      let hasDropped = try file.mendLastLine()
      let text = try String(contentsOfFile: file.path, encoding: .utf8)
      #expect(!hasDropped)
      #expect(text == "\(recordText)\n")
    }
  }

  @Test func aNumberThatIsNotFiniteIsRefusedBeforeItIsWritten() throws {
    try withFile("\(recordText)\n") { file in
      var record = exampleRecord()
      record.machine.loadAverage = .nan
      expectSentence(
        "the record of pair, batch 32, 2 threads was not written: a number is not finite"
      ) { try file.append(record) }
      record = exampleRecord()
      record.flopsPerStep = .infinity
      expectSentence(
        "the record of pair, batch 32, 2 threads was not written: 'flopsPerStep' is inf"
      ) { try file.append(record) }
      let records = try file.records()
      #expect(records == [exampleRecord()])
    }
  }

  @Test func aFullDiskIsSaidInOneSentence() {
    // The kernel's file that is always full.
    let file = RecordFile(path: "/dev/full")
    expectSentence(
      "cannot write /dev/full: No space left on device; what is written is kept, so free "
        + "space or choose another folder with --output and run the same command again"
    ) { try file.append(exampleRecord()) }
  }

  private func withFile(_ text: String, _ body: (RecordFile) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/records.jsonl"
      try Data(text.utf8).write(to: URL(filePath: path))
      try body(RecordFile(path: path))
    }
  }
}

@Suite struct RunFolderTests {
  @Test func theFolderIsNamedForDayAndMachine() throws {
    let noon = Date(timeIntervalSince1970: 1_769_860_800)
    let folder = RunFolder(results: "results", date: noon, machine: exampleRecord().machine)
    #expect(folder.path == "results/2026-01-31-amd-epyc-2c")
    #expect(folder.name == "2026-01-31-amd-epyc-2c")
    #expect(folder.records.path == "results/2026-01-31-amd-epyc-2c/records.jsonl")
  }

  @Test func theRecordsFileStandsForItsFolder() {
    #expect(RunFolder(path: "results/run/records.jsonl") == RunFolder(path: "results/run"))
    #expect(RunFolder(path: "results/run/").name == "run")
    #expect(RunFolder(path: "records.jsonl").records.path == "./records.jsonl")
  }

  @Test func foldersWithRecordsAreListedByName() throws {
    try withTemporaryFolder { results in
      for name in ["b", "a", "empty"] {
        let folder = RunFolder(path: "\(results)/\(name)")
        try folder.create()
        if name != "empty" { try folder.records.append(exampleRecord()) }
      }
      #expect(try RunFolder.all(in: results).map(\.name) == ["a", "b"])
    }
  }

  @Test func writingReplacesAFileAsAWhole() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: path)
      try folder.write("a long first text", as: "README.md")
      try folder.write("short", as: "README.md")
      #expect(try String(contentsOfFile: "\(path)/README.md", encoding: .utf8) == "short")
    }
  }

  @Test func whatIsMissingOrUnwritableIsNamed() throws {
    try withTemporaryFolder { path in
      try Data().write(to: URL(filePath: "\(path)/file"))
      let below = RunFolder(path: "\(path)/file/run")
      let remedy = "free space, or choose a folder that this user may write with --output"
      expectSentence(
        "cannot make the folder \(path)/file/run; \(remedy)"
      ) { try below.create() }
      expectSentence(
        "cannot write \(path)/file/run/table.csv; \(remedy)"
      ) { try below.write("", as: "table.csv") }
      expectSentence(
        "\(path)/none holds no records; name a folder with a records.jsonl, such as one below "
          + "results/"
      ) { _ = try RunFolder(path: "\(path)/none").requiredRecords() }
      expectSentence(
        "cannot read the folder \(path)/none; name the one that holds the runs"
      ) { _ = try RunFolder.all(in: "\(path)/none") }
    }
  }
}
