import Foundation
import TestSupport
import Testing

@testable import Records

private func record(_ peer: String) -> PeerRecord {
  var record = PeerRecord(
    match: PeerRecord.Match(task: "2→2, SGD", batchSize: 32, threads: 1, flopsPerStep: 512),
    contestant: PeerRecord.Participant(peer: peer, form: ""),
    machine: Machine(exampleFingerprint()), date: "2026-01-31T12:00:00Z")
  record.losses = [0.1, 1e-45]
  record.rounds = [
    PeerRecord.Round(nanoseconds: 1_500, steps: 3, peakFlopsPerSecond: 1e11 / 3)
  ]
  return record
}

@Suite struct PeerFileTests {
  @Test func recordsAreReadAsTheyWereWritten() throws {
    try withTemporaryFolder { path in
      let file = PeerFile(folder: RunFolder(path: path), name: "peers-a")
      let records = [record("gradmark"), record("jax")]
      try file.write(records)
      #expect(try file.records() == records)
    }
  }

  @Test func onlyPeersRecordsAreFoundByName() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: path)
      for name in ["peers-b.jsonl", "peers-a.jsonl", "peers-a.md", "records.jsonl"] {
        try folder.write("", as: name)
      }
      #expect(try PeerFile.all(in: folder).map(\.name) == ["peers-a", "peers-b"])
    }
  }

  @Test func aDamagedLineIsNamed() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: path)
      let file = PeerFile(folder: folder, name: "peers-a")
      try file.write([record("gradmark"), record("jax")])
      let text = try String(contentsOfFile: "\(path)/peers-a.jsonl", encoding: .utf8)
      try folder.write(String(text.dropLast(9)), as: "peers-a.jsonl")
      #expect(
        throws: RecordError(
          .malformed,
          "\(path)/peers-a.jsonl, line 2 is damaged or of another version; restore the file, or "
            + "delete the line to use the others")
      ) { try file.records() }
    }
  }

  @Test func whatIsMissingIsNamed() throws {
    try withTemporaryFolder { parent in
      let folder = RunFolder(path: "\(parent)/none")
      expectSentence(
        "cannot read \(folder.path)/peers-a.jsonl; name a file that this user may read"
      ) {
        _ = try PeerFile(folder: folder, name: "peers-a").records()
      }
      expectSentence("cannot read the folder \(folder.path); name one that holds peers' records") {
        _ = try PeerFile.all(in: folder)
      }
    }
  }
}

extension PeerFile {
  /// Writes records as they were written when libraries had matches of their own.
  func write(_ records: [PeerRecord]) throws {
    let lines = try records.map { String(decoding: try RecordCoding.line($0), as: UTF8.self) }
    try folder.write(lines.map { $0 + "\n" }.joined(), as: recordsName)
  }
}
