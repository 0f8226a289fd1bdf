import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct WholeFileTests {
  @Test func replacesAFileAndLeavesNothingBesideIt() throws {
    try withTemporaryFolder { folder in
      try WholeFile.write([1, 2, 3], to: "\(folder)/file")
      try WholeFile.write([4], to: "\(folder)/file")
      #expect(try WholeFile.read("\(folder)/file") == [4])
      #expect(try entries(of: folder) == ["file"])
    }
  }

  @Test func readsAnEmptyFile() throws {
    try withTemporaryFolder { folder in
      try WholeFile.write([], to: "\(folder)/file")
      #expect(try WholeFile.read("\(folder)/file") == [])
    }
  }

  @Test func namesAMissingFile() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/at/all"
      let error = #expect(throws: FileError.self) { try WholeFile.read(path) }
      #expect(
        error?.description
          == "\(path): cannot be opened (No such file or directory); "
          + "check the path and its permissions")
      #expect(error?.problem == .unreadable)
    }
  }

  @Test(arguments: ["/dev/zero", "/"])
  func refusesWhatHasNoSize(path: String) {
    let error = #expect(throws: FileError.self) { try WholeFile.read(path) }
    #expect(error?.reason == "is no regular file; name a file, not a folder or a device")
  }

  @Test func refusesAFileTooLargeForMemory() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/sparse"
      try WholeFile.write([], to: path)
      try #require(truncate(path, 17 << 30) == 0)
      let error = #expect(throws: FileError.self) { try WholeFile.read(path) }
      #expect(error?.reason.hasPrefix("has 18253611008 bytes, but at most") == true)
    }
  }

  @Test func leavesNothingBehindWhereItCannotWrite() throws {
    try withTemporaryFolder { folder in
      // A folder cannot be replaced by a file: the last step, the renaming, fails.
      try #require(mkdir("\(folder)/taken", 0o777) == 0)
      let error = #expect(throws: FileError.self) {
        try WholeFile.write([1], to: "\(folder)/taken")
      }
      #expect(error?.problem == .unwritable)
      #expect(try entries(of: folder) == ["taken"])
      let missing = #expect(throws: FileError.self) {
        try WholeFile.write([1], to: "\(folder)/missing/file")
      }
      #expect(missing?.reason.contains("name a file in an existing, writable folder") == true)
    }
  }

  private func entries(of folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
  }
}
