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
///
/// Foundation's `Process` would wait for ever where no thread can be had.
private func git(_ arguments: String...) -> String? {
  let folder = URL(filePath: Invocation.programPath).deletingLastPathComponent().path
  let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
  guard let git = try? ChildProcess(["git", "-C", folder] + arguments, environment: environment)
  else { return nil }
  var lines: [String] = []
  while case .text(let line) = git.readLine(waitingMilliseconds: 10_000) { lines.append(line) }
  return git.end(withinSeconds: 5) == 0 ? lines.joined(separator: "\n") : nil
}
