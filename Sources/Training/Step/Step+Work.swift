/// The tasks of a phase: for each its operations.
struct PhaseWork {
  var flops: [Double]
  /// Neighbouring tasks that a worker takes at a time, at most.
  var grain = 1
  /// Whether more than one worker takes part.
  var isShared: Bool

  /// The operations of the worker that has most of them, where all work equally fast: each takes tasks of its
  /// own range, as the team deals them, and then of the others'.
  func longest(workers: Int) -> Double {
    guard isShared, workers > 1, flops.count > 1 else { return flops.reduce(0, +) }
    let count = min(workers, flops.count)
    let grain = WorkerTeam.grain(grain, tasks: flops.count, workers: workers)
    var ranges = (0..<count).map { flops.count * $0 / count..<flops.count * ($0 + 1) / count }
    var loads = [Double](repeating: 0, count: count)
    var left = flops.count
    while left > 0 {
      let worker = loads.indices.min { loads[$0] < loads[$1] } ?? 0
      let owner = (0..<count).lazy.map { (worker + $0) % count }.first { !ranges[$0].isEmpty } ?? 0
      let range = ranges[owner]
      let end = min(range.lowerBound + grain, range.upperBound)
      loads[worker] += flops[range.lowerBound..<end].reduce(0, +)
      left -= end - range.lowerBound
      ranges[owner] = end..<range.upperBound
    }
    return loads.max() ?? 0
  }
}

extension Step {
  /// The tasks of a training step on a full batch, phase by phase.
  func work(batchSize: Int) -> [PhaseWork] {
    let samples = waves?.samples ?? batchSize
    let work = (0..<phaseCount).map { self.work(of: phases[$0], batchSize: samples) }
    return Array(repeating: work, count: batchSize / samples).flatMap(\.self)
  }

  private func work(of phase: Phase, batchSize: Int) -> PhaseWork {
    switch phase {
    case .forward(let index):
      let segment = segments[index], turns = index == segmentCount - 1 && segment.turnsBack
      let gradients = turns && keepsShardsOnly ? blockFlops.reduce(0, +) : 0
      return shardWork(batchSize, segment.forwardCut) {
        gradients
          + sum(segment.operations) {
            $0.flopsPerSample.forward + (turns ? $0.flopsPerSample.backward : 0)
          }
      }
    case .backward(let index):
      let segment = segments[index]
      return shardWork(batchSize, segment.backwardCut) {
        sum(segment.operations) { $0.flopsPerSample.backward }
      }
    case .gradients:
      return PhaseWork(
        flops: (0..<(groups?.count(batchSize) ?? 0)).flatMap { group in
          let samples = groups?.samples(of: group, sampleCount: batchSize).count ?? 0
          return blockFlops.map { $0 * Double(samples) }
        }, isShared: isShared)
    case .update:
      // Of gradients that are there already only the sums are left.
      let perBlock = Double(groups == nil ? batchSize : 0), flops = blockFlops
      return PhaseWork(
        flops: (0..<blockCount).map {
          flops[blockOrder[$0]] * perBlock + sumFlops(of: blockOrder[$0], batchSize)
        },
        isShared: sharesBlocks)
    case .prepareForward, .prepareBackward, .score, .norms, .inference, .touch, .wave, .staging:
      return PhaseWork(flops: [], isShared: isShared)
    }
  }

  /// Operations that a sample takes in each block's gradient.
  private var blockFlops: [Double] {
    (0..<blockCount).map { index in
      gradients.with(blocks[index].gradient) { $0.flopsPerSample(of: blocks[index].task) }
    }
  }

  private func sumFlops(of index: Int, _ batchSize: Int) -> Double {
    guard let groups else { return 0 }
    let floats = gradients.with(blocks[index].gradient) {
      $0.gradientFloats(of: blocks[index].task)
    }
    return Double(floats * (groups.count(batchSize) - 1))
  }

  private func sum(_ operations: References<Operation>, _ flops: (Operation) -> Double) -> Double {
    var sum = 0.0
    operations.forEach { sum += flops($0) }
    return sum
  }

  /// The tasks of shards, or of their parts.
  private func shardWork(
    _ batchSize: Int, _ cut: Segment.Cut, flopsPerSample: () -> Double
  ) -> PhaseWork {
    let flops = flopsPerSample()
    if cut.spansBatch {
      return PhaseWork(
        flops: (0..<cut.parts).map {
          flops * Double(batchSize) * Double(cut.panels(of: $0).count) / Double(cut.panels)
        }, isShared: isShared)
    }
    let tasks = stride(from: 0, to: batchSize, by: samplesPerShard).flatMap { first in
      let samples = Double(min(samplesPerShard, batchSize - first))
      return (0..<cut.parts).map { part in
        let share = cut.parts == 1 ? 1 : Double(cut.panels(of: part).count) / Double(cut.panels)
        return flops * samples * share
      }
    }
    return PhaseWork(
      flops: tasks, grain: cut.parts > 1 ? 1 : shardsPerChunk, isShared: isShared)
  }
}
