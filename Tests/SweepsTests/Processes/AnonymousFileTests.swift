import Foundation
import TestSupport
import Testing

@testable import Sweeps

@Suite struct AnonymousFileTests {
  /// `nil` and folders that cannot hold a file: memory does.
  @Test(arguments: [nil, "/tmp", "/dev/null", "/proc", "/no/such/folder"])
  func everyFolderDoes(folder: String?) throws {
    let file = try AnonymousFile(in: folder)
    try Data("kept".utf8).write(to: URL(filePath: file.path))
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "kept")
  }

  @Test func nothingIsLeftEvenWhileItIsOpen() throws {
    try withTemporaryFolder { folder in
      let file = try AnonymousFile(in: folder)
      #expect(write(file.descriptor, "kept", 4) == 4)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test func aProgramThatIsStartedDoesNotInheritIt() throws {
    let file = try AnonymousFile()
    #expect(fcntl(file.descriptor, F_GETFD) & FD_CLOEXEC != 0)
  }

  @Test func theLastLineOfALongFileIsFound() throws {
    let file = try AnonymousFile()
    #expect(file.lastLines().isEmpty)
    for text in ["one\n", String(repeating: "x", count: 100_000), "\nlast\n\n"] {
      #expect(write(file.descriptor, text, text.utf8.count) == text.utf8.count)
    }
    #expect(file.lastLines().last == "last")
  }

  /// Launchers frame what they have to say, behind what tells why.
  @Test func theLastWordsAreThoseBeforeALaunchersFrame() {
    let frame = Substring(String(repeating: "-", count: 74))
    let own: [Substring] = ["RuntimeError: no port is free", frame, "mpirun detected that", frame]
    #expect(own.lastWords == "RuntimeError: no port is free")
    #expect(Array(own.dropFirst()).lastWords == "mpirun detected that")
    #expect((["one", "two"] as [Substring]).lastWords == "two")
    #expect([frame].lastWords == frame)
    #expect([Substring]().lastWords == nil)
  }
}
