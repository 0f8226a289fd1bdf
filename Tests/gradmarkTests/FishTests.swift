import Foundation
import TestSupport
import Testing

/// What fish offers a user, by the script that the program writes.
@Suite(.enabled(if: Fish.installed != nil, "there is no fish in PATH; install it with apt-get"))
struct FishTests {
  private func offered(_ line: String, in folder: String) throws -> [String] {
    try #require(Fish.installed).completions(of: line, in: folder)
  }

  /// Where no file's name is an answer, too.
  private func offered(_ line: String) throws -> [String] {
    try withTemporaryFolder { try offered(line, in: $0) }
  }

  @Test func commandsAndOptionsAreOffered() throws {
    #expect(try offered("gradmark be") == ["bench"])
    #expect(try offered("gradmark bench --im") == ["--implementations"])
    #expect(try offered("gradmark bench --models pair --im") == ["--implementations"])
    // What was given once is not offered again.
    #expect(try offered("gradmark bench --quick --qui") == [])
  }

  @Test func networksAreOfferedInListsToo() throws {
    #expect(try offered("gradmark bench --models den") == ["denoise"])
    #expect(try offered("gradmark bench --models=den") == ["--models=denoise"])
    #expect(try offered("gradmark bench --models pair,den") == ["pair,denoise"])
    #expect(try offered("gradmark summary den") == ["denoise"])
  }

  @Test func runsAndFilesAreOffered() throws {
    try withTemporaryFolder { folder in
      for run in ["results/run-a", "results/run-b", "models"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(run)", withIntermediateDirectories: true)
      }
      for file in [
        "results/run-a/records.jsonl", "results/run-b/records.jsonl", "mine.yml", "yours.yaml",
        "notes.txt", "models/a.json", "models/b.keras",
      ] {
        try Data().write(to: URL(filePath: "\(folder)/\(file)"))
      }
      func names(_ line: String) throws -> [String] { try offered(line, in: folder) }
      #expect(try names("gradmark report res") == ["results/run-a", "results/run-b"])
      #expect(
        try names("gradmark compare results/run-a res") == ["results/run-a", "results/run-b"])
      #expect(try names("gradmark compare results/") == ["results/run-a", "results/run-b"])
      #expect(try names("gradmark bench --suite m") == ["mine.yml", "models/"])
      #expect(try names("gradmark bench --suite y") == ["yours.yaml"])
      #expect(try names("gradmark summary m") == ["mnist-cnn", "models/"])
      #expect(try names("gradmark bench --output res") == ["results/"])
      #expect(try names("gradmark summary mod") == ["models/a.json", "models/b.keras"])
    }
  }
}

/// The shell, where it is installed.
private struct Fish {
  let path: String

  static let installed: Fish? = {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.map { "\($0)/fish" }.first(where: FileManager.default.isExecutableFile)
      .map(Fish.init)
  }()

  /// The words that a press of the tabulator offers behind a line, in order, without what they mean.
  func completions(of line: String, in folder: String) throws -> [String] {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().path
    let shell = Process(), output = Pipe()
    shell.executableURL = URL(filePath: path)
    // Only a terminal has a cursor; without one it stands behind the last word.
    shell.arguments = [
      "--no-config", "--command",
      """
      set -gx PATH '\(program)' $PATH
      gradmark --generate-completion-script fish | source
      function commandline
        if contains -- -tC $argv
          string length -- "$(builtin commandline -ot)"; or true
        else
          builtin commandline $argv
        end
      end
      complete --do-complete='\(line)'
      """,
    ]
    shell.currentDirectoryURL = URL(filePath: folder)
    shell.standardOutput = output
    try shell.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
    return text.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
  }
}
