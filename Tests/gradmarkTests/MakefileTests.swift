import Foundation
import TestSupport
import Testing

@testable import gradmark

/// The runs that `make` hands on, with a program in gradmark's place that prints its arguments.
@Suite struct MakefileTests {
  @Test(arguments: ["compare", "report", "verify"])
  func aFolderThatIsThereIsOneRunAndElseSpacesPart(command: String) throws {
    try withTemporaryFolder { folder in
      let program = "\(folder)/program"
      try writeProgram("#!/bin/sh\nprintf '<%s>' \"$@\"\n", to: program)
      for name in ["my run", "it's $1"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
      }
      func runs(_ run: String) throws -> String {
        try made(["-s", "-o", "build", command, "gradmark=\(program)", "RUN=\(run)"])
      }
      // What make itself would take for a variable is written twice.
      #expect(try runs("\(folder)/my run") == "<\(command)><\(folder)/my run>")
      #expect(try runs("\(folder)/it's $$1") == "<\(command)><\(folder)/it's $1>")
      #expect(try runs("A B") == "<\(command)><A><B>")
      #expect(try runs("\(folder)/my?run B") == "<\(command)><\(folder)/my run><B>")
      #expect(try runs("") == "")
    }
  }

  @Test func aDuelTakesAProgramAndRefusesWhatIsNone() throws {
    try withTemporaryFolder { folder in
      let program = "\(folder)/program"
      try writeProgram("#!/bin/sh\nprintf '<%s>' \"$@\"\n", to: program)
      func duel(_ base: String) throws -> String {
        try made(["-s", "-o", "build", "duel", "gradmark=\(program)", "BASE=\(base)"])
      }
      #expect(try duel(program) == "<duel><\(program)><\(program)>")
      #expect(try duel("") == "")
      #expect(try duel("no-such-tag") == "")
      // What is missing is told before minutes of building, of which this compiler would tell.
      for base in ["", "no-such-tag"] {
        #expect(try made(["-s", "-o", "set-up", "duel", "SWIFT=echo", "BASE=\(base)"]) == "")
      }
    }
  }

  @Test func peersAreASweepBesideThoseThatAreSetUp() throws {
    try withTemporaryFolder { folder in
      let program = "\(folder)/program"
      try writeProgram("#!/bin/sh\nprintf '<%s>' \"$@\"\n", to: program)
      #expect(
        try made([
          "-s", "-o", "build", "-o", "set-up-peers", "peers", "gradmark=\(program)", "PEERS=jax",
          "PEERS_FOLDER=\(folder)", "ARGS=--quick",
        ])
          == "<bench><--implementations><gradmark,jax><--environments><\(folder)><--quick>")
    }
  }

  /// An installed program finds its drivers and suites without the sources, and the drivers run there.
  @Test func anInstalledProgramHasItsDriversAndSuites() throws {
    try withTemporaryFolder { folder in
      // The manual page and completions take a built program.
      _ = try made([
        "-s", "-o", "man", "-o", "completions", "install-files", "PREFIX=\(folder)",
      ])
      let found = try #require(
        Shipped.path(
          "Benchmarks/Peers", installed: "share/gradmark/Peers", from: "/",
          program: "\(folder)/bin/gradmark"))
      #expect(found == "\(folder)/share/gradmark/Peers")
      let shipped = URL(filePath: #filePath).appending(path: "../../../Benchmarks/Peers")
        .standardized.path
      for path in try FileManager.default.subpathsOfDirectory(atPath: shipped)
      where !path.contains("__pycache__") {
        #expect(FileManager.default.fileExists(atPath: "\(found)/\(path)"), "\(path)")
      }
      #expect(
        Shipped.path(
          "Benchmarks/Suites/quick.yml", installed: "share/gradmark/Suites/quick.yml", from: "/",
          program: "\(folder)/bin/gradmark") == "\(folder)/share/gradmark/Suites/quick.yml")
      // What stands in the working directory is of something else.
      try Data("# Notes\n".utf8).write(to: URL(filePath: "\(folder)/README.md"))
      #expect(
        Shipped.readme(from: folder, program: "\(folder)/bin/gradmark")
          == "\(folder)/share/doc/gradmark/README.md")
    }
  }

  /// The compiler says 'missing required module' of such a checkout, and nothing of why.
  @Test func aCheckoutThatWasMovedIsToldWhatToDo() throws {
    try withTemporaryFolder { folder in
      let swift = "\(folder)/swift"
      try writeProgram("#!/bin/sh\necho 'Swift version 9.1'\n", to: swift)
      let built = "\(folder)/.build/native"
      try FileManager.default.createDirectory(atPath: built, withIntermediateDirectories: true)
      func setUp(builtIn place: String) throws -> (status: Int32, text: String) {
        try Data("  \"\(place)/Sources/CBuild/\":\n".utf8)
          .write(to: URL(filePath: "\(built)/release.yaml"))
        let process = Process(), errors = Pipe()
        process.executableURL =
          URL(filePath: #filePath).appending(path: "../../../.ci/set-up")
          .standardized
        process.arguments = [swift, "true"]
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardError = errors
        try process.run()
        let text = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
      }
      let moved = try setUp(builtIn: "/elsewhere/gradmark")
      #expect(moved.status == 65)
      #expect(moved.text.hasPrefix("gradmark: this checkout was built in another folder"))
      #expect(moved.text.hasSuffix("type: make clean\n"))
      let place = try #require(realpath(folder, nil))
      defer { free(place) }
      #expect(try setUp(builtIn: String(cString: place)) == (0, ""))
    }
  }

  /// What `make` prints in the repository.
  private func made(_ arguments: [String]) throws -> String {
    let make = Process(), output = Pipe()
    make.executableURL = URL(filePath: "/usr/bin/env")
    make.arguments = ["make"] + arguments
    make.currentDirectoryURL = URL(filePath: #filePath).appending(path: "../../..").standardized
    make.standardOutput = output
    make.standardError = FileHandle.nullDevice
    try make.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    make.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }
}
