import Kernels
import Networks

/// One number for each row of a batch, such as its loss, and their sum, in an order that shapes fix.
///
/// Where buffers have room for a shard of each worker only, so has this: a shard's rows are summed before the
/// next shard comes, and its sum alone goes to the leader, not all that other workers have written.
struct RowValues: BitwiseCopyable {
  /// Of the batch, or of what buffers have room for.
  let values: UnsafeMutablePointer<Float>
  private let shardSums: UnsafeMutablePointer<Double>?
  private let samplesPerShard: Int

  /// Doubles from a shard's sum to the next: a pair of cache lines, so that no two workers write the same one.
  private static let sumStride = 16

  /// How many shards a batch has, and of how many samples, each of one row.
  struct Shards {
    var count: Int
    var samples: Int
  }

  /// Makes room.
  ///
  /// - Parameter shards: those that are summed by themselves; `nil` keeps the rows of the whole batch.
  init(rows: Int, shards: Shards?, arena: Arena) throws(ModelError) {
    values = try arena.take(rows)
    samplesPerShard = shards?.samples ?? 0
    if let shards {
      let doubles = shards.count * Self.sumStride
      // The arena's floats are zeros, and so are doubles of their bits.
      shardSums = UnsafeMutableRawPointer(try arena.take(2 * doubles))
        .bindMemory(to: Double.self, capacity: doubles)
    } else {
      shardSums = nil
    }
  }

  /// Whether shards are summed by themselves.
  @inline(__always) var sumsShards: Bool { shardSums != nil }

  /// Sums a shard by itself.
  func finish(_ shard: Shard) {
    guard let shardSums else { return }
    shardSums[shard.samples.lowerBound / samplesPerShard * Self.sumStride] = sumInDouble(
      values + shard.stored.lowerBound, shard.samples.count)
  }

  /// The sum over the first rows of a batch, whose shards are finished.
  @inline(__always)
  func sum(overRows rows: Int) -> Double {
    sumsShards ? sumOfShards(overRows: rows) : sumInDouble(values, rows)
  }

  @inline(never)
  private func sumOfShards(overRows rows: Int) -> Double {
    guard let shardSums else { return 0 }
    return (0..<(rows + samplesPerShard - 1) / samplesPerShard).reduce(0) {
      $0 + shardSums[$1 * Self.sumStride]
    }
  }
}

/// The sum of some numbers in Double: eight sums side by side, in an order that is fixed.
func sumInDouble(_ numbers: UnsafePointer<Float>, _ count: Int) -> Double {
  var sums = SIMD8<Double>.zero, next = numbers, rest = count
  while rest >= 8 {
    for lane in 0..<8 { sums[lane] += Double(next[lane]) }
    next += 8
    rest -= 8
  }
  return (0..<rest).reduce(sums.sum()) { $0 + Double(next[$1]) }
}
