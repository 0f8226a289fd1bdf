import ArgumentParser
import Foundation
import Peers
import Records
import Reports
import Suites
import Sweeps

/// `gradmark bench`: measures a suite and writes a folder of results.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Train the networks of a suite and publish how fast it went.",
    discussion: """
      Every cell is verified: parameters, weights and losses have to agree between thread counts \
      and processes. Results stand in results/<date>-<machine>, the name of --name in front of the machine's; \
      the same command goes on after Ctrl-C.

      With --implementations other libraries train the same cases in turns with gradmark. Everybody then \
      does the same work, batches in order and no metrics, and gradmark its own shuffled one in rows of \
      their own; the libraries' names stand behind the folder's. What a library cannot train says so; a \
      library whose parameters or losses are others has no times.

      With --ranks processes train each case together over MPI, on this machine or on the hosts that the \
      launcher knows of: every number of ranks with every number of threads, in turns, against one process \
      alone. In an allocation of Slurm or PBS the launcher starts them there.

      Exit status: 0 all cells are measured, 3 a cell failed, 64 to 78 a mistake in flags, files or \
      machine, 130 interrupted.
      """)

  @OptionGroup var options: SweepOptions

  @OptionGroup var ranks: RankOptions

  @OptionGroup var quality: QualityOptions

  @OptionGroup var others: ImplementationOptions

  @OptionGroup var named: MachineNameOption

  @Option(help: "How to write the table at the end.")
  var format = OutputFormat.text

  func validate() throws {
    try quality.refuseFlagsOfSweeps(options)
    try others.refuse(quality)
  }

  func run() throws {
    try requireOptimizedBuild()
    let fingerprint = Fingerprint.current()
    let machine = Machine(fingerprint)
    var plan = try options.plan(for: machine)
    try quality.validate(plan, options)
    try ranks.check(plan)
    try plan.checkKernels()
    let launcher = try ranks.launcher(for: plan)
    let peers = try others.readyPeers()
    plan = try others.beside(
      peers.map(\.implementation), plan, program: fingerprint.build.binaryDigest)
    let launch = try launcher.map { try launched(by: $0, plan) }
    let folder = options.folder(
      for: machine, nickname: named.name, suffix: try others.folderSuffix())
    try folder.refuseOther(nickname: named.name)
    try folder.create()
    let log = try folder.logFile.open()
    if log.hasMended {
      say("the last record in \(folder.path) was cut off and is dropped; it is measured again")
    }
    Interruption.install()
    if quality.untilQuality {
      return try finishQuality(
        in: folder, isDone: quality.run(plan, log, fingerprint, nickname: named.name))
    }
    let advice = Records.advice(for: fingerprint, loadAverage: currentLoadAverage())
    for one in advice where one.severity == .warning { say(one.sentence) }
    if let sentence = launch?.advice { say(sentence) }
    let outcome = try measure(
      plan, peers, launcher, launch, log, fingerprint,
      advice.map(\.sentence) + [launch?.advice].compactMap(\.self))
    try finish(outcome, folder, plan)
  }

  /// Where the ranks of a plan will run; they meet once before any work.
  private func launched(by launcher: Launcher, _ plan: SweepPlan) throws -> Launched {
    let process = MeasuringProcess.thisProgram(
      data: nil, launcher: launcher, stepTimeout: ranks.stepTimeout)
    let places = try process.places(ranks: plan.launchedRanks ?? 1, threads: plan.mostThreads)
    return places.launch(by: launcher.template)
  }

  private func measure(
    _ plan: SweepPlan, _ peers: [ReadyPeer], _ launcher: Launcher?, _ launch: Launched?,
    _ log: LogWriter, _ fingerprint: Fingerprint, _ advice: [String]
  ) throws -> SweepOutcome {
    let line = ProgressLine()
    defer { line.clear() }
    let temporary = FileManager.default.temporaryDirectory.path
    let data = try AnonymousFile(in: temporary)
    let own = MeasuringProcess.thisProgram(
      data: data, launcher: launcher, hosts: launch?.hostsByRank ?? [],
      stepTimeout: ranks.stepTimeout)
    let runner =
      try peers.isEmpty
      ? SweepRunner(plan: plan, process: own, date: currentDate)
      : SweepRunner(
        plan: plan,
        contest: PeerContest(plan: plan, own: own, peers: peers, data: data, scratch: temporary),
        date: currentDate)
    return try runner.run(
      log: log, fingerprint: fingerprint, nickname: named.name, launch: launch, advice: advice,
      stopSignal: { Interruption.signal }, report: line.show)
  }

  private func finish(_ outcome: SweepOutcome, _ folder: RunFolder, _ plan: SweepPlan) throws {
    if let change = outcome.programChange {
      if try folder.logFile.log().hasMeasurements {
        try folder.writeReports(readme: Shipped.readme())
      }
      throw change
    }
    guard outcome.end == nil else {
      throw try interruption(
        in: folder, "\(outcome.finishedProcesses) of \(countedProcesses(plan.processCount))")
    }
    let earlier =
      outcome.earlierProcesses > 0 ? ", \(outcome.earlierProcesses) of them before" : ""
    try conclude(folder)
    say(
      "\(counted(plan.cellCount, "cell")) measured in \(countedProcesses(plan.processCount))\(earlier); "
        + "tables and records stand in \(folder.path)")
  }

  private func finishQuality(in folder: RunFolder, isDone: Bool) throws {
    guard isDone else { throw try interruption(in: folder, "some trainings") }
    let report = try folder.writeReports(readme: Shipped.readme())
    try Files.print(
      format == .json
        ? ReportFormat.json.text(of: report)
        : report.qualityText(
          usingColor: ColorChoice.auto.isOn, within: Files.terminalColumns))
    say("tables and records stand in \(folder.path)")
  }

  /// Writes the reports of what there is, and tells how to go on.
  private func interruption(in folder: RunFolder, _ finished: String) throws -> ExitCode {
    if try folder.logFile.log().hasMeasurements {
      try folder.writeReports(readme: Shipped.readme())
    }
    say(
      "stopped after \(finished), all kept in \(folder.path); run the same command with --output "
        + "\(folder.path) to go on")
    return ExitCode(128 + (Interruption.signal ?? SIGINT))
  }

  /// Writes the reports and shows the table; cells that failed end in a status of their own.
  private func conclude(_ folder: RunFolder) throws {
    let report = try folder.writeReports(readme: Shipped.readme())
    try Files.print(
      format == .json
        ? ReportFormat.json.text(of: report)
        : report.threadComparison(
          usingColor: ColorChoice.auto.isOn, within: Files.terminalColumns))
    guard report.failures.isEmpty else {
      // What did not agree would not agree again.
      let lost = try folder.logFile.log().results().filter { !$0.failures.isEmpty }
      say(
        Self.failureSentence(
          cells: report.failures.count, kept: lost.reduce(0) { $0 + $1.replicates.count },
          folder: folder.path))
      throw ExitCode(ExitStatus.incorrect.rawValue)
    }
  }
}

