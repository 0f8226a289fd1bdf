import Kernels
import Networks

/// The order in which samples are dealt into batches, epoch after epoch.
final class Batches {
  let inputs: Tensor
  let targets: Tensor
  let batchSize: Int
  let sampleCount: Int
  private let shuffles: Bool
  private let seed: UInt64
  private let order: UnsafeMutablePointer<Int32>
  private var random: SplitMix64
  private var next = 0

  init(inputs: Tensor, targets: Tensor, batchSize: Int, shuffles: Bool, seed: UInt64) {
    self.inputs = inputs
    self.targets = targets
    self.batchSize = batchSize
    self.shuffles = shuffles
    self.seed = seed
    sampleCount = inputs.sampleCount
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
    next = 0
  }

  /// The next batch; the last one of an epoch may be short. Allocates nothing.
  func nextBatch() -> (order: UnsafePointer<Int32>, count: Int) {
    if next == 0, shuffles { shuffle() }
    let first = next
    let count = min(batchSize, sampleCount - first)
    next = first + count == sampleCount ? 0 : first + count
    return (UnsafePointer(order + first), count)
  }

  /// Fisher and Yates's shuffle, of the order of the epoch before.
  private func shuffle() {
    var index = sampleCount - 1
    while index > 0 {
      let other = random.nextIndex(below: index + 1)
      (order[index], order[other]) = (order[other], order[index])
      index -= 1
    }
  }
}
