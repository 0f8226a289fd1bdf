import Networks
import Randomness

/// All data of a training, an evaluation or a prediction, and the order in which samples are dealt into batches,
/// epoch after epoch.
final class Batches {
  let batchSize: Int
  let sampleCount: Int
  /// One entry an input of the network.
  let inputs: [BatchData]
  /// One entry an output; none where there is nothing to score.
  let targets: [BatchData]
  /// Where they lie.
  private let memory: [Arena]
  /// Whether steps find their batches cut up.
  let arePacked: Bool
  private let shuffles: Bool
  private let seed: UInt64
  private var order: UnsafeMutablePointer<Int32>
  private var random: SplitMix64
  private var nextFirst = 0
  private var nextNumber = 0
  /// The next epoch's order, once somebody has begun it, and how many of its places are not settled yet.
  private var orderAhead: UnsafeMutablePointer<Int32>
  private var placesAhead: Int?

  /// - Parameter arePacked: whether the data are batches already, which only a fixed order allows.
  init(
    inputs: [BatchData], targets: [BatchData], in memory: [Arena], sampleCount: Int,
    batchSize: Int, arePacked: Bool, shuffles: Bool, seed: UInt64
  ) {
    (self.inputs, self.targets, self.memory) = (inputs, targets, memory)
    self.batchSize = batchSize
    self.sampleCount = sampleCount
    self.arePacked = arePacked
    self.shuffles = shuffles
    self.seed = seed
    order = .allocate(capacity: sampleCount)
    orderAhead = .allocate(capacity: sampleCount)
    random = SplitMix64(seed: seed)
    reset()
  }

  deinit {
    order.deallocate()
    orderAhead.deallocate()
  }

  var stepsPerEpoch: Int { (sampleCount - 1) / batchSize + 1 }

  /// Goes back to the first epoch's first batch.
  func reset() {
    random = SplitMix64(seed: seed ^ 0x5EED_0F0D_A7A0_0DE5)
    for index in 0..<sampleCount { order[index] = Int32(index) }
    (nextFirst, nextNumber) = (0, 0)
    placesAhead = nil
  }

  /// Settles as many places of the next epoch's order as a batch has samples: whoever does so in every step leaves
  /// nothing to do at the beginning of an epoch. Not at the same time as `next`.
  func drawAhead() {
    guard shuffles else { return }
    if placesAhead == nil { orderAhead.update(from: order, count: sampleCount) }
    let places = placesAhead ?? sampleCount, rest = max(places - batchSize, 0)
    settle(rest..<places, of: orderAhead)
    placesAhead = rest
  }

  /// Settles what is left of the order of the epoch that begins.
  @inline(never)
  private func beginEpoch() {
    guard let placesAhead else { return settle(0..<sampleCount, of: order) }
    settle(0..<placesAhead, of: orderAhead)
    swap(&order, &orderAhead)
    self.placesAhead = nil
  }

  private func settle(_ places: Range<Int>, of order: UnsafeMutablePointer<Int32>) {
    // A copy, since an access that lasts over a call is looked up by the runtime.
    var random = random
    random.settle(places, of: UnsafeMutableBufferPointer(start: order, count: sampleCount))
    self.random = random
  }

  /// The next batch; the last one of an epoch may be short. Allocates nothing.
  ///
  /// - Parameters:
  ///   - update: how weights are to be changed by it; `nil` where it leaves them as they are.
  ///   - isScored: whether losses and metrics are wanted.
  @inline(__always)
  func next(update: UnsafePointer<WeightUpdate>?, isScored: Bool) -> StepContext {
    if nextFirst == 0, shuffles { beginEpoch() }
    let first = nextFirst, number = nextNumber
    let count = min(batchSize, sampleCount - first)
    (nextFirst, nextNumber) = first + count == sampleCount ? (0, 0) : (first + count, number + 1)
    return StepContext(
      order: arePacked ? nil : UnsafePointer(order + first), number: number, first: first,
      count: count, rest: sampleCount - first - count, update: update, isScored: isScored)
  }
}
