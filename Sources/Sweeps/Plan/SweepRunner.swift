import Clocks
import Records
import Suites

/// Has every group of a plan measured in child processes, one after the other, and writes down what
/// comes of each as soon as it ends.
public struct SweepRunner {
  private let plan: SweepPlan
  private let measure: Measure
  private let topology: [CPUPlace]
  private let nanoseconds: () -> Int64
  private let date: () -> String

  /// Has one process measure: its job, its CPUs, whether to stop, and who hears of its phases.
  typealias Measure = (
    MeasuringJob, _ cpus: [Int]?, _ isInterrupted: () -> Bool,
    _ report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> Replicate

  /// Sets a sweep up.
  public init(plan: SweepPlan, process: MeasuringProcess, date: @escaping () -> String) {
    self.init(
      plan: plan, measure: process.replicate, topology: CPUPlace.usable(),
      nanoseconds: RawClock.nanoseconds, date: date)
  }

  init(
    plan: SweepPlan, measure: @escaping Measure, topology: [CPUPlace],
    nanoseconds: @escaping () -> Int64, date: @escaping () -> String
  ) {
    self.plan = plan
    self.measure = measure
    self.topology = topology
    self.nanoseconds = nanoseconds
    self.date = date
  }

  /// Runs the sweep, or goes on with it: processes whose replicate the log holds are not started
  /// again. What fails is written down, and the sweep goes on.
  ///
  /// Processes of different cases are interleaved: all first processes, then all second ones, so
  /// that what a machine does for a minute hits one process of each case and not all of one.
  ///
  /// - Parameters:
  ///   - log: where entries go.
  ///   - fingerprint: the machine and the binary.
  ///   - advice: what will hurt the numbers, as sentences.
  ///   - stopSignal: the signal that told the sweep to stop, if one did.
  ///   - report: hears of every phase and every end.
  /// - Throws: a `RecordError` where the log cannot be written, a `SweepError` where no process can be
  ///   started.
  public func run(
    log: LogWriter, fingerprint: Fingerprint, advice: [String], stopSignal: () -> Int32?,
    report: (SweepEvent) -> Void
  ) throws -> SweepOutcome {
    let entry = try PlanEntry(
      plan: plan.record, fingerprint: fingerprint, advice: advice, date: date())
    let pending = try pending(
      after: log.earlier.appending(.plan(entry)),
      binaryDigest: fingerprint.build.binaryDigest.value)
    var outcome = SweepOutcome()
    outcome.earlierProcesses = plan.processCount - pending.count
    outcome.finishedProcesses = outcome.earlierProcesses
    guard !pending.isEmpty || !log.earlier.isUnder(entry) else { return outcome }
    try log.append(.plan(entry))
    var time = RemainingTime(
      estimatedSeconds: pending.reduce(0) { $0 + seconds(of: $1.group) }, now: nanoseconds())
    for job in pending {
      if let end = try run(job, log, outcome.finishedProcesses, time, stopSignal, report) {
        outcome.end = end
        break
      }
      outcome.finishedProcesses += 1
      time.finish(estimatedSeconds: seconds(of: job.group))
    }
    return outcome
  }

  private typealias Pending = (group: SweepPlan.Group, job: MeasuringJob)

  private func pending(after log: RunLog, binaryDigest: String?) throws -> [Pending] {
    let results = log.results()
    var pending: [Pending] = []
    for process in 0..<plan.processes {
      for group in plan.groups {
        var job = try plan.job(group, process: process)
        job.binaryDigest = binaryDigest
        let done = results.first { $0.subject == job.subject }?.replicates.contains {
          $0.process == process && $0.caseDigest == job.caseDigest
            && $0.contestants.allSatisfy { $0.failure == nil }
        }
        if done != true { pending.append((group, job)) }
      }
    }
    return pending
  }

  private func seconds(of group: SweepPlan.Group) -> Double {
    plan.estimatedSeconds(of: group) / Double(plan.processes)
  }

  /// Runs one process; returns why the sweep ends with it, where it does.
  private func run(
    _ pending: Pending, _ log: LogWriter, _ finished: Int, _ time: RemainingTime,
    _ stopSignal: () -> Int32?, _ report: (SweepEvent) -> Void
  ) throws -> SweepOutcome.End? {
    let job = pending.job
    let estimate = seconds(of: pending.group)
    func progress(_ fraction: Double, finished: Int) -> SweepEvent.Progress {
      let left = time.seconds(now: nanoseconds(), fraction: fraction, ofGroup: estimate)
      return SweepEvent.Progress(
        finishedProcesses: finished, processCount: plan.processCount,
        fraction: (Double(finished) + (fraction < 1 ? fraction : 0)) / Double(plan.processCount),
        secondsLeft: left)
    }
    if let signal = stopSignal() { return try stop(signal, log) }
    try log.append(
      .start(StartEntry(subject: job.subject, process: job.process, date: date())))
    let cpus = plan.pinning.cpus(
      job.threads.filter { $0 <= plan.usableCPUs }.max() ?? 1, of: topology)
    do {
      let replicate = try measure(job, cpus, { stopSignal() != nil }) { phase, fraction in
        report(
          .measuring(
            job.subject, process: job.process, phase, progress(fraction, finished: finished)))
      }
      try log.append(.replicate(replicate))
      report(.finished(replicate, progress(1, finished: finished + 1)))
    } catch let failure as MeasuringFailure {
      switch failure {
      case .interrupted: return try stop(stopSignal() ?? 2, log)
      case .otherProgram(let digest): return .otherProgram(digest)
      case .notStarted(let reason):
        throw SweepError(
          .unavailable,
          "\(reason); what is measured is kept, so raise what limits this process (ulimit -n, -u and "
            + "-v, pids.max) and run the same command again")
      case .failed(let reason):
        try log.append(
          .failure(
            FailureEntry(
              subject: job.subject, process: job.process, reason: reason, date: date())))
        report(
          .failed(
            job.subject, process: job.process, reason: reason, progress(1, finished: finished + 1)))
      }
    }
    return nil
  }

  private func stop(_ signal: Int32, _ log: LogWriter) throws -> SweepOutcome.End {
    try log.append(.interruption(InterruptionEntry(signal: signal, date: date())))
    return .interrupted
  }
}
