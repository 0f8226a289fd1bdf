import ArgumentParser
import Foundation
import Records
import Suites
import Sweeps

/// The flags that `bench` and `plan` share: what is swept, and where its results go.
struct SweepOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Networks to train; 'gradmark models' lists them.", valueName: "a,b"))
  var models: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Samples in a step.", valueName: "32,128"))
  var batchSizes: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Thread counts; more than the usable CPUs are allowed, and marked.", valueName: "1,2"))
  var threads: String?

  @Option(help: ArgumentHelp("A suite such as Benchmarks/Suites/default.yml.", valueName: "file"))
  var suite: String?

  @Flag(help: "Take the quick suite: a look in some 10 seconds.")
  var quick = false

  @Option(
    help: ArgumentHelp(
      "The folder of the run; else results/<date>-<machine>.", valueName: "folder"))
  var output: String?

  @Option(help: "Settles data, start weights, shuffling, and the order of turns.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "MNIST's IDX files for 'digits', plain or gzip; else digits are drawn.", valueName: "folder"))
  var digits: String?

  /// What will be measured on this machine.
  ///
  /// - Throws: a `SweepError` that names the flag or the key, the value and the remedy.
  func plan(for machine: Machine) throws -> SweepPlan {
    let selection = SweepSelection(
      models: models.map(names),
      batchSizes: try batchSizes.map { try numbers($0, "--batch-sizes") },
      threads: try threads.map { try numbers($0, "--threads") })
    return try SweepPlan(
      suite: Suite(contentsOf: suitePath()).selecting(selection),
      usableCPUs: machine.usableCores, seed: seed)
  }

  /// Where the run goes that starts now.
  func folder(for machine: Machine) -> RunFolder {
    output.map { RunFolder(path: $0) }
      ?? RunFolder(results: "results", date: Date(), machine: machine)
  }

  private func names(_ list: String) -> [String] {
    list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func numbers(_ list: String, _ flag: String) throws -> [Int] {
    try names(list).map { text in
      guard let number = Int(text) else {
        throw SweepError(
          .usage, "\(flag): '\(text)' is no whole number; write numbers such as 1,2,4")
      }
      return number
    }
  }

  private func suitePath() throws -> String {
    guard let suite else { return try shippedSuite(quick ? "quick" : "default") }
    guard !quick else {
      throw SweepError(.usage, "--suite and --quick both choose a suite; leave one out")
    }
    return suite
  }

  /// A suite of the repository: that of the working directory, else that which built the program.
  private func shippedSuite(_ name: String) throws -> String {
    let path = "Benchmarks/Suites/\(name).yml"
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    var folders = [URL(filePath: FileManager.default.currentDirectoryPath)]
    for _ in 0..<program.pathComponents.count {
      folders.append(
        (folders.count == 1 ? program : folders[folders.count - 1])
          .deletingLastPathComponent())
    }
    let candidates = folders.map { $0.appending(path: path).path }
    guard let found = candidates.first(where: FileManager.default.fileExists(atPath:)) else {
      throw SweepError(
        .missingInput,
        "there is no \(path) here; run gradmark in its repository, or name a suite with --suite")
    }
    return found
  }
}
