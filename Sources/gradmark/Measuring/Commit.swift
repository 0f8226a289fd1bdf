import Foundation

/// The commit that the program was built from, with `-dirty` where its sources had changes; `nil`
/// where it stands outside a repository or there is no git.
///
/// It is read when the program runs: a commit among the build's flags would rebuild everything.
/// Only sources can make it dirty, not the results that a run itself writes into the repository.
func builtCommit() -> String? {
  guard let commit = git("rev-parse", "--short=12", "HEAD"), !commit.isEmpty,
    let changes = git("status", "--porcelain", "--", ":/Sources", ":/Package.swift")
  else { return nil }
  return changes.isEmpty ? commit : commit + "-dirty"
}

/// What git prints in the repository that this program stands in; `nil` where it fails.
private func git(_ arguments: String...) -> String? {
  let git = Process()
  let output = Pipe()
  let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
  git.executableURL = URL(filePath: "/usr/bin/env")
  git.arguments = ["git", "-C", program.deletingLastPathComponent().path] + arguments
  git.standardOutput = output
  git.standardError = FileHandle.nullDevice
  guard (try? git.run()) != nil else { return nil }
  let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
  git.waitUntilExit()
  guard git.terminationStatus == 0 else { return nil }
  return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
}
