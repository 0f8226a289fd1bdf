import Foundation
import Networks
import TensorFiles
import TestSupport
import Testing

@testable import TrainingFiles

@Suite struct OutputFolderTests {
  private let files = [
    OutputFile("losses.json", json: ["loss": [1]]), OutputFile("results.json", json: [:]),
  ]

  @Test func aNewFolderAppearsWhole() throws {
    try withTemporaryFolder { parent in
      let folder = OutputFolder(path: "\(parent)/runs/first")
      try folder.check(for: files.map(\.name))
      #expect(contents(parent) == [])
      try folder.write(files)
      #expect(contents(folder.path) == ["losses.json", "results.json"])
      #expect(contents("\(parent)/runs") == ["first"])
      let text = try String(contentsOfFile: "\(folder.path)/losses.json", encoding: .utf8)
      #expect(text == "{\n \"loss\": [\n  1\n ]\n}\n")
    }
  }

  @Test func theSameResultsAreReplacedAndOtherFilesStay() throws {
    try withTemporaryFolder { parent in
      let folder = OutputFolder(path: parent)
      try Data().write(to: URL(filePath: "\(parent)/notes.txt"))
      try folder.write(files)
      try folder.write([OutputFile("losses.json", json: []), files[1]])
      #expect(contents(parent) == ["losses.json", "notes.txt", "results.json"])
      #expect(try String(contentsOfFile: "\(parent)/losses.json", encoding: .utf8) == "[]\n")
    }
  }

  @Test(arguments: ["fixture.json", "weights_step_5.safetensors", "predict.safetensors"])
  func resultsOfAnotherRunAreNotMixedIn(name: String) throws {
    try withTemporaryFolder { parent in
      try Data().write(to: URL(filePath: "\(parent)/\(name)"))
      let error = #expect(throws: FileError.self) { try OutputFolder(path: parent).write(files) }
      #expect(error?.problem == .unwritable)
      #expect(error?.reason.hasPrefix("holds \(name) of another run") == true)
      #expect(contents(parent) == [name])
    }
  }

  @Test func whatCannotBeAFolderIsRefusedBeforeAnyWork() throws {
    try withTemporaryFolder { parent in
      let file = "\(parent)/file"
      try Data().write(to: URL(filePath: file))
      for path in [file, "\(file)/below", "\(file)/far/below"] {
        let error = #expect(throws: FileError.self) {
          try OutputFolder(path: path).check(for: ["losses.json"])
        }
        #expect(error?.path == path)
        #expect(error?.problem == .unwritable)
      }
      let link = "\(parent)/link"
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: "\(parent)/none")
      for path in [link, "\(link)/below"] {
        let error = #expect(throws: FileError.self) { try OutputFolder(path: path).check(for: []) }
        #expect(
          error?.reason
            == "cannot be created, since \(link) is a link that leads nowhere; remove it, or name "
            + "another one")
      }
    }
    let nameless = #expect(throws: FileError.self) { try OutputFolder(path: "").check(for: []) }
    #expect(nameless?.reason == "is an empty name; name a folder")
  }

  /// The second file's folder is missing, as if the disk were full after the first.
  @Test(arguments: [false, true])
  func aFailureLeavesNothing(folderIsThere: Bool) throws {
    try withTemporaryFolder { parent in
      let folder = OutputFolder(path: "\(parent)/run")
      if folderIsThere {
        try FileManager.default.createDirectory(
          atPath: folder.path, withIntermediateDirectories: false)
      }
      let doomed = files + [OutputFile("missing/losses.json", json: [])]
      #expect(throws: FileError.self) { try folder.write(doomed) }
      #expect(contents(parent) == (folderIsThere ? ["run"] : []))
      if folderIsThere { #expect(contents(folder.path) == []) }
    }
  }

  private func contents(_ path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? ["?"]).sorted()
  }
}
