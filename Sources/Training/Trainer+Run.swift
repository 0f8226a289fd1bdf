import Glibc
import Kernels
import Networks

/// What one step reports; loss and accuracy are those of its batch before the update.
public struct StepResult: Sendable {
  /// The mean loss of the batch, penalties included.
  public var loss: Double
  /// The share of right answers, 0 where accuracy is not among the metrics.
  public var accuracy: Double
  /// Samples in the batch.
  public var sampleCount: Int
}

/// What a run of steps leaves behind.
public struct RunReport: Sendable {
  /// Nanoseconds of each group of steps, by the monotonic clock of the leading worker.
  public var groupNanoseconds: [Int64] = []
  /// The losses of the first steps, ten at most.
  public var firstLosses: [Double] = []
  /// The loss of the last step.
  public var lastLoss = Double.nan
  /// One entry a worker asked for, in the order of arrival; those who came too late did no pieces.
  public var workers: [WorkerReport] = []

  /// The most that any worker lost to whoever stopped it.
  ///
  /// A worker that waits sleeps while another works, so that whatever stops the whole process takes
  /// its time from at least one that does not.
  public var lostNanoseconds: Int64 { workers.map(\.lostNanoseconds).max() ?? 0 }

  package init() {}
}

extension Trainer {
  /// First steps whose losses a run reports: enough to tell two trainings apart.
  private static let reportedLosses = 10

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
    var report = RunReport()
    report.groupNanoseconds = [Int64](repeating: 0, count: steps / stepsPerGroup)
    report.firstLosses.reserveCapacity(Self.reportedLosses)
    report.workers = report.groupNanoseconds.withUnsafeMutableBufferPointer { groups in
      lead(meter: meter) { step in
        var before = monotonicNanoseconds()
        for group in groups.indices {
          for _ in 0..<stepsPerGroup {
            let result = step()
            if report.firstLosses.count < Self.reportedLosses {
              report.firstLosses.append(result.loss)
            }
            report.lastLoss = result.loss
          }
          let now = monotonicNanoseconds()
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
  public func train(steps: Int, onStep: (StepResult) -> Void) {
    lead { step in
      for _ in 0..<steps { onStep(step()) }
    }
  }

  /// Computes the gradient of the next batch's loss, penalties included, and makes that step.
  ///
  /// - Returns: the gradient in the order of `weights()`, zeros for frozen layers.
  public func stepWithGradient() -> (result: StepResult, gradient: [NamedTensor]) {
    let copy = UnsafeMutablePointer<Float>.allocate(capacity: max(plan.parameterFloats, 1))
    copy.initialize(repeating: 0, count: plan.parameterFloats)
    defer { copy.deallocate() }
    var result = StepResult(loss: 0, accuracy: 0, sampleCount: 0)
    lead(gradientCopy: copy) { step in result = step() }
    return (result, tensors(in: copy))
  }

  /// Opens the team and lets `body` make steps.
  @discardableResult
  private func lead(
    meter: @Sendable () -> UInt64 = { 0 }, gradientCopy: UnsafeMutablePointer<Float>? = nil,
    _ body: (_ step: () -> StepResult) -> Void
  ) -> [WorkerReport] {
    guard let batches else { preconditionFailure("load data before training") }
    clearCoverage()
    return runTeam(plan.work, meter: meter) { leader in
      var stopwatch = NoStopwatch()
      body { self.step(leader, batches, gradientCopy: gradientCopy, &stopwatch) }
    }
  }

  /// Runs the team once, metering every worker.
  func runTeam<Work: TeamWork>(
    _ teamWork: Work, meter: @Sendable () -> UInt64 = { 0 },
    _ body: (WorkerTeam.Leader<Work>) -> Void
  ) -> [WorkerReport] {
    let work = plan.work
    var reports = [WorkerReport](repeating: WorkerReport(), count: team.size)
    let (done, stride) = (work.buffers.piecesDone, work.buffers.coverageStride)
    for worker in 0..<team.size { done[worker * stride] = 0 }
    reports.withUnsafeMutableBufferPointer { buffer in
      // Safe: each worker writes only the entry of its own number.
      nonisolated(unsafe) let buffer = buffer
      team.run(
        teamWork, enter: { buffer[$0].enter(allocatedBytes: meter()) },
        leave: { buffer[$0].leave(allocatedBytes: meter(), sleptNanoseconds: $1) }, lead: body)
    }
    for worker in 0..<team.size {
      reports[worker].pieces = done[worker * stride]
    }
    return reports
  }

  /// One training step; the stopwatch is the leading worker's, for what it does between phases.
  func step<Work: TeamWork, Watch: Stopwatch>(
    _ leader: WorkerTeam.Leader<Work>, _ batches: Batches,
    gradientCopy: UnsafeMutablePointer<Float>?, _ stopwatch: inout Watch
  ) -> StepResult {
    stopwatch.start()
    let batch = batches.nextBatch()
    // A copy, since an access that lasts over a call is looked up by the runtime.
    var updates = updates
    let optimizerStep = updates.next(of: training.optimizer)
    self.updates = updates
    stepsCovered += 1
    plan.work.begin(
      StepContext(
        inputs: batch.inputs, targets: batch.targets, order: batch.order, sampleCount: batch.count,
        lossScale: lossScale(batch.count), isTraining: true, optimizerStep: optimizerStep,
        gradientCopy: gradientCopy, predictions: nil))
    stopwatch.lap(.other)
    if let groups = plan.work.groups {
      leader.perform(
        StepWork.Phase.propagateGroups, pieces: groups.count(batch.count), grain: 1,
        isShared: plan.isShared)
    } else {
      leader.perform(
        StepWork.Phase.propagate, pieces: plan.shardCount(batch.count), grain: plan.shardsPerClaim,
        isShared: plan.isShared)
    }
    leader.perform(
      StepWork.Phase.update, pieces: plan.work.buffers.pieceCount, grain: 1, isShared: plan.isShared
    )
    stopwatch.start()
    let result = result(of: batch.count, penalty: penaltyOfStep())
    stopwatch.lap(.other)
    return result
  }

  /// The result of the batch that has just been scored.
  func result(of sampleCount: Int, penalty: Double) -> StepResult {
    let rows = sampleCount * plan.work.rowsPerSample
    let matches = training.metrics.contains(.accuracy) ? sum(plan.work.buffers.rowMatches, rows) : 0
    return StepResult(
      loss: sum(plan.work.buffers.rowLosses, rows) * positionScale(sampleCount) + penalty,
      accuracy: matches / Double(rows), sampleCount: sampleCount)
  }

  /// The sum of some numbers in Double: eight sums side by side, in an order that is fixed.
  private func sum(_ numbers: UnsafePointer<Float>, _ count: Int) -> Double {
    var sums = SIMD8<Double>.zero
    let whole = count / 8 * 8
    for first in stride(from: 0, to: whole, by: 8) {
      for lane in 0..<8 { sums[lane] += Double(numbers[first + lane]) }
    }
    return (whole..<count).reduce(sums.sum()) { $0 + Double(numbers[$1]) }
  }

  /// 1 over the number of positions that the loss is a mean of.
  private func positionScale(_ sampleCount: Int) -> Double {
    let columns = training.loss == .categoricalCrossentropy ? 1 : plan.work.outputColumns
    return 1 / Double(sampleCount * plan.work.rowsPerSample * columns)
  }

  func lossScale(_ sampleCount: Int) -> Float { Float(positionScale(sampleCount)) }

  /// The sum of the pieces' penalties, in the order of the pieces.
  private func penaltyOfStep() -> Double {
    guard plan.hasPenalties else { return 0 }
    var total = 0.0
    for index in 0..<plan.work.buffers.pieceCount { total += plan.work.buffers.penalties[index] }
    return total
  }

  func clearCoverage() {
    stepsCovered = 0
    for worker in 0..<team.size {
      for tensor in plan.slices.indices { coverage(worker, tensor).pointee = 0 }
    }
  }

  /// For each tensor the weights that the workers' gradients covered, all workers together, in each
  /// step of the last run; 0 before the first run.
  func stepCoverage() -> [Int] {
    plan.slices.indices.map { tensor in
      let total = (0..<team.size).reduce(0) { $0 + coverage($1, tensor).pointee }
      return stepsCovered == 0 ? 0 : total / stepsCovered
    }
  }

  private func coverage(_ worker: Int, _ tensor: Int) -> UnsafeMutablePointer<Int> {
    plan.work.buffers.coverage + worker * plan.work.buffers.coverageStride + tensor
  }
}

/// The monotonic clock, in nanoseconds.
func monotonicNanoseconds() -> Int64 { nanoseconds(of: CLOCK_MONOTONIC) }
