import Clocks
import Glibc
import Kernels
import Networks

/// What a run of steps leaves behind.
public struct RunReport: Sendable {
  /// Nanoseconds of each group of steps, by the raw clock of the leading worker.
  public var groupNanoseconds: [Int64] = []
  /// Nanoseconds from the call to the end of the first step, until when the workers are awake, too.
  public var firstStepNanoseconds: Int64 = 0
  /// The losses of the first steps, ten at most.
  public var firstLosses: [Double] = []
  /// The loss of the last step.
  public var lastLoss = Double.nan
  /// One entry a worker asked for, in the order of arrival; one that came too late found no task.
  public var workers: [WorkerReport] = []

  /// The most that any worker lost to whoever stopped it.
  public var lostNanoseconds: Int64 { workers.lostNanoseconds }

  package init() {}
}

extension [WorkerReport] {
  /// The most that any of them lost to whoever stopped it.
  ///
  /// A worker that waits sleeps while another works, so that whatever stops the whole process takes
  /// its time from at least one that does not.
  public var lostNanoseconds: Int64 { map(\.lostNanoseconds).max() ?? 0 }
}

extension Trainer {
  /// First steps whose losses a run reports: enough to tell two trainings apart.
  package static let reportedLosses = 10

  /// Runs steps on the loaded data inside one `concurrentPerform`, timing groups of them.
  ///
  /// - Parameters:
  ///   - steps: a multiple of `stepsPerGroup`; above 0.
  ///   - stepsPerGroup: steps between two readings of the clock.
  ///   - meter: bytes allocated so far on the calling thread.
  public func run(
    steps: Int, stepsPerGroup: Int = 1, meter: @Sendable () -> UInt64 = { 0 }
  ) -> RunReport {
    precondition(steps > 0 && steps % stepsPerGroup == 0, "\(steps) steps by \(stepsPerGroup)")
    let start = RawClock.nanoseconds()
    var report = RunReport()
    report.groupNanoseconds = [Int64](repeating: 0, count: steps / stepsPerGroup)
    report.firstLosses.reserveCapacity(Self.reportedLosses)
    report.workers = report.groupNanoseconds.withUnsafeMutableBufferPointer { groups in
      lead(meter: meter) { step in
        var before = RawClock.nanoseconds()
        for group in groups.indices {
          for _ in 0..<stepsPerGroup {
            let result = step()
            if report.firstLosses.count < Self.reportedLosses {
              if report.firstLosses.isEmpty {
                report.firstStepNanoseconds = RawClock.nanoseconds() - start
              }
              report.firstLosses.append(result.loss)
            }
            report.lastLoss = result.loss
          }
          let now = RawClock.nanoseconds()
          groups[group] = now - before
          before = now
        }
      }
    }
    return report
  }

  /// Runs steps on the loaded data, epoch after epoch.
  ///
  /// - Parameters:
  ///   - steps: how many.
  ///   - onStep: called after every step; the weights it sees are those of that step. It runs on the
  ///     leading worker, where subnormal numbers count as 0.
  /// - Returns: one entry a worker, as in `RunReport`.
  @discardableResult
  public func train(steps: Int, onStep: (StepResult) -> Void) -> [WorkerReport] {
    lead { step in
      for _ in 0..<steps { onStep(step()) }
    }
  }

  /// Runs steps that leave their gradient in a copy.
  func train(steps: Int, gradientCopy: UnsafeMutablePointer<Float>) {
    lead(gradientCopy: gradientCopy) { step in
      for _ in 0..<steps { _ = step() }
    }
  }

  /// Computes the gradient of the next batch's loss, penalties included, and makes that step.
  ///
  /// - Returns: the gradient in the order of `weights()`, zeros for frozen layers; moving averages, which
  ///   never learn, have none.
  public func stepWithGradient() -> (result: StepResult, gradient: [NamedTensor]) {
    let floats = max(plan.weights.floats, 1)
    let copy = UnsafeMutablePointer<Float>.allocate(capacity: floats)
    copy.initialize(repeating: 0, count: floats)
    defer { copy.deallocate() }
    var result = StepResult(loss: 0, sampleCount: 0)
    lead(gradientCopy: copy) { step in result = step() }
    let gradient = zip(network.parameters, tensors { UnsafePointer(copy + $0.memory.offset) })
    return (result, gradient.filter { !$0.0.role.isStatistic }.map(\.1))
  }

  /// Opens the team and lets `body` make steps.
  @discardableResult
  func lead(
    meter: @Sendable () -> UInt64 = { 0 }, gradientCopy: UnsafeMutablePointer<Float>? = nil,
    _ body: (_ step: () -> StepResult) -> Void
  ) -> [WorkerReport] {
    guard let batches else { preconditionFailure("load data before training") }
    let step = plan.step, course = Unmanaged.passUnretained(plan.course)
    let rule = Unmanaged.passUnretained(self.rule)
    step.counts.clearWeights()
    plan.bind(batches)
    // Safe: the trainer keeps the batches for as long as it leads.
    step.ordersAhead = step.tree == nil ? nil : .passUnretained(batches)
    defer { step.ordersAhead = nil }
    return runTeam(meter: meter) { leader in
      body { self.make(step, course, rule, leader, batches, gradientCopy: gradientCopy) }
    }
  }

  /// Runs the team once, metering every worker.
  @discardableResult
  func runTeam(
    meter: @Sendable () -> UInt64 = { 0 }, _ body: (WorkerTeam.Leader<Step>) -> Void
  ) -> [WorkerReport] {
    let counts = plan.step.counts
    var reports = [WorkerReport](repeating: WorkerReport(), count: team.size)
    counts.clearTasks()
    reports.withUnsafeMutableBufferPointer { buffer in
      // Safe: each worker writes only the entry of its own number.
      nonisolated(unsafe) let buffer = buffer
      team.run(
        plan.step, enter: { buffer[$0].enter(allocatedBytes: meter()) },
        leave: { buffer[$0].leave(allocatedBytes: meter(), sleptNanoseconds: $1) }, lead: body)
    }
    for worker in 0..<team.size { reports[worker].tasks = counts.tasks(worker: worker) }
    return reports
  }

  /// Makes one training step.
  ///
  /// - Parameters:
  ///   - step: the plan's; looked up here it would be counted as a reference twice a step.
  ///   - course: likewise.
  ///   - rule: likewise.
  @inline(__always)
  private func make(
    _ step: Step, _ course: Unmanaged<StepCourse>, _ rule: Unmanaged<OptimizerRule>,
    _ leader: WorkerTeam.Leader<Step>, _ batches: Batches,
    gradientCopy: UnsafeMutablePointer<Float>?
  ) -> StepResult {
    var stopwatch = step.stopwatch(worker: 0)
    let stepNumber = updateCount
    updateCount = stepNumber + 1
    // A schedule starts from 0.
    let scheduled = hasSchedule ? training.schedule?.learningRate(atStep: stepNumber) : nil
    rule._withUnsafeGuaranteedRef { $0.next(rate: scheduled ?? learningRate) }
    step.begin(
      batches,
      WeightUpdate(
        rule: rule, stepNumber: stepNumber, gradientCopy: gradientCopy, elementLimit: elementLimit))
    stopwatch.lap(.other)
    course._withUnsafeGuaranteedRef { $0.train(leader) }
    stopwatch = step.stopwatch(worker: 0)
    let result = step.result()
    stopwatch.lap(.other)
    return result
  }
}
