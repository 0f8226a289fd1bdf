import Foundation
import Records
import Sweeps

extension Fingerprint {
  /// This machine and this binary.
  static func current() -> Fingerprint {
    let (commit, isTreeClean) = builtCommit()
    return .current(build: .current(commit: commit, isTreeClean: isTreeClean))
  }
}

/// The commit that the program was built from, and whether its sources were those of the commit;
/// absent where it stands outside a repository or there is no git.
///
/// It is read when the program runs: a commit among the build's flags would rebuild everything.
/// Only sources can make a tree unclean, not the results that a run itself writes into it.
private func builtCommit() -> (Reading<String>, isTreeClean: Reading<Bool>) {
  guard let commit = git("rev-parse", "--short=12", "HEAD"), !commit.isEmpty else {
    return (.absent, .absent)
  }
  guard let changes = git("status", "--porcelain", "--", ":/Sources", ":/Package.swift") else {
    return (.value(commit), .unreadable("git status fails"))
  }
  return (.value(commit), .value(changes.isEmpty))
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
