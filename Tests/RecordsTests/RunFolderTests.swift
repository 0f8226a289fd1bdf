import Foundation
import TestSupport
import Testing

@testable import Records

@Suite struct RunFolderTests {
  @Test func theFolderIsNamedForDayAndMachine() throws {
    let noon = Date(timeIntervalSince1970: 1_769_860_800)
    let folder = RunFolder(results: "results", date: noon, machine: exampleMachine)
    #expect(folder.path == "results/2026-01-31-amd-epyc-2c")
    #expect(folder.name == "2026-01-31-amd-epyc-2c")
    #expect(folder.logFile.path == "results/2026-01-31-amd-epyc-2c/records.jsonl")
  }

  /// Hosts of one kind that share a folder would else go on in each other's runs.
  @Test func aNamedMachineHasAFolderOfItsOwn() throws {
    let noon = Date(timeIntervalSince1970: 1_769_860_800)
    func name(_ nickname: String) -> String {
      RunFolder(results: "results", date: noon, machine: exampleMachine, nickname: nickname).name
    }
    #expect(name("lab-7") == "2026-01-31-lab-7-amd-epyc-2c")
    #expect(name("Lab <8> & \"q\"") == "2026-01-31-lab-8-q-amd-epyc-2c")
    #expect(name("../研究室") == "2026-01-31-研究室-amd-epyc-2c")
  }

  @Test func nobodyGoesOnInARunOfAnotherName() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: path)
      try folder.refuseOther(nickname: "lab-7")
      let writer = try folder.logFile.open()
      for entry in try exampleEntries() { try writer.append(entry) }
      try folder.refuseOther(nickname: "lab-7")
      try folder.refuseOther(nickname: nil)
      let error = #expect(throws: RecordError.self) { try folder.refuseOther(nickname: "lab-8") }
      #expect(
        error?.description
          == "\(path) holds a run of the machine 'lab-7', and this one is named 'lab-8'; name another "
          + "folder with --output")
    }
  }

  @Test func theRecordsFileStandsForItsFolder() {
    #expect(RunFolder(path: "results/run/records.jsonl") == RunFolder(path: "results/run"))
    #expect(RunFolder(path: "results/run/").name == "run")
    #expect(RunFolder(path: "records.jsonl").logFile.path == "./records.jsonl")
  }

  @Test func foldersWithRecordsAreListedByName() throws {
    try withTemporaryFolder { results in
      for name in ["b", "a", "empty"] {
        let folder = RunFolder(path: "\(results)/\(name)")
        try folder.create()
        if name != "empty" { try folder.logFile.open().append(exampleStart) }
      }
      let names = try RunFolder.all(in: results).map(\.name)
      #expect(names == ["a", "b"])
    }
  }

  @Test func writingReplacesAFileAsAWhole() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: path)
      try folder.write("a long first text", as: "README.md")
      try folder.write("short", as: "README.md")
      let text = try String(contentsOfFile: "\(path)/README.md", encoding: .utf8)
      #expect(text == "short")
    }
  }

  @Test func whatIsMissingOrUnwritableIsNamed() throws {
    try withTemporaryFolder { path in
      try Data().write(to: URL(filePath: "\(path)/file"))
      let below = RunFolder(path: "\(path)/file/run")
      let remedy = "free space, or choose a folder that this user may write with --output"
      expectSentence(
        "cannot make the folder \(path)/file/run: not a directory; \(remedy)"
      ) { try below.create() }
      expectSentence(
        "cannot write \(path)/file/run/table.csv: no such file or directory; \(remedy)"
      ) { try below.write("", as: "table.csv") }
      try FileManager.default.createSymbolicLink(
        atPath: "\(path)/link", withDestinationPath: "\(path)/none")
      for name in ["file", "link", "link/run"] {
        expectSentence(
          "cannot make the folder \(path)/\(name): there is a file, or a link that leads nowhere; "
            + remedy
        ) { try RunFolder(path: "\(path)/\(name)").create() }
      }
      expectSentence("the folder has an empty name; name one with --output") {
        try RunFolder(path: "").create()
      }
      expectSentence(
        "\(path)/none holds no measurements; name a folder with a records.jsonl, such as one "
          + "below results/"
      ) { _ = try RunFolder(path: "\(path)/none").requiredLog() }
      expectSentence(
        "cannot read the folder \(path)/none; name the one that holds the runs"
      ) { _ = try RunFolder.all(in: "\(path)/none") }
    }
  }
}
