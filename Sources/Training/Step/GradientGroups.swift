import Kernels
import Networks

/// The gradients of the groups that a batch is cut into, and the tree that adds them up.
///
/// How many groups there are follows from shapes alone, so the tree is the same for every number of
/// workers. A single group keeps the gradient of the whole batch.
struct GradientGroups: BitwiseCopyable {
  /// Groups that a batch is cut into at most: each costs the memory of all weights, written and
  /// read in every step.
  private static let mostGroups = 8

  var samplesPerGroup: Int
  /// [groups][blocks, one after the other].
  var gradients: UnsafeMutablePointer<Float>
  /// Floats from a group to the next.
  var stride: Int
  /// For each block of weights where its gradient begins.
  var offsets: UnsafeMutablePointer<Int>

  func count(_ sampleCount: Int) -> Int {
    (sampleCount + samplesPerGroup - 1) / samplesPerGroup
  }

  func samples(of group: Int, sampleCount: Int) -> Range<Int> {
    group * samplesPerGroup..<min((group + 1) * samplesPerGroup, sampleCount)
  }

  func gradient(group: Int, block: Int) -> UnsafeMutablePointer<Float> {
    gradients + group * stride + offsets[block]
  }

  /// Adds a group's gradients of all blocks to those of another.
  func add(_ group: Int, to target: Int) {
    accumulateVector(gradients + group * stride, into: gradients + target * stride, count: stride)
  }

  /// Adds up a block's gradients, neighbours first, into that of the first group, and returns it.
  func sum(block: Int, floats: Int, sampleCount: Int) -> UnsafeMutablePointer<Float> {
    let count = count(sampleCount)
    var distance = 1
    while distance < count {
      for group in Swift.stride(from: 0, to: count - distance, by: 2 * distance) {
        accumulateVector(
          gradient(group: group + distance, block: block),
          into: gradient(group: group, block: block), count: floats)
      }
      distance *= 2
    }
    return gradient(group: 0, block: block)
  }
}

extension GradientGroups {
  /// Buffers for the gradients of the groups of a batch.
  ///
  /// - Parameters:
  ///   - blockFloats: floats of each block's gradient.
  ///   - samplesPerChunk: fewer samples would not repay the loads of the weights.
  init(
    blockFloats: [Int], batchSize: Int, samplesPerChunk: Int, reduction: Reduction, arena: Arena,
    tables: Tables
  ) throws(ModelError) {
    // Whole vectors of samples, which some operations take at a time.
    let least = (batchSize + Self.mostGroups - 1) / Self.mostGroups
    try self.init(
      blockFloats: blockFloats, batchSize: batchSize,
      samplesPerGroup: reduction == .tree
        ? max(samplesPerChunk, panelCount(least) * lanes) : batchSize, arena: arena, tables: tables)
  }

  /// Buffers for the gradients of groups of that size.
  init(
    blockFloats: [Int], batchSize: Int, samplesPerGroup: Int, arena: Arena, tables: Tables
  ) throws(ModelError) {
    var offsets: [Int] = [], end = 0
    for floats in blockFloats {
      offsets.append(end)
      end += floats
    }
    // Groups begin at whole cache line pairs, so that no two workers write the same one.
    let stride = (end + 31) / 32 * 32
    let count = (batchSize + samplesPerGroup - 1) / samplesPerGroup
    let (floats, overflow) = stride.multipliedReportingOverflow(by: count)
    guard !overflow else {
      throw ModelError(
        "\(count) gradients of \(end) floats are too large to address; use the reduction 'owned'")
    }
    self.init(
      samplesPerGroup: samplesPerGroup, gradients: try arena.take(floats), stride: stride,
      offsets: tables.make(offsets))
  }
}
