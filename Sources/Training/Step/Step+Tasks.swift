import Kernels

// What workers do.
extension Step {
  func perform(_ phase: Int, _ tasks: Range<Int>, worker: Int) {
    let first = firstTask.pointee
    let range = tasks.lowerBound + first..<tasks.upperBound + first
    counts.addTasks(range.count, worker: worker)
    var stopwatch = stopwatch(worker: worker)
    switch phases[phase] {
    case .update:
      for task in range { update(blockOrder[task], worker: worker, &stopwatch) }
    case .gradients:
      for task in range { computeGradient(task) }
      stopwatch.lap(.reduce)
    case .norms:
      for block in range { finishGradient(block) }
      stopwatch.lap(.reduce)
    case .wave(let isLast):
      for block in range { sumWave(block, isLast: isLast, worker: worker, &stopwatch) }
      stopwatch.lap(.reduce)
    case .staging(let phase):
      perform(phase, range, worker: worker, &stopwatch)
    case .touch:
      for task in range { touch(blocks[blockOrder[task]]) }
    case .forward(let segment) where segments[segment].forwardCut.parts > 1:
      forEachPart(of: range, segments[segment].forwardCut) { samples, panels in
        segments[segment].operations.with(0) { $0.forward(samples, panels: panels) }
      }
      stopwatch.lap(.forward)
    case .forward(let segment):
      let before = tasksBeforeShards(in: phases[phase])
      if range.lowerBound < before {
        ordersAhead?._withUnsafeGuaranteedRef { $0.drawAhead() }
        stopwatch.lap(.other)
      }
      let shards = max(range.lowerBound - before, 0)..<range.upperBound - before
      forEachShard(of: shards, worker: worker) { passForward(segment, $0, &stopwatch) }
    case .backward(let segment) where segments[segment].backwardCut.parts > 1:
      forEachPart(of: range, segments[segment].backwardCut) { samples, panels in
        segments[segment].operations.with(0) { $0.backward(samples, panels: panels) }
      }
      stopwatch.lap(.backward)
    case .backward(let segment):
      forEachShard(of: range, worker: worker) { backward(segment, $0, &stopwatch) }
    case .prepareForward(let segment):
      forEachShard(of: range, worker: worker) { shard in
        segments[segment].operations.with(0) { $0.prepareForward(shard.stored) }
      }
      stopwatch.lap(.forward)
    case .prepareBackward(let segment):
      forEachShard(of: range, worker: worker) { prepareBackward(segment, $0, &stopwatch) }
    case .score:
      forEachShard(of: range, worker: worker) { shard in
        leave(shard, &stopwatch)
        let last = segmentCount - 1
        guard segments[last].backwardCut.parts > 1, context.pointee.isTraining else { return }
        prepareBackward(last, shard, &stopwatch)
      }
    case .inference:
      forEachShard(of: range, worker: worker) { shard in
        enter(shard, &stopwatch)
        for segment in 0..<segmentCount { forward(segment, shard, &stopwatch) }
        leave(shard, &stopwatch)
      }
    }
  }

  /// Makes a whole step at once; see `isWhole`.
  func performWhole() {
    counts.addTasks(1 + blockCount, worker: 0)
    var stopwatch = stopwatch(worker: 0)
    let samples = 0..<context.pointee.count, whole = Shard(samples: samples, stored: samples)
    enter(whole, &stopwatch)
    forward(0, whole, &stopwatch)
    leave(whole, &stopwatch)
    backward(0, whole, &stopwatch)
    for block in 0..<blockCount { update(block, worker: 0, &stopwatch) }
  }

  private func forEachPart(
    of tasks: Range<Int>, _ cut: Segment.Cut,
    _ body: (_ samples: Range<Int>, _ panels: Range<Int>) -> Void
  ) {
    for task in tasks {
      guard !cut.spansBatch else {
        body(0..<context.pointee.count, cut.panels(of: task))
        continue
      }
      let (shard, part) = task.quotientAndRemainder(dividingBy: cut.parts)
      body(samples(of: shard..<shard + 1), cut.panels(of: part))
    }
  }

  /// Calls `body` with the shards of some tasks: together where they may go through operations so, else one by one.
  @inline(__always)
  private func forEachShard(of tasks: Range<Int>, worker: Int, _ body: (Shard) -> Void) {
    if mergesShards {
      let samples = samples(of: tasks)
      body(Shard(samples: samples, stored: samples))
    } else {
      for shard in tasks { body(self.shard(shard, worker: worker)) }
    }
  }

  /// One shard, in the buffers of the worker that takes it where they are not those of the batch.
  @inline(__always)
  private func shard(_ shard: Int, worker: Int) -> Shard {
    let samples = samples(of: shard..<shard + 1)
    guard keepsShardsOnly else { return Shard(samples: samples, stored: samples) }
    let first = worker * StepParts.storedStride(samplesPerShard)
    return Shard(samples: samples, stored: first..<first + samples.count)
  }

