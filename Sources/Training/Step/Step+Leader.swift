import Kernels

// What the leader does.
extension Step {
  /// The phase in which batches are only scored or predicted.
  var inferencePhase: Int { phaseCount }

  /// The phase in which each worker is the first to write the weights, and what the optimizer keeps of
  /// them, that it will own in the updates: the kernel then gives it pages of its memory node.
  var touchPhase: Int { phaseCount + 1 }

  /// The phases of a wave behind its shards.
  var wavePhase: Int { phaseCount + 2 }
  var lastWavePhase: Int { phaseCount + 3 }

  /// The phases that ranks add.
  func stagingPhase(_ phase: RankStaging.Phase) -> Int { phaseCount + 4 + phase.rawValue }

  /// Sets the next batch, which changes the weights.
  @inline(__always)
  func begin(_ batches: Batches, _ update: WeightUpdate) {
    weightUpdate.initialize(to: update)
    begin(batches.next(update: UnsafePointer(weightUpdate), isScored: true))
  }

  /// Sets what the next phases work on.
  ///
  /// Inlined, so that the context is written once: a copy of what has just been written in other pieces waits
  /// for the stores, some 4 ns of a step.
  @inline(__always)
  func begin(_ context: StepContext) {
    self.context.pointee = context
    inputs.forEach { $0.reader.begin(context) }
    if context.isScored { heads.forEach { $0.begin(context) } }
  }

  /// Has one phase done by the team.
  @inline(__always)
  func perform(_ index: Int, _ leader: WorkerTeam.Leader<Step>) {
    settle(before: phases[index]) { _ in }
    switch tasks(of: phases[index]) {
    case .shards(let cut):
      leader.perform(
        index,
        tasks: tasksBeforeShards(in: phases[index])
          + cut.tasks(shards: shardCount(context.pointee.count)), grain: grain(cut),
        isShared: isShared)
    case .blocks(let groups):
      leader.perform(index, tasks: blockCount * groups, grain: 1, isShared: sharesBlocks)
    }
  }

  /// Settles what a phase has to know of the whole batch.
  ///
  /// - Parameter complete: called with reductions before they are settled; ranks learn there what the
  ///   others' shards have left for them.
  @inline(__always)
  func settle(before phase: Phase, complete: (References<BatchReduction>) -> Void) {
    switch phase {
    case .forward(let segment) where !segments[segment].preparesForward,
      .prepareForward(let segment):
      guard segment > 0 else { return }
      complete(reductions[segment - 1])
      reductions[segment - 1].forEach { reduction in
        reduction.finishForward(context)
        reduction.count(into: counts.weights(worker: 0))
      }
    case .backward(let segment) where segments[segment].backwardCut.parts == 1,
      .prepareBackward(let segment):
      guard segment < segmentCount - 1 else { return }
      complete(reductions[segment])
      reductions[segment].forEach { $0.finishBackward(context) }
    case .update: clipping?.settle()
    case .forward, .backward, .score, .gradients, .norms, .inference, .touch, .wave, .staging: break
    }
  }

  /// What the tasks of a phase are.
  enum Tasks {
    /// Each shard, or what it is cut into.
    case shards(Segment.Cut)
    /// Each block, for so many groups of samples.
    case blocks(groups: Int)
  }

  /// The tasks of a phase of a step.
  @inline(__always)
  func tasks(of phase: Phase) -> Tasks {
    switch phase {
    case .forward(let segment): .shards(segments[segment].forwardCut)
    case .backward(let segment): .shards(segments[segment].backwardCut)
    case .prepareForward, .prepareBackward, .score, .inference: .shards(Segment.Cut())
    case .gradients: .blocks(groups: groups?.count(context.pointee.count) ?? 0)
    case .norms, .update, .touch: .blocks(groups: 1)
    // Whoever has these done says of which tasks.
    case .wave, .staging: .blocks(groups: 0)
    }
  }

  /// The tasks of a phase that come before those of its shards.
  @inline(__always)
  func tasksBeforeShards(in phase: Phase) -> Int {
    if case .forward = phase, ordersAhead != nil { 1 } else { 0 }
  }

  /// How many neighbouring shards a worker takes at once.
  @inline(__always)
  func grain(_ cut: Segment.Cut) -> Int { cut.parts > 1 ? 1 : shardsPerChunk }

  /// The shards of a batch.
  @inline(__always)
  func shardCount(_ sampleCount: Int) -> Int {
    // A division takes as long as some of the smallest network's layers.
    sampleCount <= samplesPerShard ? 1 : (sampleCount + samplesPerShard - 1) / samplesPerShard
  }

  /// The result of the batch that has just been trained on.
  @inline(__always)
  func result() -> StepResult {
    result(penalty: hasPenalties ? (0..<blockCount).reduce(0) { $0 + penalties[$1] } : 0)
  }

  /// The result of the batch that has just been scored.
  @inline(__always)
  func result(penalty: Double) -> StepResult {
    let sampleCount = context.pointee.count, isTraining = context.pointee.isTraining
    var result = StepResult(loss: 0, sampleCount: sampleCount)
    heads.forEach { head in
      result.loss += head.batchLoss(sampleCount)
      head.addMetrics(sampleCount, isTraining: isTraining, to: &result.metrics)
    }
    result.loss += penalty
    if hasMaskedHeads, !isTraining { result.countedSamples = countedSamples(of: sampleCount) }
    return result
  }

  /// The mean over the outputs, as metrics are.
  private func countedSamples(of sampleCount: Int) -> Double {
    var sum = 0.0
    heads.forEach { sum += $0.countedSamples(sampleCount) }
    return sum / Double(heads.count)
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
