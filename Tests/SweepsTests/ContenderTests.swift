import Foundation
import Suites
import TestSupport
import Testing

@testable import Sweeps

/// What takes no part in a duel is named as the user named it, not as the copy of it.
@Suite struct ContenderTests {
  private func refusal(_ path: String) -> String {
    let error = #expect(throws: SweepError.self) {
      try Contender(path: path, environment: ["PATH=/usr/bin:/bin"], data: AnonymousFile())
    }
    return error?.sentence ?? ""
  }

  @Test func aFolderIsNoProgram() throws {
    try withTemporaryFolder { folder in
      #expect(refusal(folder).hasPrefix("'\(folder)' is no file; "))
    }
  }

  @Test func aTextIsNoProgram() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/notes"
      try Data("notes\n".utf8).write(to: URL(filePath: path))
      #expect(refusal(path).hasPrefix("cannot start '\(path)': "))
    }
  }

  @Test func anotherProgramIsNamed() {
    let sentence = refusal("/bin/cat")
    #expect(sentence.hasPrefix("'/bin/cat' does not tell what it is (exit status 1"))
    #expect(!sentence.contains("/proc/self"))
  }
}
