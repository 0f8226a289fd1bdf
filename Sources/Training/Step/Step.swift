import Kernels
import Networks

/// A training step as phases of tasks that a team does: shards of the batch go forward and backward
/// through the operations, and blocks of the weights have their gradients summed and are updated.
///
/// What a shard, a block and the order of every sum are follows from shapes alone.
///
/// **Why tasks of one phase may run at once.** A forward or backward task on a range of shards writes
/// only those shards' samples (see `Operation`), and results per sample. A task on a block of the
/// weights writes only that block (see `WeightGradient`), its place among the penalties and kept
/// gradients; what it reads, the signals, no task of that phase writes. Scratch memory and counts are
/// the worker's own. What the leader does between phases sees no task under way.
final class Step: TeamWork, @unchecked Sendable {
  let context: UnsafeMutablePointer<StepContext>
  private let inputs: References<Input>
  private let segments: UnsafeMutablePointer<References<Operation>>
  private let segmentCount: Int
  /// Between each segment and the next.
  private let reductions: UnsafeMutablePointer<References<BatchReduction>>
  let heads: References<Head>
  let gradients: References<WeightGradient>
  private let blocks: UnsafeMutablePointer<UpdateTask>
  private let blockCount: Int
  /// Kept gradients, where the update cannot follow at once.
  private let groups: GradientGroups?
  private let clipping: NormClipping?
  private let phases: UnsafeMutablePointer<Phase>
  let phaseCount: Int
  private let samplesPerShard: Int
  private let shardsPerChunk: Int
  private let mergesShards: Bool
  private let isShared: Bool
  private let hasPenalties: Bool

  /// For each worker a gradient of the largest block.
  private let scratch: UnsafeMutablePointer<Float>
  private let scratchStride: Int
  /// One entry a block.
  private let penalties: UnsafeMutablePointer<Double>
  let counts: WorkerCounts
  /// Where the parts of a step are timed; `nil` where nobody wants to know.
  var profile: WorkerTotals?

  /// One task of the update: a block of the weights.
  private struct UpdateTask: BitwiseCopyable {
    let gradient: Int
    let task: Int
  }

  /// A part of a step between two points at which all workers are done.
  private enum Phase: BitwiseCopyable {
    /// Shards go through one segment of the operations; the last one scores them, too, and in
    /// training turns back.
    case forward(segment: Int)
    case backward(segment: Int)
    /// Gradients of blocks by groups of samples.
    case gradients
    /// The groups' gradients added up, with penalties and the sums of their squares.
    case norms
    case update
    /// Shards go through all segments, where nothing has to be known of the whole batch.
    case inference
  }

  init(
    _ parts: StepParts, tensorCount: Int, batchSize: Int, reduction: Reduction,
    clipping: GradientClipping?, workerCount: Int, isShared: Bool, arena: Arena, tables: Tables
  ) throws(ModelError) {
    inputs = tables.keep(parts.inputs)
    heads = tables.keep(parts.heads)
    gradients = tables.keep(parts.gradients)
    segments = tables.make(parts.segments.map(tables.keep))
    segmentCount = parts.segments.count
    reductions = tables.make(parts.reductions.map(tables.keep))
    samplesPerShard = parts.samplesPerShard
    shardsPerChunk = max(1, parts.samplesPerChunk / parts.samplesPerShard)
    mergesShards = parts.mergesShards
    self.isShared = isShared
    hasPenalties = parts.gradients.contains { $0.tensors.contains(where: \.hasPenalty) }

    let blocks = parts.gradients.enumerated().flatMap { index, gradient in
      (0..<(gradient.isTrainable ? gradient.taskCount : 0)).map {
        UpdateTask(gradient: index, task: $0)
      }
    }
    let blockFloats = blocks.map { parts.gradients[$0.gradient].gradientFloats(of: $0.task) }
    self.blocks = tables.make(blocks)
    blockCount = blocks.count
    self.clipping = NormClipping(
      clipping, tensors: blocks.map { parts.gradients[$0.gradient].tensors[0].number },
      tensorCount: tensorCount, tables: tables)
    groups =
      reduction == .tree || self.clipping != nil
      ? try GradientGroups(
        blockFloats: blockFloats, batchSize: batchSize, samplesPerChunk: parts.samplesPerChunk,
        reduction: reduction, arena: arena, tables: tables) : nil
    let mostTasks = max(blocks.count * (groups?.count(batchSize) ?? 1), batchSize / samplesPerShard)
    guard mostTasks < WorkerTeam.maximumTasks else {
      throw ModelError(
        "a step of it is \(mostTasks) tasks, more than \(WorkerTeam.maximumTasks); use a smaller "
          + "network or smaller batches")
    }
    scratchStride = blockFloats.max() ?? 0
    scratch = try arena.take(scratchStride * workerCount)
    penalties = tables.make([Double](repeating: 0, count: blocks.count))
    counts = WorkerCounts(workers: workerCount, tensors: tensorCount, tables: tables)
    var phases = (0..<segmentCount).map { Phase.forward(segment: $0) }
    phases += (0..<segmentCount - 1).reversed().map { Phase.backward(segment: $0) }
    if groups != nil { phases.append(.gradients) }
    if self.clipping != nil { phases.append(.norms) }
    phases.append(.update)
    phaseCount = phases.count
    self.phases = tables.make(phases + [.inference])
    context = tables.make([StepContext.idle])
  }
}

