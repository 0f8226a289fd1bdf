import ArgumentParser
import Foundation
import Records
import Reports
import Suites
import Sweeps

/// `gradmark duel`: two builds measure the same cells in turns.
struct DuelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duel", abstract: "Compare two builds, which take turns on the same cells.",
    discussion: """
      Runs of different times cannot tell a difference of two builds from one of the machine. Here both \
      builds train in turns, block by block and process by process, each in processes of its own on the \
      same CPUs. 'make duel BASE=v0.2.0' builds the base and compares this tree with it.

      A cell is 'faster' or 'slower' where the interval of the ratio, wide enough for all cells \
      together, excludes 1; 'same' where it lies within --margin; and 'inconclusive' otherwise. Results \
      stand in results/<date>-<machine>-duel-<A>-<B>; the same command goes on after Ctrl-C.

      Exit status: 0 nothing is slower, 2 a cell is slower, 3 a cell failed its verification, 4 of \
      some cell one cannot tell, 64 to 78 a mistake in flags, files or machine, 130 interrupted.
      """)

  @Argument(
    help: ArgumentHelp("The build that is compared with: a gradmark program.", valueName: "A"),
    completion: .file())
  var base: String

  @Argument(
    help: ArgumentHelp("The build that is asked about: a gradmark program.", valueName: "B"),
    completion: .file())
  var candidate: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "By how many percent a speed may change without it mattering. [5]", valueName: "percent"))
  var margin: Double?

  @OptionGroup var options: SweepOptions

  @Option(help: "How to write the table at the end.")
  var format = OutputFormat.text

  func validate() throws {
    try CompareCommand.check(margin: margin)
  }

  func run() throws {
    try requireOptimizedBuild()
    let fingerprint = Fingerprint.current()
    let machine = Machine(fingerprint)
    let contenders = try [base, candidate].map(contender)
    let terms = terms(contenders.allSatisfy(\.takesTurns) ? .blocks : .processes)
    let sides = zip(contenders, [DuelTerms.base, DuelTerms.candidate]).map { $0.side(named: $1) }
    let plan = try options.plan(for: machine).dueling(sides.map(\.implementation), terms)
    guard plan.launchedRanks == nil else {
      throw SweepError(
        .usage,
        "--ranks: a duel is of single processes; leave it out, or compare runs of 'gradmark bench --ranks'"
      )
    }
    let folder = try self.folder(contenders, machine)
    let log = try folder.logFile.open()
    if log.hasMended {
      say("the last record in \(folder.path) was cut off and is dropped; it is measured again")
    }
    Interruption.install()
    let advice = Records.advice(for: fingerprint, loadAverage: currentLoadAverage())
    for one in advice where one.severity == .warning { say(one.sentence) }
    let line = ProgressLine()
    defer { line.clear() }
    let runner = SweepRunner(
      plan: plan, duel: DuelMeasurement(sides: sides, turns: terms.turns), date: currentDate)
    let outcome = try runner.run(
      log: log, fingerprint: fingerprint, builds: contenders.map(\.build),
      advice: advice.map(\.sentence), stopSignal: { Interruption.signal }, report: line.show)
    line.clear()
    try finish(outcome, folder)
  }

  /// What settles verdicts.
  func terms(_ turns: DuelTerms.Turns) -> DuelTerms {
    DuelTerms(margin: (margin ?? CompareCommand.standardMargin) / 100, turns: turns)
  }

  private func contender(_ path: String) throws -> Contender {
    try Contender(
      path: path,
      environment: ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" },
      data: AnonymousFile(in: FileManager.default.temporaryDirectory.path))
  }

  /// Where the duel goes: builds are named by their commits, or by their programs where these are equal or
  /// not known.
  private func folder(_ contenders: [Contender], _ machine: Machine) throws -> RunFolder {
    let commits = contenders.map(\.build.commit.value)
    let isTold = commits.allSatisfy { $0 != nil } && commits[0] != commits[1]
    let names = contenders.map { isTold ? $0.build.commit.value ?? $0.digest : $0.digest }
    let folder =
      options.output.map { RunFolder(path: $0) }
      ?? RunFolder(
        path: options.folder(for: machine).path + "-duel"
          + names.map { "-\($0.prefix(8))" }.joined())
    try folder.create()
    return folder
  }

  private func finish(_ outcome: SweepOutcome, _ folder: RunFolder) throws {
    guard outcome.end == nil else {
      if try folder.logFile.log().hasMeasurements {
        try folder.writeDuelReports(readme: Shipped.readme())
      }
      say(
        "stopped after \(counted(outcome.finishedProcesses, "pair")) of processes, all kept in \(folder.path); run "
          + "the same command with --output \(folder.path) to go on")
      throw ExitCode(128 + (Interruption.signal ?? SIGINT))
    }
    let duel = try folder.writeDuelReports(readme: Shipped.readme())
    try Files.print(
      format == .json
        ? try duel.json
        : duel.text(usingColor: ColorChoice.auto.isOn, within: Files.terminalColumns))
    say(
      "\(counted(outcome.finishedProcesses, "pair")) of processes measured; page, tables and records stand in "
        + folder.path)
    guard duel.outcome == .fine else { throw ExitCode(duel.outcome.rawValue) }
  }
}
