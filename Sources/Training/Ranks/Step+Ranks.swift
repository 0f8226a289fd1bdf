import Kernels

// What workers do where a step is made over ranks.
extension Step {
  func perform(
    _ phase: RankStaging.Phase, _ range: Range<Int>, worker: Int, _ stopwatch: inout Stopwatch
  ) {
    guard let staging else { return }
    switch phase {
    case .packSamples:
      for sample in samples(of: range) { staging.samples.pack(sample) }
    case .takeSamples:
      let samples = samples(of: range)
      staging.samples.readInputs(Shard(samples: samples, stored: samples), context)
      for sample in samples { staging.samples.take(sample) }
    case .packScores:
      for sample in samples(of: range) { staging.scores.pack(sample) }
    case .takeScores:
      for sample in samples(of: range) { staging.scores.take(sample) }
    case .packWeights:
      for block in range { packWeights(of: block, staging) }
    case .takeWeights:
      for block in range {
        forEachRun(of: block, staging) { memory, offset, place, count in
          (memory.values + offset).update(from: place, count: count)
        }
        gradients.with(blocks[block].gradient) { $0.refresh(blocks[block].task) }
      }
    case .sum:
      for block in range { sum(block, staging) }
      return stopwatch.lap(.reduce)
    case .sumAndUpdate:
      for block in range { sumAndUpdate(block, staging, worker: worker, &stopwatch) }
    }
    stopwatch.lap(.other)
  }

  /// The samples that this rank takes forward.
  private func ownSamples(_ staging: RankStaging) -> Range<Int> {
    samples(of: staging.share.range(of: shardCount(context.pointee.count)))
  }

  /// Goes on with the partial sum of a block over the own samples.
  private func sum(_ index: Int, _ staging: RankStaging) {
    sum(
      index, over: ownSamples(staging), into: staging.sums + staging.sumOffsets[index],
      continues: staging.share.rank > 0)
  }

  /// Ends the sum of a block, and updates its weights.
  private func sumAndUpdate(
    _ index: Int, _ staging: RankStaging, worker: Int, _ stopwatch: inout Stopwatch
  ) {
    sumAndUpdate(
      index, over: ownSamples(staging), partial: staging.sums + staging.sumOffsets[index],
      worker: worker, &stopwatch)
    packWeights(of: index, staging)
  }

  private func packWeights(of block: Int, _ staging: RankStaging) {
    forEachRun(of: block, staging) { memory, offset, place, count in
      place.update(from: memory.values + offset, count: count)
    }
  }

  /// Calls `body` with each contiguous run of a block's weights, and its place in the staging memory.
  func forEachRun(
    of block: Int, _ staging: RankStaging,
    _ body: (
      _ memory: WeightMemory, _ offset: Int, _ place: UnsafeMutablePointer<Float>, _ count: Int
    ) -> Void
  ) {
    let start = staging.weights + staging.blockOffsets[block]
    gradients.with(blocks[block].gradient) { gradient in
      gradient.forEachRun(of: blocks[block].task) { tensor, offset, place, count in
        body(tensor.memory, offset, start + place, count)
      }
    }
  }
}
