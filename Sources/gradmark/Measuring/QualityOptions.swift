import ArgumentParser
import Foundation
import Records
import Suites
import Sweeps

/// Training until predictions are good enough, in place of a sweep.
struct QualityOptions: ParsableArguments {
  @Flag(
    help: """
      Train 'digits' to an accuracy of 90 % and 'denoise' to a gain of 4 dB, from several seeds, \
      and report epochs and seconds.
      """)
  var untilQuality = false

  @Option(
    parsing: .unconditional,
    help: "How many seeds --until-quality trains from, beginning with --seed. [5]")
  var seeds: Int?

  private var seedCount: Int { seeds ?? 5 }

  func validate() throws {
    if let seeds, !untilQuality {
      throw ValidationError("--seeds \(seeds) goes with --until-quality; give both.")
    }
  }

  /// Refuses what a training to a quality has no use for: it has a batch size of its own, and neither
  /// cells nor turns.
  func refuseFlagsOfSweeps(_ options: SweepOptions) throws {
    guard untilQuality else { return }
    let goals = QualityRun.goals.map(\.model)
    if let other = options.modelNames?.first(where: { !goals.contains($0) }) {
      throw ValidationError(
        "--models: '\(other)' has no quality to reach; --until-quality trains "
          + "\(goals.joined(separator: " and ")).")
    }
    let choices = BenchmarkCase.choices.map {
      ("--\($0.name)", options.choiceTexts[$0.name] != nil)
    }
    let flags =
      [("--batch-sizes", options.batchSizes != nil)] + choices + [
        ("--pin", options.pin != nil), ("--ranks", options.ranks != nil),
        ("--filter", !options.filter.isEmpty), ("--skip", !options.skip.isEmpty),
        ("--suite", options.suite != nil), ("--preset", options.preset != nil),
        ("--quick", options.quick),
      ]
    for (flag, isGiven) in flags where isGiven {
      throw ValidationError(
        "\(flag) is of a sweep; leave it out, or --until-quality, which takes --models, --threads, "
          + "--seed, --seeds and --digits.")
    }
  }

  /// Sees whether the flags go together on this machine.
  ///
  /// - Throws: a `SweepError`.
  func validate(_ plan: SweepPlan, _ options: SweepOptions) throws {
    guard untilQuality else { return }
    let counts = Set(plan.groups.flatMap(\.cells).map(\.threads))
    if let text = options.threads,
      counts.count > 1 || counts.contains(where: { $0 > plan.usableCPUs })
    {
      throw SweepError(
        .usage,
        "--threads: '\(text)' is not one count that has a CPU for each; --until-quality trains with "
          + "one, from 1 to \(plan.usableCPUs)")
    }
    guard (5...1_000).contains(seedCount) else {
      throw SweepError(.usage, "--seeds: \(seedCount) is out of range; use 5 to 1000")
    }
    guard plan.seed <= UInt64.max - UInt64(seedCount) else {
      throw SweepError(
        .usage, "--seed: \(plan.seed) leaves no room for \(seedCount) seeds; use a smaller one")
    }
  }

  /// What is trained: to every goal from every seed, with the most threads of the plan that have a CPU
  /// each.
  struct Work {
    var goals: [QualityRun.Goal]
    var seeds: Range<UInt64>
    var threads: Int
    var digitsFolder: String?

    /// About how long all of it takes at most.
    var mostSeconds: Double {
      get throws {
        try goals.reduce(0) { try $0 + $1.mostSeconds(threads: threads) } * Double(seeds.count)
      }
    }
  }

  /// What is trained in place of a plan.
  func work(of plan: SweepPlan) -> Work {
    let threads = plan.groups.flatMap(\.cells).filter { !$0.isOversubscribed }.map(\.threads).max()
    return Work(
      goals: QualityRun.goals.filter { goal in plan.groups.contains { $0.entry.name == goal.model }
      },
      seeds: plan.seed..<plan.seed + UInt64(seedCount), threads: threads ?? 1,
      digitsFolder: plan.digitsFolder)
  }

  /// Trains to every goal and logs each training; those that the log has already are not repeated.
  ///
  /// - Returns: whether all are done, and not interrupted.
  func run(
    _ plan: SweepPlan, _ log: LogWriter, _ fingerprint: Fingerprint, nickname: String?
  ) throws -> Bool {
    let entry = try PlanEntry(
      plan: plan.record, fingerprint: fingerprint, nickname: nickname, advice: [],
      date: currentDate())
    let work = work(of: plan)
    let pending = work.goals.flatMap { goal in
      let series = QualityRun(
        goal, threads: work.threads, digitsFolder: work.digitsFolder, date: currentDate)
      return series.pending(work.seeds, after: log.earlier.appending(.plan(entry)))
        .map { (goal: goal, series: series, seed: $0) }
    }
    guard !pending.isEmpty || !log.earlier.isUnder(entry) else { return true }
    try log.append(.plan(entry))
    for (goal, series, seed) in pending {
      let entry = try series.train(seed: seed, isInterrupted: { Interruption.signal != nil }) {
        epoch, value in
        say(
          "\(goal.model), seed \(seed), epoch \(epoch): "
            + qualityText(goal.measure, String(format: "%.3g", value)))
      }
      guard let entry else {
        let signal = Interruption.signal ?? SIGINT
        try log.append(.interruption(InterruptionEntry(signal: signal, date: currentDate())))
        return false
      }
      try log.append(.quality(entry))
    }
    return true
  }
}
