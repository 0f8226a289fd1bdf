import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import gradmark

@Suite struct CompletionTests {
  @Test func aListOfNetworksGoesOn() {
    #expect(Completions.networks(after: "").contains("denoise"))
    #expect(Completions.networks(after: "den").contains("denoise"))
    let second = Completions.networks(after: "denoise,pair,co")
    #expect(second.contains("denoise,pair,conv"))
    #expect(!second.contains { $0.hasSuffix(",pair") })
  }

  @Test func aListOfLibrariesGoesOn() {
    #expect(Completions.implementations(after: "").first == "gradmark")
    let second = Completions.implementations(after: "gradmark,j")
    #expect(second.contains("gradmark,jax") && !second.contains("gradmark,gradmark"))
  }

  @Test func modelsAreNetworksAndModelFiles() throws {
    try withTemporaryFolder { folder in
      for name in ["a.json", "b.keras", "c.h5", "d.txt", ".hidden.json"] {
        try Data().write(to: URL(filePath: "\(folder)/\(name)"))
      }
      try FileManager.default.createDirectory(
        atPath: "\(folder)/models", withIntermediateDirectories: false)
      #expect(
        Completions.models(beginningWith: "\(folder)/a")
          == ["a.json", "b.keras", "c.h5", "models/"].map { "\(folder)/\($0)" })
      #expect(
        Completions.models(beginningWith: "\(folder)/m", marksFolders: false).last
          == "\(folder)/models")
      // An empty folder is all that there is; what a full one holds is offered in its place, in lists too.
      #expect(Completions.models(beginningWith: "\(folder)/m").last == "\(folder)/models/")
      for name in ["x.json", "y.json"] {
        try Data().write(to: URL(filePath: "\(folder)/models/\(name)"))
      }
      let inside = ["x.json", "y.json"].map { "\(folder)/models/\($0)" }
      #expect(Completions.models(beginningWith: "\(folder)/m") == inside)
      #expect(Completions.networks(after: "pair,\(folder)/m") == inside.map { "pair,\($0)" })
      #expect(
        Completions.models(beginningWith: "\(folder)/")
          == ["a.json", "b.keras", "c.h5", "models/"].map { "\(folder)/\($0)" })
      #expect(Completions.models(beginningWith: "den").contains("denoise"))
      #expect(Completions.models(beginningWith: "\(folder)/none/x") == [])
    }
  }

  @Test func runsAreFoldersWithRecords() throws {
    try withTemporaryFolder { folder in
      for name in ["run-a", "run-b", "notes"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
        if name != "notes" {
          try Data().write(to: URL(filePath: "\(folder)/\(name)/records.jsonl"))
        }
      }
      #expect(
        Completions.runs(beginningWith: "\(folder)/r") == ["\(folder)/run-a", "\(folder)/run-b"])
      #expect(Completions.runs(beginningWith: "\(folder)/none/") == [])
      // Those of the working folder and of its results, as they are named from there.
      let results = "\(folder)/results/2026-01-31-lab"
      try FileManager.default.createDirectory(
        atPath: results, withIntermediateDirectories: true)
      try Data().write(to: URL(filePath: "\(results)/records.jsonl"))
      #expect(
        Completions.runs(beginningWith: "r", from: folder)
          == ["run-a", "run-b", "results/2026-01-31-lab"])
    }
  }

  /// A script that a shell reads calls the program back for these.
  @Test(arguments: ["bash", "zsh", "fish"])
  func scriptsOfferNetworksSuitesRunsAndFiles(shell: String) throws {
    let script = Gradmark.completionScript(for: try #require(CompletionShell(rawValue: shell)))
    for flag in ["models", "suite", "preset", "baseline", "output"] {
      #expect(script.contains(flag))
    }
    // Bench's --models, compare's runs, and models as arguments.
    #expect(script.components(separatedBy: "---completion").count > 3)
    #expect(script.contains("yml"))
  }
}
