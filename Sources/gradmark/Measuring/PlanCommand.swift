import ArgumentParser
import Peers
import Records
import Reports
import Suites
import Sweeps

/// `gradmark plan`: what `gradmark bench` would do with the same flags.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Print the cells of a sweep and about how long it takes.",
    discussion: """
      It takes the flags of 'gradmark bench', and runs nothing. Beside other libraries it tells which of \
      them are not set up; they are not started, so that the digest of such a plan is not known yet. Nor are \
      ranks launched.

      With --bound it prints how many times faster than one thread each count can be at most: the \
      arithmetic of a step over that on the longest way through its tasks. It follows from how work is \
      cut alone; a machine with so many CPUs is not needed.
      """)

  @OptionGroup var options: SweepOptions

  @OptionGroup var ranks: RankOptions

  @OptionGroup var quality: QualityOptions

  @OptionGroup var others: ImplementationOptions

  @OptionGroup var named: MachineNameOption

  @Flag(help: "Print for each thread count the most that it can bring.")
  var bound = false

  @Option(help: "How to write it.")
  var format = OutputFormat.text

  func validate() throws {
    try quality.refuseFlagsOfSweeps(options)
    try others.refuse(quality)
    if bound, quality.untilQuality {
      throw ValidationError("--bound is of a sweep; leave it out, or --until-quality.")
    }
    if bound, options.ranks != nil {
      throw ValidationError("--bound is of the threads of one process; leave it out, or --ranks.")
    }
  }

  func run() throws {
    let fingerprint = Fingerprint.current()
    try Files.print(
      try output(on: Machine(fingerprint), program: fingerprint.build.binaryDigest))
  }

  /// What the command prints on a machine.
  ///
  /// - Parameter program: the SHA-256 of this program.
  func output(on machine: Machine, program: Reading<String>) throws -> String {
    let run = try plannedRun(on: machine, program: program)
    return switch format {
    case .json: try run.json
    case .text:
      if let bounds = run.bounds {
        text(of: bounds, in: run.plan)
      } else if let work = run.work {
        try text(of: work) + run.end
      } else {
        text(of: run.plan) + run.end
      }
    }
  }

  /// What 'gradmark bench' would do.
  func plannedRun(on machine: Machine, program: Reading<String>) throws -> PlannedRun {
    let peers = try others.peers()
    var plan = try options.plan(for: machine)
    try quality.validate(plan, options)
    let places = try peers.isEmpty ? nil : others.places()
    plan = try others.beside(
      peers.compactMap { peer in places.map { peer.implementation(in: $0, version: nil) } }, plan,
      program: program)
    try ranks.check(plan)
    var obstacles = peers.compactMap { peer in places.flatMap { peer.obstacle(in: $0) } }
    var launcher: Launcher?
    do {
      launcher = try ranks.launcher(for: plan)
    } catch {
      guard error.kind == .unavailable else { throw error }
      obstacles.append(error.sentence)
    }
    return PlannedRun(
      plan: plan,
      folder: options.folder(
        for: machine, nickname: named.name, suffix: try others.folderSuffix()
      ).path,
      machineName: named.name, launcher: launcher?.template, obstacles: obstacles,
      bounds: bound ? try plan.speedupBounds() : nil,
      work: quality.untilQuality ? quality.work(of: plan) : nil)
  }

  /// A row for each network and batch size, a column for each count.
  private func text(of bounds: [SweepPlan.SpeedupBound], in plan: SweepPlan) -> String {
    let counts = Set(bounds.map(\.threads)).sorted()
    var columns: [Table.Column<SweepPlan.Group>] = [
      .init("network", .left) { Self.name(of: $0) },
      .init("batch") { Format.count($0.subject.batchSize) },
    ]
    columns += counts.map { count in
      .init("\(count)") { group in
        let bound = bounds.first { $0.name == "\(group.subject)" && $0.threads == count }
        return bound.map { Format.fixed($0.bound, decimals: 1) } ?? "—"
      }
    }
    return Table(plan.groups, columns: columns).text(
      usingColor: false, within: Files.terminalColumns)
  }

  /// A network, and how a step of it is computed where that was asked for: cases may differ in nothing else.
  private static func name(of group: SweepPlan.Group) -> String {
    ([group.entry.name] + group.subject.chosen).joined(separator: ", ")
  }

  private func text(of plan: SweepPlan) -> String {
    let hasCrowds = plan.groups.contains { $0.cells.contains(where: \.isOversubscribed) }
    let mark =
      hasCrowds
      ? "* more threads than the \(plan.usableCPUs) CPUs that this process may use"
        + (plan.pinning == .none ? "\n" : ": bound to none\n") : ""
    let trainers =
      plan.implementations.map {
        "each trained by \($0.map(\.name).joined(separator: ", ")), in turns; "
      }
      ?? ""
    return table(of: plan) + mark + """

      \(counted(plan.cellCount, "cell")) in \(countedProcesses(plan.processCount)), \
      \(trainers)\(plan.processes) for each network and batch, in about \(minutesAndSeconds(plan.estimatedSeconds)) (minutes:seconds)

      """
  }

  /// A row for each network that is trained to a quality.
  private func text(of work: QualityOptions.Work) throws -> String {
    let table = Table(
      work.goals,
      columns: [
        .init("network", .left) { $0.model },
        .init("goal", .left) { qualityText($0.measure, Format.fixed($0.value, decimals: 1)) },
        .init("threads") { _ in "\(work.threads)" },
        .init("seeds", .right, .usual) { _ in Format.count(work.seeds.count) },
        .init("epochs at most", .right, .usual) { Format.count($0.mostEpochs) },
      ])
    let seconds = try work.mostSeconds
    return table.text(usingColor: false, within: Files.terminalColumns) + """

      \(counted(work.goals.count * work.seeds.count, "training")), each until its goal is reached, in at most about \
      \(minutesAndSeconds(seconds)) (minutes:seconds)

      """
  }

  private func table(of plan: SweepPlan) -> String {
    let columns: [Table.Column<SweepPlan.Group>] = [
      .init("network", .left) { Self.name(of: $0) },
      .init("parameters", .right, .usual) { Format.count($0.parameterCount) },
      .init("batch") { Format.count($0.subject.batchSize) },
      .init(plan.launchedRanks == nil ? "threads" : "ranks × threads", .left) { group in
        group.cells.map { cell in
          (plan.launchedRanks == nil ? "" : "\(cell.ranks)×") + "\(cell.threads)"
            + (cell.isOversubscribed ? "*" : "")
        }.joined(separator: ", ")
      },
      .init("about", .right, .usual) { minutesAndSeconds(plan.estimatedSeconds(of: $0)) },
    ]
    return Table(plan.groups, columns: columns).text(
      usingColor: false, within: Files.terminalColumns)
  }
}

/// `1 process`, `2 processes`.
func countedProcesses(_ count: Int) -> String { "\(count) process\(count == 1 ? "" : "es")" }

/// A time span as `1:43`.
func minutesAndSeconds(_ seconds: Double) -> String {
  Duration.seconds(seconds.rounded(.up)).formatted(.time(pattern: .minuteSecond))
}
