import Kernels

// What workers do where a step is made over ranks.
extension Step {
  func perform(_ phase: RankStaging.Phase, _ range: Range<Int>) {
    guard let staging else { return }
    switch phase {
    case .packSamples:
      for sample in samples(of: range) { staging.pack(sample) }
    case .takeSamples:
      let samples = samples(of: range)
      staging.readInputs(Shard(samples: samples, stored: samples), context.pointee.batch)
      for sample in samples { staging.take(sample) }
    case .packWeights:
      for block in range {
        forEachRun(of: block, staging) { memory, offset, place, count in
          place.update(from: memory.values + offset, count: count)
        }
      }
    case .takeWeights:
      for block in range {
        forEachRun(of: block, staging) { memory, offset, place, count in
          (memory.values + offset).update(from: place, count: count)
        }
        gradients.with(blocks[block].gradient) { $0.refresh(blocks[block].task) }
      }
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
