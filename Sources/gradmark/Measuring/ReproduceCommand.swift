import ArgumentParser
import Foundation
import Networks
import Records
import Reports
import Sweeps

/// `gradmark reproduce`: measures one cell of a run again.
struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Measure one cell of a run again, and tell whether the time is the recorded one.",
    discussion: """
      All thread counts of the cell's case take turns as they did in the run: with the same seed, \
      time and number of processes.

      A cell of several ranks is launched as it was, or by --launcher.

      The answer has three kinds: the new step time lies within the interval of the recorded session; \
      beyond it, but within what the sessions of this machine beside the run differ by; or beyond both.

      Exit status: 0 the step time lies within the session's interval or the spread between sessions, or \
      below; 2 it is above both; 3 the data or the weights after training are others; 4 it is beyond the \
      session's interval, and there is no other session to tell the spread; 6 the run is of another \
      machine or build; 64 to 78 a mistake in flags, files or machine, 130 interrupted.
      """)

  @Argument(
    help: ArgumentHelp(
      "The run's folder, such as results/2026-01-31-amd-epyc-2c.", valueName: "run"),
    completion: .run)
  var folder: String

  @Argument(
    help: ArgumentHelp(
      "The cell as network/batch/threads, such as denoise/128/2, or with ranks: denoise/128/4x2.",
      valueName: "cell"))
  var cell: String

  @Flag(help: "Measure on another machine, or with another build, than the run was made with.")
  var crossMachine = false

  @Option(
    help: ArgumentHelp("MNIST's IDX files, where the run read them.", valueName: "folder"),
    completion: .directory)
  var digits: String?

  @Option(
    help: ArgumentHelp(
      "The samples of the cell's network, where the run read them.", valueName: "file"),
    completion: .file())
  var data: String?

  @OptionGroup var ranks: RankOptions

  @Option(help: "How to write it.")
  var format = OutputFormat.text

  func validate() throws {
    if digits != nil, !Catalog.learnsDigits(String(cell.prefix { $0 != "/" })) {
      throw ValidationError(
        "--digits is for \(Catalog.digitsLearners), but the cell is '\(cell)'; leave it out.")
    }
  }

  func run() throws {
    try requireOptimizedBuild()
    let log = try RunFolder(path: folder).requiredSweep()
    let recorded = try ReportModel(name: RunFolder(path: folder).name, log: log)
    let subject = try recorded.result(named: cell).cell.subject
    let fingerprint = Fingerprint.current()
    if !crossMachine, let obstacle = recorded.obstacle(on: fingerprint) {
      say(obstacle)
      throw ExitCode(ComparisonOutcome.notComparable.rawValue)
    }
    for difference in recorded.differences(on: fingerprint) {
      say("not as in the run: \(difference)")
    }
    let planned = log.plans.last { entry in entry.plan.cases.contains { $0.subject == subject } }
    let plan = try SweepPlan(
      repeating: subject, of: planned?.plan ?? recorded.plan,
      usableCPUs: Machine(fingerprint).usableCores, digitsFolder: digits, dataFile: data)
    try ranks.check(plan)
    let measured = try measure(plan, fingerprint, planned?.launch?.launcher)
    let reproduction = try Reproduction(
      of: cell, recorded: recorded, measured: measured, others: siblings(of: recorded),
      isCrossMachine: crossMachine)
    try Files.print(format == .json ? reproduction.json : reproduction.text)
    switch reproduction.outcome {
    case .within, .withinSpread, .faster: break
    case .unknownSpread: throw ExitCode(ComparisonOutcome.inconclusive.rawValue)
    case .slower: throw ExitCode(ComparisonOutcome.slower.rawValue)
    case .otherWeights, .otherData: throw ExitCode(ComparisonOutcome.incorrect.rawValue)
    }
  }

  /// The other sessions of the run's machine and program, beside its folder.
  private func siblings(of recorded: ReportModel) -> [ReportModel] {
    do {
      return try ResultsIndex(readingRunsIn: RunFolder(path: folder).parent.path)
        .sessions(like: recorded)
    } catch {
      // The run itself can be read; what stands beside it is a help.
      say("other sessions are left out: \(error)")
      return []
    }
  }

  /// Measures into a log that nobody keeps.
  private func measure(
    _ plan: SweepPlan, _ fingerprint: Fingerprint, _ recordedLauncher: String?
  ) throws -> ReportModel {
    let folder = FileManager.default.temporaryDirectory.path
    let (records, data) = (try AnonymousFile(in: folder), try AnonymousFile(in: folder))
    let logFile = LogFile(path: try records.path)
    Interruption.install()
    let line = ProgressLine()
    defer { line.clear() }
    let launcher = try ranks.launcher(for: plan, recorded: recordedLauncher)
    let runner = SweepRunner(
      plan: plan,
      process: .thisProgram(data: data, launcher: launcher, stepTimeout: ranks.stepTimeout),
      date: currentDate)
    let outcome = try runner.run(
      log: try logFile.open(), fingerprint: fingerprint, advice: [],
      stopSignal: { Interruption.signal }, report: line.show)
    if let change = outcome.programChange { throw change }
    guard outcome.end == nil else { throw ExitCode(128 + (Interruption.signal ?? SIGINT)) }
    return try ReportModel(name: "the new run", log: logFile.log())
  }
}
