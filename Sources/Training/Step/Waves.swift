import Kernels
import Networks

/// How a step goes through a batch whose inputs do not fit into the workers' caches: some of its samples forward,
/// backward and into the sums of all gradients, then the next ones. So inputs are still in a cache when gradients
/// read them again, and the place that they are gathered into never leaves it.
///
/// The sums go on in the order of samples, so that the bits are those of a batch that is taken as a whole.
///
/// **Who writes what.** A task on a block writes the block's own place among the sums, and a task on shards rows of
/// its own samples, which those of the wave before need no more. The leader alone says which wave it is and where
/// inputs lie, between phases.
struct Waves: BitwiseCopyable {
  /// A whole number of shards; the full batch is a whole number of waves.
  let samples: Int
  let count: Int
  /// Partial sums of all blocks.
  let sums: UnsafeMutablePointer<Float>
  /// Floats before each block's.
  let sumOffsets: UnsafeMutablePointer<Int>

  /// Bytes of inputs that stay in a worker's second-level cache, beside what else is read: some 0.4 MiB.
  private static let bytesPerWorker = 416 << 10
  /// Bytes of sums that are worth being written and read once more for each wave, and stay in a first-level cache.
  private static let mostSumBytes = 64 << 10

  /// Samples of a wave; `nil` where the batch had better be taken as a whole.
  ///
  /// - Parameters:
  ///   - sampleBytes: what the inputs of a sample take up where they are read.
  ///   - sumBytes: the partial sums of all gradients.
  static func samples(
    batchSize: Int, samplesPerShard: Int, samplesPerChunk: Int, sampleBytes: Int, sumBytes: Int,
    workers: Int
  ) -> Int? {
    guard sumBytes <= mostSumBytes, sampleBytes > 0 else { return nil }
    let most = bytesPerWorker / sampleBytes * workers
    guard batchSize > most else { return nil }
    // Fewer samples are not worth the phases.
    let least = samplesPerChunk * workers
    return stride(from: samplesPerShard, to: batchSize, by: samplesPerShard).filter {
      batchSize % $0 == 0 && $0 <= most && $0 >= least
    }.max()
  }

  var batchSize: Int { samples * count }

  func samples(of wave: Int) -> Range<Int> { wave * samples..<(wave + 1) * samples }
}

extension StepParts {
  /// The waves of a step whose shards turn back where they have gone forward, and whose gradients are single sums.
  func waves(
    batchSize: Int, workers: Int, blocks: [Step.UpdateTask], arena: Arena, tables: Tables
  ) throws(ModelError) -> Waves? {
    let floats = blocks.map { block in
      let gradient = gradients[block.gradient]
      return gradient.readsNoSamples ? 0 : gradient.partialFloats(of: block.task)
    }
    let offsets = floats.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let sums = offsets[blocks.count], stride = MemoryLayout<Float>.stride
    guard allowsChain,
      let samples = Waves.samples(
        batchSize: batchSize, samplesPerShard: samplesPerShard, samplesPerChunk: samplesPerChunk,
        sampleBytes: inputs.reduce(0) { $0 + $1.reader.floatsPerSample } * stride,
        sumBytes: sums * stride, workers: workers)
    else { return nil }
    return Waves(
      samples: samples, count: batchSize / samples, sums: try arena.take(sums),
      sumOffsets: tables.make(offsets))
  }
}

/// A full batch wave by wave; a short one as a whole.
final class WaveCourse: StepCourse {
  private let waves: Waves

  init(_ step: Step, _ waves: Waves) {
    self.waves = waves
    super.init(step)
  }

  override func train(_ leader: WorkerTeam.Leader<Step>) {
    guard step.context.pointee.count == waves.batchSize else { return super.train(leader) }
    let before = step.tasksBeforeShards(in: step.phases[0])
    let shards = waves.samples / step.samplesPerShard, blocks = 0..<step.blockCount
    for wave in 0..<waves.count {
      let samples = waves.samples(of: wave), isLast = wave == waves.count - 1
      step.currentWave.pointee = wave
      step.inputs.forEach { $0.reader.beginWave(samples, of: waves.batchSize) }
      let first = before + wave * shards
      step.perform(
        0, (wave == 0 ? 0 : first)..<first + shards, grain: step.shardsPerChunk, leader)
      step.perform(isLast ? step.lastWavePhase : step.wavePhase, blocks, leader)
    }
    step.inputs.forEach { $0.reader.endWaves() }
  }
}

extension Step {
  /// Sums one block's gradient over the samples of a wave; with the last one its weights are updated.
  func sumWave(_ block: Int, isLast: Bool, worker: Int, _ stopwatch: inout Stopwatch) {
    guard let waves else { return }
    let wave = currentWave.pointee, samples = waves.samples(of: wave)
    let sums = waves.sums + waves.sumOffsets[block]
    if isLast {
      sumAndUpdate(block, over: samples, partial: sums, worker: worker, &stopwatch)
    } else {
      sum(block, over: samples, into: sums, continues: wave > 0)
    }
  }
}
