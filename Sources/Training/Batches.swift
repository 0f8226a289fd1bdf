import Kernels
import Networks
import Randomness

/// Where a step finds its samples.
struct Batch: BitwiseCopyable {
  var inputs: UnsafePointer<Float>
  var targets: UnsafePointer<Float>
  /// Which samples of the data the batch takes, in its order; `nil` where it is packed.
  var order: UnsafePointer<Int32>?
  var count: Int
}

/// The order in which samples are dealt into batches, epoch after epoch.
final class Batches {
  let batchSize: Int
  let sampleCount: Int
  /// Whether steps find their batches cut up.
  let arePacked: Bool
  private let data: Data
  // Of the data: where they begin, and the floats from a batch to the next, 0 where it is gathered.
  // A step must not count references, as asking the data would.
  private let inputs: (base: UnsafePointer<Float>, stride: Int)
  private let targets: (base: UnsafePointer<Float>, stride: Int)
  private let shuffles: Bool
  private let seed: UInt64
  private let order: UnsafeMutablePointer<Int32>
  private var random: SplitMix64
  private var next = 0
  private var nextNumber = 0

  /// Samples to be gathered, or batches cut up beforehand.
  enum Data {
    case rows(inputs: PaddedData, targets: PaddedData)
    /// Only where nothing is shuffled.
    case packed(inputs: PackedBatches, targets: PackedBatches)
  }

  init(_ data: Data, sampleCount: Int, batchSize: Int, shuffles: Bool, seed: UInt64) {
    self.data = data
    switch data {
    case .rows(let x, let y):
      (arePacked, inputs, targets) = (false, (x.base, 0), (y.base, 0))
    case .packed(let x, let y):
      (arePacked, inputs, targets) = (true, (x.base, x.stride), (y.base, y.stride))
    }
    self.batchSize = batchSize
    self.shuffles = shuffles
    self.seed = seed
    self.sampleCount = sampleCount
    order = .allocate(capacity: sampleCount)
    random = SplitMix64(seed: seed)
    reset()
  }

  deinit {
    order.deallocate()
  }

  var stepsPerEpoch: Int { (sampleCount - 1) / batchSize + 1 }

  /// Goes back to the first epoch's first batch.
  func reset() {
    random = SplitMix64(seed: seed ^ 0x5EED_0F0D_A7A0_0DE5)
    for index in 0..<sampleCount { order[index] = Int32(index) }
    (next, nextNumber) = (0, 0)
  }

  /// The next batch; the last one of an epoch may be short. Allocates nothing.
  func nextBatch() -> Batch {
    if next == 0, shuffles { shuffle() }
    let first = next, number = nextNumber
    let count = min(batchSize, sampleCount - first)
    (next, nextNumber) = first + count == sampleCount ? (0, 0) : (first + count, number + 1)
    return Batch(
      inputs: inputs.base + number * inputs.stride, targets: targets.base + number * targets.stride,
      order: arePacked ? nil : UnsafePointer(order + first), count: count)
  }

  /// Fisher and Yates's shuffle, of the order of the epoch before.
  private func shuffle() {
    // Copies, which stay in registers: for a small network this is a good part of a step.
    let order = order
    var random = random
    var index = sampleCount - 1
    while index > 0 {
      let other = random.nextIndex(below: index + 1)
      (order[index], order[other]) = (order[other], order[index])
      index -= 1
    }
    self.random = random
  }
}

/// Row-major data, with every row padded to whole vectors where a sample is to be gathered into a
/// batch by vector moves alone.
final class PaddedData {
  private let memory: UnsafeMutablePointer<Float>

  var base: UnsafePointer<Float> { UnsafePointer(memory) }

  /// Copies `tensor`, taken as rows of `columns` numbers, to rows `stride` floats apart.
  init(_ tensor: Tensor, columns: Int, stride: Int) {
    let rows = tensor.elements.count / columns
    memory = .allocate(capacity: rows * stride)
    tensor.elements.withUnsafeBufferPointer { source in
      if stride == columns {
        memory.update(from: source.baseAddress!, count: rows * columns)
        return
      }
      for row in 0..<rows {
        packRow(
          source.baseAddress! + row * columns, columns: columns, into: memory + row * stride,
          panelStride: lanes)
      }
    }
  }

  deinit {
    memory.deallocate()
  }
}
