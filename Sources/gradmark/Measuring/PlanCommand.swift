import ArgumentParser
import Records
import Reports
import Sweeps

/// `gradmark plan`: what `gradmark bench` would do with the same flags.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Print the cells of a sweep and about how long it takes.",
    discussion: "It takes the flags of 'gradmark bench', and runs nothing.")

  @OptionGroup var options: SweepOptions

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
    case .text: text(of: plan, folder: folder)
    case .json: try RecordCoding.text(ExportedPlan(plan, folder: folder)) + "\n"
    }
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
      .init("threads", .left) { group in
        group.cells.map { "\($0.threads)" + ($0.isOversubscribed ? "*" : "") }
          .joined(separator: ", ")
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

  init(_ plan: SweepPlan, folder: String) throws {
    self.plan = plan.record
    digest = try plan.record.digest()
    usableCPUs = plan.usableCPUs
    cells = plan.cellCount
    processes = plan.processCount
    estimatedSeconds = plan.estimatedSeconds
    self.folder = folder
  }
}

/// A time span as `1:43`.
func minutesAndSeconds(_ seconds: Double) -> String {
  Duration.seconds(seconds.rounded(.up)).formatted(.time(pattern: .minuteSecond))
}
