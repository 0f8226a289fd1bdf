import Kernels
import Networks

/// How many rows of each shard an output's mask has count.
///
/// The loss is the mean over these rows of the whole batch, so that no slope is known before all are counted.
struct CountedRows: BitwiseCopyable {
  let mask: TimeMask
  let samplesPerShard: Int
  /// One number a shard: the task of its samples writes it, and the leader reads all between phases.
  let parts: UnsafeMutablePointer<Float>
}

/// Counts the rows of each shard.
final class RowCounting: Operation {
  private let rows: CountedRows

  init(_ rows: CountedRows) {
    self.rows = rows
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    for first in stride(
      from: samples.lowerBound, to: samples.upperBound, by: rows.samplesPerShard)
    {
      let end = min(first + rows.samplesPerShard, samples.upperBound)
      let count = rows.mask.rows(of: first..<end).count(where: { rows.mask.counts[$0] })
      rows.parts[first / rows.samplesPerShard] = Float(count)
    }
  }
}

/// Tells a head how many rows of the batch count.
final class CountedRowsReduction: BatchReduction {
  private let rows: CountedRows
  private let head: Head

  init(_ rows: CountedRows, _ head: Head) {
    self.rows = rows
    self.head = head
  }

  override func finishForward(_ context: UnsafePointer<StepContext>) {
    let shards = (context.pointee.count - 1) / rows.samplesPerShard + 1
    head.setSlope(ofMeanOver: (0..<shards).reduce(0) { $0 + Double(rows.parts[$1]) })
  }

  override func forEachPart(
    _ body: (_ parts: UnsafeMutablePointer<Float>, _ floatsPerShard: Int) -> Void
  ) {
    body(rows.parts, 1)
  }
}

extension PanelBuilder {
  /// Has a head know how many rows count before it scores any.
  func addCounting(_ mask: TimeMask, for head: Head, level: Int) throws(ModelError) {
    let rows = CountedRows(
      mask: mask, samplesPerShard: samplesPerShard, parts: try arena.take(shardCount))
    add(RowCounting(rows), level: level)
    add(CountedRowsReduction(rows, head), before: level + 1)
  }
}
