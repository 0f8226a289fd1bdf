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
  package typealias Measure = (
    MeasuringJob, _ cpus: [Int]?, _ isInterrupted: () -> Bool,
    _ report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> Replicate

  /// Sets a sweep up.
  public init(plan: SweepPlan, process: MeasuringProcess, date: @escaping () -> String) {
    self.init(plan: plan, measure: process.replicate, date: date)
  }

  /// Sets a duel up.
  public init(plan: SweepPlan, duel: DuelMeasurement, date: @escaping () -> String) {
    self.init(plan: plan, measure: duel.replicate, date: date)
  }

  /// Sets a sweep up whose processes somebody else starts.
  package init(plan: SweepPlan, measure: @escaping Measure, date: @escaping () -> String) {
    self.init(
      plan: plan, measure: measure, topology: CPUPlace.usable(),
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
  /// - Parameters:
  ///   - log: where entries go.
  ///   - fingerprint: the machine and the binary.
  ///   - nickname: what its owner calls the machine; `nil` where nobody named it.
  ///   - builds: how the plan's implementations were built; `nil` where it has none.
  ///   - launch: how the plan's ranks are launched; `nil` where it has none.
  ///   - advice: what will hurt the numbers, as sentences.
  ///   - stopSignal: the signal that told the sweep to stop, if one did.
  ///   - report: hears of every phase and every end.
  /// - Throws: a `RecordError` where the log cannot be written, a `SweepError` where no process can be
  ///   started.
  public func run(
    log: LogWriter, fingerprint: Fingerprint, nickname: String? = nil,
    builds: [Fingerprint.Build]? = nil, launch: Launched? = nil, advice: [String],
    stopSignal: () -> Int32?,
    report: (SweepEvent) -> Void
  ) throws -> SweepOutcome {
    let entry = try PlanEntry(
      plan: plan.record, fingerprint: fingerprint, nickname: nickname, builds: builds,
      launch: launch, advice: advice, date: date())
    var agenda = try agenda(after: log.earlier.appending(.plan(entry)))
    var outcome = SweepOutcome()
    outcome.earlierProcesses = agenda.earlierCount
    outcome.finishedProcesses = outcome.earlierProcesses
    var next = agenda.next()
    guard next != nil || !log.earlier.isUnder(entry) else { return outcome }
    try log.append(.plan(entry))
    var time = RemainingTime(estimatedSeconds: agenda.estimatedSeconds, now: nanoseconds())
    let program = plan.duel == nil ? fingerprint.build.binaryDigest.value : nil
    while let process = next {
      var job = try plan.job(process.group, process: process.index)
      job.binaryDigest = program
      let running = Running(
        group: process.group, job: job, processCount: agenda.processCount,
        finished: outcome.finishedProcesses, time: time)
      switch try run(running, log, stopSignal, report) {
      case .ended(let end):
        outcome.end = end
        return outcome
      case .finished(let replicate):
        agenda.finish(process, replicate)
      }
      outcome.finishedProcesses += 1
      time.finish(estimatedSeconds: plan.estimatedSecondsOfProcess(of: process.group))
      next = agenda.next()
    }
    return outcome
  }

  private func agenda(after log: RunLog) throws -> any Agenda {
    let results = log.results()
    let digests = plan.record.caseDigests()
    func earlier(_ process: PlannedProcess) -> Replicate? {
      let subject = process.group.subject
      return results.first { $0.subject == subject }?.replicates.first {
        $0.process == process.index && $0.caseDigest == digests[subject]
          && $0.contestants.allSatisfy { $0.failure == nil }
      }
    }
    return plan.duel == nil
      ? SweepAgenda(plan) { earlier($0) != nil } : DuelAgenda(plan, earlier: earlier)
  }

  /// A process under way, and how far the sweep has come.
  private struct Running {
    let group: SweepPlan.Group
    let job: MeasuringJob
    let processCount: Int
    let finished: Int
    let time: RemainingTime
  }

  /// What came of a process.
  private enum Ending {
    /// It is over; it has left nothing where it failed.
    case finished(Replicate?)
    /// The sweep is over.
    case ended(SweepOutcome.End)
  }

  /// Runs one process.
  private func run(
    _ running: Running, _ log: LogWriter, _ stopSignal: () -> Int32?,
    _ report: (SweepEvent) -> Void
  ) throws -> Ending {
    let (job, finished) = (running.job, running.finished)
    let estimate = plan.estimatedSecondsOfProcess(of: running.group)
    func progress(_ fraction: Double, finished: Int) -> SweepEvent.Progress {
      let left = running.time.seconds(now: nanoseconds(), fraction: fraction, ofGroup: estimate)
      let count = running.processCount
      return SweepEvent.Progress(
        finishedProcesses: finished, processCount: count,
        fraction: (Double(finished) + (fraction < 1 ? fraction : 0)) / Double(count),
        secondsLeft: left)
    }
    if let signal = stopSignal() { return .ended(try stop(signal, log)) }
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
      return .finished(replicate)
    } catch let failure as MeasuringFailure {
      switch failure {
      case .interrupted: return .ended(try stop(stopSignal() ?? 2, log))
      case .otherProgram(let digest): return .ended(.otherProgram(digest))
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
        return .finished(nil)
      }
    }
  }

  private func stop(_ signal: Int32, _ log: LogWriter) throws -> SweepOutcome.End {
    try log.append(.interruption(InterruptionEntry(signal: signal, date: date())))
    return .interrupted
  }
}
