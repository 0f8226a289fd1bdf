import ArgumentParser
import Records
import Reports

/// `gradmark verify`: computes again whatever a run's records say twice.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that the records of runs, and the tables made from them, are consistent.",
    discussion: """
      Looked at are the chain of digests, the plan, what was started and used, the proofs of equal \
      work, the order of turns, the plausibility of times, and the reports byte for byte. A record \
      that passes is consistent; that it is honest only measuring again can show.

      Exit status: 0 all holds, 3 something does not, 64 to 78 a mistake in flags or files.
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders of runs, such as results/2026-01-31-amd-epyc-2c.", valueName: "run"),
    completion: .run)
  var runs: [String]

  @Option(
    help: ArgumentHelp(
      "The digest of the log's last line as it was published, or its first digits, at least 8.",
      valueName: "digest"))
  var head: String?

  @Option(help: "How to write it.")
  var format = OutputFormat.text

  func validate() throws {
    if let head, runs.count > 1 {
      throw ValidationError(
        "--head '\(head)' is of one run, but there are \(runs.count); name one run.")
    }
    if let head, head.count < 8 {
      throw ValidationError("--head '\(head)' is too short to tell; give at least 8 digits.")
    }
  }

  func run() throws {
    var verifications: [(name: String, verification: Verification)] = []
    for folder in runs.map(RunFolder.init(path:)) {
      let verification = try Verification(of: folder, expectedHead: head)
      verifications.append((folder.path, verification))
      if format == .text { try Files.print(verification.text(name: folder.path)) }
    }
    if format == .json { try Files.print(Verification.json(verifications)) }
    guard verifications.allSatisfy(\.verification.holds) else {
      throw ExitCode(ExitStatus.incorrect.rawValue)
    }
  }
}
