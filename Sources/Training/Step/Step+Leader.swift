import Kernels

// What the leader does.
extension Step {
  /// The phase in which batches are only scored or predicted.
  var inferencePhase: Int { phaseCount }

  /// The phase in which each worker is the first to write the weights, and what the optimizer keeps of
  /// them, that it will own in the updates: the kernel then gives it pages of its memory node.
  var touchPhase: Int { phaseCount + 1 }

  /// The phases that ranks add.
  func stagingPhase(_ phase: RankStaging.Phase) -> Int { phaseCount + 2 + phase.rawValue }

  /// Sets what the next phases work on.
  ///
  /// Inlined, so that the context is written once: a copy of what has just been written in other pieces waits
  /// for the stores, some 4 ns of a step.
  @inline(__always)
  func begin(_ context: StepContext) {
    self.context.pointee = context
    inputs.forEach { $0.reader.begin(context.batch) }
    if context.isScored { heads.forEach { $0.begin(context.batch) } }
  }

  /// Has one phase done by the team.
  @inline(__always)
  func perform(_ index: Int, _ leader: WorkerTeam.Leader<Step>) {
    let sampleCount = context.pointee.batch.count
    switch phases[index] {
    case .forward(let segment):
      if !segments[segment].preparesForward { finishForward(before: segment) }
      performShards(index, sampleCount, cut: segments[segment].forwardCut, leader)
    case .prepareForward(let segment):
      finishForward(before: segment)
      performShards(index, sampleCount, leader)
    case .backward(let segment):
      if segments[segment].backwardCut.parts == 1 { finishBackward(behind: segment) }
      performShards(index, sampleCount, cut: segments[segment].backwardCut, leader)
    case .prepareBackward(let segment):
      finishBackward(behind: segment)
      performShards(index, sampleCount, leader)
    case .inference, .score:
      performShards(index, sampleCount, leader)
    case .gradients:
      leader.perform(
        index, tasks: blockCount * (groups?.count(sampleCount) ?? 0), grain: 1, isShared: isShared)
    case .norms, .touch:
      leader.perform(index, tasks: blockCount, grain: 1, isShared: isShared)
    case .update:
      clipping?.settle()
      leader.perform(index, tasks: blockCount, grain: 1, isShared: isShared)
    case .staging: break
    }
  }

  func finishForward(before segment: Int) {
    guard segment > 0 else { return }
    reductions[segment - 1].forEach { reduction in
      reduction.finishForward(context)
      reduction.count(into: counts.weights(worker: 0))
    }
  }

  func finishBackward(behind segment: Int) {
    guard segment < segmentCount - 1 else { return }
    reductions[segment].forEach { $0.finishBackward(context) }
  }

  @inline(__always)
  private func performShards(
    _ phase: Int, _ sampleCount: Int, cut: Segment.Cut = Segment.Cut(),
    _ leader: WorkerTeam.Leader<Step>
  ) {
    leader.perform(
      phase, tasks: cut.tasks(shards: shardCount(sampleCount)),
      grain: cut.parts > 1 ? 1 : shardsPerChunk, isShared: isShared)
  }

  /// The shards of a batch.
  @inline(__always)
  func shardCount(_ sampleCount: Int) -> Int {
    // A division takes as long as some of the smallest network's layers.
    sampleCount <= samplesPerShard ? 1 : (sampleCount + samplesPerShard - 1) / samplesPerShard
  }

  /// The result of the batch that has just been trained on.
  func result() -> StepResult {
    result(penalty: hasPenalties ? (0..<blockCount).reduce(0) { $0 + penalties[$1] } : 0)
  }

  /// The result of the batch that has just been scored.
  func result(penalty: Double) -> StepResult {
    let sampleCount = context.pointee.batch.count
    var result = StepResult(loss: 0, sampleCount: sampleCount)
    heads.forEach { head in
      result.loss += head.batchLoss(sampleCount)
      head.addMetrics(sampleCount, to: &result.metrics)
    }
    result.loss += penalty
    return result
  }

  /// Brings all copies of weights up to date, after weights have been set from outside.
  func refreshWeights() {
    gradients.forEach { gradient in
      for task in 0..<gradient.taskCount { gradient.refresh(task) }
    }
  }

  @inline(__always)
  func stopwatch(worker: Int) -> Stopwatch {
    Stopwatch(totals: profile?.totals(worker: worker))
  }
}
