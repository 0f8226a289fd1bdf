import ArgumentParser
import Foundation
import Records
import Reports
import Sweeps

/// `gradmark bench`: measures a sweep and writes its records and tables.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Train the networks of a suite and publish how fast it went.",
    discussion: """
      Every cell is verified: parameters, weights and losses have to agree between thread counts. \
      Results stand in results/<date>-<machine>; the same command goes on after Ctrl-C.

      Exit status: 0 all cells are measured, 3 a cell failed, 64–78 a mistake in flags, files or \
      machine, 130 interrupted.
      """)

  @OptionGroup var options: SweepOptions

  func run() throws {
    try requireOptimizedBuild()
    let start = CPUTimes.current()
    let build = Machine.Build.current(commit: builtCommit())
    let plan = try options.plan(for: .current(build: build))
    let trainers = WorkloadTrainers(digitsFolder: options.digits)
    try trainers.checkDigits()
    let folder = options.folder(for: .current(build: build))
    try folder.create()
    if try folder.records.mendLastLine() {
      say(
        "the last record in \(folder.path) was cut off and is dropped; its cell is measured again")
    }
    let runner = SweepRunner(
      plan: plan,
      surroundings: Surroundings(
        trainers: trainers.trainers,
        machine: { .current(build: build, since: start) },
        date: { Date().formatted(.iso8601) }))
    try finish(try measure(runner, folder), folder, plan)
  }

  private func measure(_ runner: SweepRunner, _ folder: RunFolder) throws -> SweepOutcome {
    Interruption.install()
    let line = ProgressLine()
    defer { line.clear() }
    return try runner.run(
      resuming: try folder.records.records(), save: { try folder.records.append($0) },
      isInterrupted: { Interruption.signal != nil }, report: line.show)
  }

  /// Writes the tables and says how it went, by the exit status too.
  private func finish(_ outcome: SweepOutcome, _ folder: RunFolder, _ plan: SweepPlan) throws {
    let measured = outcome.skippedCells + outcome.records.count
    let report = measured > 0 ? try folder.writeReports() : nil
    if outcome.wasInterrupted {
      say(
        "stopped with \(measured) of \(plan.cellCount) cells measured, all kept in \(folder.path); "
          + "run the same command with --output \(folder.path) to go on")
      throw ExitCode(128 + (Interruption.signal ?? SIGINT))
    }
    let usesColor =
      isatty(STDOUT_FILENO) == 1
      && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    print(report?.threadComparison(usingColor: usesColor) ?? "", terminator: "")
    let skipped = outcome.skippedCells > 0 ? ", \(outcome.skippedCells) of them before" : ""
    say("\(measured) cells measured\(skipped); tables and records stand in \(folder.path)")
    guard outcome.failures.isEmpty else {
      say("\(outcome.failures.count) cells failed; they have no times")
      throw ExitCode(3)
    }
  }

  private func say(_ sentence: String) {
    try? FileHandle.standardError.write(contentsOf: Data("gradmark: \(sentence)\n".utf8))
  }
}
