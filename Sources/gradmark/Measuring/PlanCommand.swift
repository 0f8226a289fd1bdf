import ArgumentParser
import Records
import Reports
import Sweeps

/// `gradmark plan`: what `gradmark bench` would do with the same flags.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Print the cells of a sweep and about how long it takes.",
    discussion: """
      It takes the flags of 'gradmark bench', and runs nothing.

      With --bound it prints how many times faster than one thread each count can be at most: the \
      arithmetic of a step over that on the longest way through its tasks. It follows from how work is \
      cut alone; a machine with so many CPUs is not needed.
      """)

  @OptionGroup var options: SweepOptions

  @Flag(help: "Print for each thread count the most that it can bring.")
  var bound = false

  @Option(help: "How to write it.")
  var format = OutputFormat.text

  func run() throws {
    try Files.print(try output(on: Machine(.current())))
  }

  /// What the command prints on a machine.
  func output(on machine: Machine) throws -> String {
    let plan = try options.plan(for: machine)
    let folder = options.folder(for: machine).path
    return switch format {
    case .text: bound ? try bounds(of: plan) : text(of: plan, folder: folder)
    case .json:
      try RecordCoding.text(
        ExportedPlan(plan, folder: folder, bounds: bound ? plan.speedupBounds() : nil)) + "\n"
    }
  }

  /// A row for each network and batch size, a column for each count.
  private func bounds(of plan: SweepPlan) throws -> String {
    let bounds = try plan.speedupBounds()
    let counts = Set(bounds.map(\.threads)).sorted()
    var columns: [Table.Column<SweepPlan.Group>] = [
      .init("network", .left) { $0.entry.name },
      .init("batch") { Format.count($0.subject.batchSize) },
    ]
    columns += counts.map { count in
      .init("\(count)") { group in
        let bound = bounds.first { $0.name == "\(group.subject)" && $0.threads == count }
        return bound.map { Format.fixed($0.bound, decimals: 1) } ?? "—"
      }
    }
    return Table(plan.groups, columns: columns).text(usingColor: false)
  }

  private func text(of plan: SweepPlan, folder: String) -> String {
    let hasCrowds = plan.groups.contains { $0.cells.contains(where: \.isOversubscribed) }
    let mark =
      hasCrowds ? "* more threads than the \(plan.usableCPUs) CPUs that this process may use\n" : ""
    return table(of: plan) + mark + """

      \(plan.cellCount) cells in \(plan.processCount) processes, \(plan.processes) for each \
      network and batch, in about \(minutesAndSeconds(plan.estimatedSeconds)) (minutes:seconds)
      Results go to \(folder)

      """
  }

  private func table(of plan: SweepPlan) -> String {
    let columns: [Table.Column<SweepPlan.Group>] = [
      .init("network", .left) { $0.entry.name },
      .init("parameters") { Format.count($0.parameterCount) },
      .init("batch") { Format.count($0.subject.batchSize) },
      .init(plan.launchedRanks == nil ? "threads" : "ranks × threads", .left) { group in
        group.cells.map { cell in
          (plan.launchedRanks == nil ? "" : "\(cell.ranks)×") + "\(cell.threads)"
            + (cell.isOversubscribed ? "*" : "")
        }.joined(separator: ", ")
      },
      .init("about") { minutesAndSeconds(plan.estimatedSeconds(of: $0)) },
    ]
    return Table(plan.groups, columns: columns).text(usingColor: false)
  }
}

/// A plan as programs read it.
private struct ExportedPlan: Encodable {
  let plan: BenchmarkPlan
  let digest: String
  let usableCPUs: Int
  let cells: Int
  let processes: Int
  let estimatedSeconds: Double
  let folder: String
  /// Left out unless asked for.
  let bounds: [SweepPlan.SpeedupBound]?

  init(_ plan: SweepPlan, folder: String, bounds: [SweepPlan.SpeedupBound]?) throws {
    self.plan = plan.record
    digest = try plan.record.digest()
    usableCPUs = plan.usableCPUs
    cells = plan.cellCount
    processes = plan.processCount
    estimatedSeconds = plan.estimatedSeconds
    self.folder = folder
    self.bounds = bounds
  }
}

/// A time span as `1:43`.
func minutesAndSeconds(_ seconds: Double) -> String {
  Duration.seconds(seconds.rounded(.up)).formatted(.time(pattern: .minuteSecond))
}
