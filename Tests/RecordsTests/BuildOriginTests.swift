import Foundation
import TestSupport
import Testing

@testable import Records

@Suite struct BuildOriginTests {
  private let digest = String(repeating: "a", count: 64)

  @Test func theWordsOfTheBuildAreRead() {
    let clean = BuildOrigin(parsing: "\(digest) commit 0123456789ab clean")
    #expect(clean.commit == .value("0123456789ab"))
    #expect(clean.isTreeClean == .value(true))
    #expect(clean.sourceDigest == .value(digest))
    #expect(
      clean.sentence
        == "Built from commit 0123456789ab; the sources have the SHA-256 \(digest).")
    let changed = BuildOrigin(parsing: "\(digest) commit 0123456789ab changed")
    #expect(changed.isTreeClean == .value(false))
    #expect(changed.sentence.hasPrefix("Built from commit 0123456789ab and changes to it;"))
    let bare = BuildOrigin(parsing: "\(digest) none")
    #expect(bare.commit == .absent && bare.isTreeClean == .absent)
    #expect(bare.sentence.hasPrefix("Built from sources in no repository;"))
    let refused = BuildOrigin(parsing: "\(digest) unknown git refuses: dubious ownership")
    #expect(refused.commit == .unreadable("git refuses: dubious ownership"))
    #expect(refused.sourceDigest == .value(digest))
    #expect(
      refused.sentence.hasPrefix("Built from an unknown commit (git refuses: dubious ownership);"))
  }

  @Test func whatNobodyToldTheBuildIsUnknown() {
    let untold = BuildOrigin(parsing: "")
    #expect(untold.commit == .unreadable("built without make"))
    #expect(untold.isTreeClean == .unreadable("built without make"))
    #expect(untold.sourceDigest == .unreadable("built without make"))
    #expect(
      untold.sentence
        == "Built without make, so that its commit and its sources are unknown.")
  }
}

/// `.ci/built`, which tells the build what it builds, in folders made for it.
@Suite struct BuiltScriptTests {
  private func withSources(_ body: (_ folder: String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../.ci/built").standardizedFileURL.path
      for path in [".ci", "Sources/One"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
      }
      try FileManager.default.copyItem(atPath: script, toPath: "\(folder)/.ci/built")
      try write("let one = 1\n", to: "\(folder)/Sources/One/One.swift")
      try write("// A package.\n", to: "\(folder)/Package.swift")
      try body(folder)
    }
  }

  private func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  /// What a command prints; its folder is the ceiling of git's search, so that none around counts.
  private func output(
    _ command: String, in folder: String, environment: [String: String] = [:]
  ) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["bash", "-c", command]
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment
      .merging([
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CEILING_DIRECTORIES": URL(filePath: folder).deletingLastPathComponent().path,
      ]) { $1 }
      .merging(environment) { $1 }
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(command)")
    return String(decoding: data, as: UTF8.self)
  }

  private func built(_ folder: String, environment: [String: String] = [:]) throws -> BuildOrigin {
    let line = try output(".ci/built", in: folder, environment: environment)
    return BuildOrigin(parsing: line.trimmingCharacters(in: .newlines))
  }

  private func commit(_ folder: String) throws {
    _ = try output(
      "git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm one",
      in: folder)
  }

  @Test func theDigestFollowsEverySourceAndNothingElse() throws {
    try withSources { folder in
      let first = try built(folder)
      #expect(first.commit == .absent)
      try write("notes", to: "\(folder)/Sources/One/notes.txt")
      #expect(try built(folder) == first)
      try write("int two;\n", to: "\(folder)/Sources/One/two.c")
      #expect(try built(folder).sourceDigest != first.sourceDigest)
    }
  }

  @Test func cleanMeansThatTheSourcesAreThoseOfTheCommit() throws {
    try withSources { folder in
      try commit(folder)
      let clean = try built(folder)
      #expect(clean.commit.value?.count == 12)
      #expect(clean.isTreeClean == .value(true))
      // What a run leaves is no source.
      try FileManager.default.createDirectory(
        atPath: "\(folder)/results", withIntermediateDirectories: true)
      try write("{}", to: "\(folder)/results/records.jsonl")
      #expect(try built(folder) == clean)
      try write("let one = 2\n", to: "\(folder)/Sources/One/One.swift")
      #expect(try built(folder).isTreeClean == .value(false))
    }
  }

  @Test func neitherIgnoredFilesNorABlindIndexHideAChange() throws {
    try withSources { folder in
      try write("Ignored.swift\n", to: "\(folder)/.gitignore")
      try commit(folder)
      try write("let two = 2\n", to: "\(folder)/Sources/One/Ignored.swift")
      #expect(try built(folder).isTreeClean == .value(false))
      try FileManager.default.removeItem(atPath: "\(folder)/Sources/One/Ignored.swift")
      #expect(try built(folder).isTreeClean == .value(true))
      _ = try output("git update-index --assume-unchanged Package.swift", in: folder)
      try write("// Another package.\n", to: "\(folder)/Package.swift")
      #expect(try built(folder).isTreeClean == .value(false))
    }
  }

  @Test func theRepositoryOfAHookOrAroundTheSourcesIsNotTheirs() throws {
    try withSources { folder in
      try withSources { other in
        try commit(other)
        let hooked = try built(
          folder, environment: ["GIT_DIR": "\(other)/.git", "GIT_WORK_TREE": other])
        #expect(hooked.commit == .absent)
        let inside = "\(other)/inside"
        try FileManager.default.copyItem(atPath: folder, toPath: inside)
        #expect(
          try built(inside, environment: ["GIT_CEILING_DIRECTORIES": ""]).commit
            == .unreadable("the sources lie within a repository of something else"))
      }
    }
  }

  @Test func whyGitDoesNotTellIsSaid() throws {
    try withSources { folder in
      let bare = try built(folder)
      try commit(folder)
      let refused = try built(folder, environment: ["GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"])
      #expect(
        refused.commit == .unreadable("git refuses: detected dubious ownership in repository"))
      #expect(refused.sourceDigest == bare.sourceDigest)
      _ = try output("git update-ref -d HEAD", in: folder)
      #expect(try built(folder).commit == .unreadable("the repository has no commit yet"))
    }
  }
}