  @inline(__always)
  func samples(of shards: Range<Int>) -> Range<Int> {
    let end = min(shards.upperBound * samplesPerShard, context.pointee.count)
    // Of no shards behind the last one there are no samples either.
    return min(shards.lowerBound * samplesPerShard, end)..<end
  }

  @inline(__always)
  private func passForward(_ segment: Int, _ shard: Shard, _ stopwatch: inout Stopwatch) {
    if segment == 0 { enter(shard, &stopwatch) }
    forward(segment, shard, &stopwatch)
    guard segment == segmentCount - 1, segments[segment].turnsBack else { return }
    leave(shard, &stopwatch)
    backward(segment, shard, &stopwatch)
    if keepsShardsOnly, context.pointee.isTraining { leaveGradients(shard, &stopwatch) }
  }

  @inline(__always)
  private func enter(_ shard: Shard, _ stopwatch: inout Stopwatch) {
    inputs.forEach { $0.reader.read(shard, context) }
    stopwatch.lap(.other)
  }

  @inline(__always)
  private func forward(_ segment: Int, _ shard: Shard, _ stopwatch: inout Stopwatch) {
    segments[segment].operations.forEach { $0.forward(shard.stored, context) }
    stopwatch.lap(.forward)
  }

  @inline(__always)
  private func leave(_ shard: Shard, _ stopwatch: inout Stopwatch) {
    heads.forEach { $0.forward(shard, context) }
    stopwatch.lap(.other)
  }

  @inline(__always)
  private func backward(_ segment: Int, _ shard: Shard, _ stopwatch: inout Stopwatch) {
    segments[segment].operations.forEachReversed { $0.backward(shard.stored, context) }
    stopwatch.lap(.backward)
  }

  private func prepareBackward(
    _ segment: Int, _ shard: Shard, _ stopwatch: inout Stopwatch
  ) {
    segments[segment].operations.with(0) { $0.prepareBackward(shard.stored) }
    stopwatch.lap(.backward)
  }

  private func touch(_ block: UpdateTask) {
    gradients.with(block.gradient) {
      $0.clearMemory(of: block.task)
      $0.refresh(block.task)
    }
  }

  /// The gradients of all blocks by one shard, which is a group of samples of its own.
  private func leaveGradients(_ shard: Shard, _ stopwatch: inout Stopwatch) {
    guard let groups else { return }
    let group = shard.samples.lowerBound / samplesPerShard
    for index in 0..<blockCount {
      let block = blocks[index]
      gradients.with(block.gradient) {
        $0.compute(
          block.task, samples: shard.stored, into: groups.gradient(group: group, block: index))
      }
    }
    tree?.climb(from: group, shards: shardCount(context.pointee.count)) { right, left in
      groups.add(right, to: left)
    }
    stopwatch.lap(.reduce)
  }

  /// The gradient of one block by one group of samples.
  private func computeGradient(_ task: Int) {
    guard let groups else { return }
    let (group, index) = task.quotientAndRemainder(dividingBy: blockCount)
    let block = blocks[index]
    let samples = groups.samples(of: group, sampleCount: context.pointee.count)
    gradients.with(block.gradient) {
      $0.compute(block.task, samples: samples, into: groups.gradient(group: group, block: index))
    }
  }

  /// The whole gradient of one block, whose norm counts before anything is updated.
  private func finishGradient(_ index: Int) {
    guard let groups, let clipping, let update = context.pointee.update else { return }
    let block = blocks[index]
    gradients.with(block.gradient) { gradient in
      let sum = groups.sum(
        block: index, floats: gradient.gradientFloats(of: block.task),
        sampleCount: context.pointee.count)
      (penalties[index], clipping.squares[index]) = gradient.finishGradient(
        block.task, gradient: sum, update)
    }
  }

  /// Sums the gradient of one block of weights over the batch and updates the block.
  @inline(__always)
  private func update(_ index: Int, worker: Int, _ stopwatch: inout Stopwatch) {
    guard let update = context.pointee.update else { return }
    let block = blocks[index], sampleCount = context.pointee.count
    gradients.with(block.gradient) { gradient in
      if let clipping, let groups {
        gradient.applyScaled(
          block.task, gradient: groups.gradient(group: 0, block: index),
          by: clipping.factor(block: index), update)
      } else if let groups {
        let sum =
          tree == nil
          ? groups.sum(
            block: index, floats: gradient.gradientFloats(of: block.task), sampleCount: sampleCount)
          : groups.gradient(group: 0, block: index)
        stopwatch.lap(.reduce)
        penalties[index] = gradient.apply(block.task, gradient: sum, update)
      } else {
        penalties[index] = gradient.computeAndUpdate(
          block.task, samples: 0..<sampleCount, gradient: scratch + worker * scratchStride, update,
          &stopwatch)
      }
      gradient.refresh(block.task)
      if update.pointee.gradientCopy != nil {
        gradient.count(block.task, into: counts.weights(worker: worker))
      }
    }
    stopwatch.lap(.update)
  }
}
