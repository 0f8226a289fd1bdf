import Foundation
import Suites
import TestSupport
import Testing

@testable import Peers

@Suite struct ScratchFolderTests {
  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
  }

  @Test func itGoesWithItsSession() throws {
    try withTemporaryFolder { parent in
      var scratch: ScratchFolder? = try ScratchFolder(in: parent)
      let path = try #require(scratch?.path)
      try Data("data".utf8).write(to: URL(filePath: "\(path)/task.json"))
      #expect(try names(in: parent).count == 1)
      scratch = nil
      #expect(try names(in: parent).isEmpty)
    }
  }

  @Test func whatAKilledSessionLeftIsRemovedByTheNextOne() throws {
    try withTemporaryFolder { parent in
      // What stands there when nobody holds its lock.
      let left = "\(parent)/gradmark-peers-killed"
      try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: false)
      try Data("data".utf8).write(to: URL(filePath: "\(left)/data.safetensors"))
      let scratch = try ScratchFolder(in: parent)
      #expect(try names(in: parent) == [URL(filePath: scratch.path).lastPathComponent])
    }
  }

  @Test func whatALivingSessionUsesAndWhatIsNotOfOneStays() throws {
    try withTemporaryFolder { parent in
      let first = try ScratchFolder(in: parent)
      try FileManager.default.createDirectory(
        atPath: "\(parent)/others", withIntermediateDirectories: false)
      try Data("text".utf8).write(to: URL(filePath: "\(parent)/gradmark-peers-notes"))
      let second = try ScratchFolder(in: parent)
      let expected = [first.path, second.path].map { URL(filePath: $0).lastPathComponent }
      #expect(Set(try names(in: parent)) == Set(expected + ["others", "gradmark-peers-notes"]))
    }
  }

  @Test func aFolderThatCannotBeHadIsToldWithTheRemedy() {
    let error = #expect(throws: SweepError.self) { try ScratchFolder(in: "/dev/null") }
    #expect(error?.kind == .unavailable)
    #expect(
      error?.sentence.hasPrefix("cannot make a folder in '/dev/null' (not a directory)") == true)
    #expect(error?.sentence.contains("set TMPDIR") == true)
  }
}
