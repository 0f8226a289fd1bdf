import Records
import Sweeps

/// What is known of a run that has not begun.
struct PlannedRun {
  let plan: SweepPlan
  /// Where its results go.
  let folder: String
  /// What its owner calls the machine.
  let machineName: String?
  /// What starts ranks; `nil` where one process trains, and where it is not there.
  let launcher: String?
  /// Why libraries or ranks cannot be started, a sentence each.
  let obstacles: [String]
  /// The most that thread counts can bring; `nil` where nobody asked.
  let bounds: [SweepPlan.SpeedupBound]?
  /// What is trained to a quality; `nil` in a sweep.
  let work: QualityOptions.Work?

  /// What stands below any table.
  var end: String {
    let name = machineName.map { " of the machine '\($0)'" } ?? ""
    let launch = launcher.map { "Ranks are started by '\($0)'\n" } ?? ""
    return "Results\(name) go to \(folder)\n" + launch + obstacles.map { "\($0)\n" }.joined()
  }

  /// All of it for programs.
  var json: String { get throws { try RecordCoding.text(ExportedPlan(self)) + "\n" } }
}

/// A plan as programs read it.
private struct ExportedPlan: Encodable {
  let plan: BenchmarkPlan
  /// Beside libraries it takes their versions, which nobody has asked for yet.
  @Nullable var digest: String?
  let usableCPUs: Int
  let cells: Int
  let processes: Int
  let estimatedSeconds: Double
  let folder: String
  /// Left out where nobody named the machine.
  let machineName: String?
  /// Left out where one process trains, and where it is not there.
  let launcher: String?
  /// Left out where there are none.
  let obstacles: [String]?
  /// Left out unless asked for.
  let bounds: [SweepPlan.SpeedupBound]?
  /// Left out of a sweep.
  let trainings: [Training]?

  /// Trainings of a network to a quality.
  struct Training: Encodable {
    let model: String
    let measure: String
    let goal: Double
    let threads: Int
    let seeds: Int
    let mostEpochs: Int
  }

  init(_ run: PlannedRun) throws {
    plan = run.plan.record
    _digest = try Nullable(wrappedValue: plan.peers.isEmpty ? plan.digest() : nil)
    usableCPUs = run.plan.usableCPUs
    cells = run.plan.cellCount
    processes = run.plan.processCount
    folder = run.folder
    machineName = run.machineName
    launcher = run.launcher
    obstacles = run.obstacles.isEmpty ? nil : run.obstacles
    bounds = run.bounds
    trainings = run.work.map { work in
      work.goals.map {
        Training(
          model: $0.model, measure: $0.measure, goal: $0.value, threads: work.threads,
          seeds: work.seeds.count, mostEpochs: $0.mostEpochs)
      }
    }
    estimatedSeconds = try run.work?.mostSeconds ?? run.plan.estimatedSeconds
  }
}
