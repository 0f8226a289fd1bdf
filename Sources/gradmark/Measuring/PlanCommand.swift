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

  func run() throws {
    let machine = Machine(.current())
    let plan = try options.plan(for: machine)
    print(table(of: plan), terminator: "")
    if plan.groups.contains(where: { $0.cells.contains(where: \.isOversubscribed) }) {
      print("* more threads than the \(machine.usableCores) CPUs that this process may use")
    }
    print(
      """

      \(plan.cellCount) cells in \(plan.processCount) processes, \(plan.processes) for each \
      network and batch, in about \(minutesAndSeconds(plan.estimatedSeconds)) (minutes:seconds)
      Results go to \(options.folder(for: machine).path)
      """)
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

/// A time span as `1:43`.
func minutesAndSeconds(_ seconds: Double) -> String {
  Duration.seconds(seconds.rounded(.up)).formatted(.time(pattern: .minuteSecond))
}