extension BenchCommand {
  /// What to say of cells that have no times.
  ///
  /// - Parameter kept: the processes that have measured of cases of which others were lost.
  static func failureSentence(cells: Int, kept: Int, folder: String) -> String {
    "\(counted(cells, "cell")) failed, and \(cells == 1 ? "has" : "have") no times"
      + (kept == 0
        ? ""
        : "; what \(countedProcesses(kept)) of the same cases measured is kept: run the same command with "
          + "--output \(folder) to measure what was lost again")
  }
}

extension MeasuringProcess {
  /// This program, as a child that keeps the data it makes in a file.
  ///
  /// - Parameters:
  ///   - hosts: where the launcher started each of the most ranks before; empty where that is not known.
  ///   - stepTimeout: seconds that a step of ranks may take; `nil` where earlier steps say so.
  static func thisProgram(
    data: AnonymousFile?, launcher: Launcher? = nil, hosts: [String] = [],
    stepTimeout: Double? = nil
  ) -> MeasuringProcess {
    MeasuringProcess(
      command: [Invocation.programPath, MeasureCaseCommand.configuration.commandName ?? ""]
        + (stepTimeout.map { ["--step-timeout", "\($0)"] } ?? []),
      environment: ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" },
      data: data, launcher: launcher, hosts: hosts)
  }
}

/// Tells the user something on standard error.
func say(_ sentence: String) { Files.tell(sentence) }