// MARK: What the leader does

extension Step {
  /// The phase in which batches are only scored or predicted.
  var inferencePhase: Int { phaseCount }

  /// Sets what the next phases work on.
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
      if segment > 0 {
        reductions[segment - 1].forEach { reduction in
          reduction.finishForward(context)
          reduction.count(into: counts.weights(worker: 0))
        }
      }
      performShards(index, sampleCount, leader)
    case .backward(let segment):
      reductions[segment].forEach { $0.finishBackward(context) }
      performShards(index, sampleCount, leader)
    case .inference:
      performShards(index, sampleCount, leader)
    case .gradients:
      leader.perform(
        index, tasks: blockCount * (groups?.count(sampleCount) ?? 0), grain: 1, isShared: isShared)
    case .norms:
      leader.perform(index, tasks: blockCount, grain: 1, isShared: isShared)
    case .update:
      clipping?.settle()
      leader.perform(index, tasks: blockCount, grain: 1, isShared: isShared)
    }
  }

  @inline(__always)
  private func performShards(
    _ phase: Int, _ sampleCount: Int, _ leader: WorkerTeam.Leader<Step>
  ) {
    leader.perform(
      phase, tasks: (sampleCount + samplesPerShard - 1) / samplesPerShard, grain: shardsPerChunk,
      isShared: isShared)
  }

  /// The result of the batch that has just been trained on.
  func result() -> StepResult {
    result(penalty: hasPenalties ? (0..<blockCount).reduce(0) { $0 + penalties[$1] } : 0)
  }

  /// The result of the batch that has just been scored.
  func result(penalty: Double) -> StepResult {
    let sampleCount = context.pointee.batch.count
    var loss = 0.0, accuracy = 0.0, scored = 0.0
    heads.forEach { head in
      loss += head.batchLoss(sampleCount)
      guard head.reportsAccuracy else { return }
      accuracy += head.batchAccuracy(sampleCount)
      scored += 1
    }
    return StepResult(
      loss: loss + penalty, accuracy: scored > 1 ? accuracy / scored : accuracy,
      sampleCount: sampleCount)
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

// MARK: What workers do

extension Step {
  func perform(_ phase: Int, _ range: Range<Int>, worker: Int) {
    counts.addTasks(range.count, worker: worker)
    var stopwatch = stopwatch(worker: worker)
    switch phases[phase] {
    case .update:
      for block in range { update(block, worker: worker, &stopwatch) }
    case .gradients:
      for task in range { computeGradient(task) }
      stopwatch.lap(.reduce)
    case .norms:
      for block in range { finishGradient(block) }
      stopwatch.lap(.reduce)
    case .forward, .backward, .inference:
      if mergesShards {
        pass(samples(of: range), phases[phase], &stopwatch)
      } else {
        for shard in range { pass(samples(of: shard..<shard + 1), phases[phase], &stopwatch) }
      }
    }
  }

  @inline(__always)
  private func samples(of shards: Range<Int>) -> Range<Int> {
    let count = context.pointee.batch.count
    return shards.lowerBound * samplesPerShard..<min(shards.upperBound * samplesPerShard, count)
  }

  /// Takes some samples through one phase of the forward or backward pass.
  @inline(__always)
  private func pass(_ samples: Range<Int>, _ phase: Phase, _ stopwatch: inout Stopwatch) {
    switch phase {
    case .inference:
      enter(samples, &stopwatch)
      for segment in 0..<segmentCount { forward(segment, samples, &stopwatch) }
      leave(samples, &stopwatch)
    case .forward(let segment):
      if segment == 0 { enter(samples, &stopwatch) }
      forward(segment, samples, &stopwatch)
      guard segment == segmentCount - 1 else { return }
      leave(samples, &stopwatch)
      backward(segment, samples, &stopwatch)
    case .backward(let segment):
      backward(segment, samples, &stopwatch)
    case .gradients, .norms, .update:
      break
    }
  }

  @inline(__always)
  private func enter(_ samples: Range<Int>, _ stopwatch: inout Stopwatch) {
    inputs.forEach { $0.forward(samples, context) }
    stopwatch.lap(.other)
  }

  @inline(__always)
  private func forward(_ segment: Int, _ samples: Range<Int>, _ stopwatch: inout Stopwatch) {
    segments[segment].forEach { $0.forward(samples, context) }
    stopwatch.lap(.forward)
  }

  @inline(__always)
  private func leave(_ samples: Range<Int>, _ stopwatch: inout Stopwatch) {
    heads.forEach { $0.forward(samples, context) }
    stopwatch.lap(.other)
  }

  @inline(__always)
  private func backward(_ segment: Int, _ samples: Range<Int>, _ stopwatch: inout Stopwatch) {
    segments[segment].forEachReversed { $0.backward(samples, context) }
    stopwatch.lap(.backward)
  }

  /// The gradient of one block by one group of samples.
  private func computeGradient(_ task: Int) {
    guard let groups else { return }
    let (group, index) = task.quotientAndRemainder(dividingBy: blockCount)
    let block = blocks[index]
    let samples = groups.samples(of: group, sampleCount: context.pointee.batch.count)
    gradients.with(block.gradient) {
      $0.compute(block.task, samples: samples, into: groups.gradient(group: group, block: index))
    }
  }

  /// The whole gradient of one block, whose norm counts before anything is updated.
  private func finishGradient(_ index: Int) {
    guard let groups, let clipping, case .training(let update) = context.pointee.purpose else {
      return
    }
    let block = blocks[index]
    gradients.with(block.gradient) { gradient in
      let sum = groups.sum(
        block: index, floats: gradient.gradientFloats(of: block.task),
        sampleCount: context.pointee.batch.count)
      (penalties[index], clipping.squares[index]) = gradient.finishGradient(
        block.task, gradient: sum, update)
    }
  }

  /// Sums the gradient of one block of weights over the batch and updates the block.
  @inline(__always)
  private func update(_ index: Int, worker: Int, _ stopwatch: inout Stopwatch) {
    guard case .training(let update) = context.pointee.purpose else { return }
    let block = blocks[index], sampleCount = context.pointee.batch.count
    gradients.with(block.gradient) { gradient in
      if let clipping, let groups {
        gradient.applyScaled(
          block.task, gradient: groups.gradient(group: 0, block: index),
          by: clipping.factor(block: index), update)
      } else if let groups {
        let sum = groups.sum(
          block: index, floats: gradient.gradientFloats(of: block.task), sampleCount: sampleCount)
        stopwatch.lap(.reduce)
        penalties[index] = gradient.apply(block.task, gradient: sum, update)
      } else {
        penalties[index] = gradient.computeAndUpdate(
          block.task, samples: 0..<sampleCount, gradient: scratch + worker * scratchStride, update,
          &stopwatch)
      }
      gradient.refresh(block.task)
      gradient.count(block.task, into: counts.weights(worker: worker))
    }
    stopwatch.lap(.update)
  }
}
