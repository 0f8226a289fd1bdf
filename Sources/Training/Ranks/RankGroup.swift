/// Processes that train one network together, each on its part of every batch.
///
/// A trainer needs no more of the others than to learn what they have worked out; how that travels is up
/// to whoever conforms.
public protocol RankGroup: AnyObject, Sendable {
  /// The number of this process, from 0.
  var rank: Int { get }
  /// How many processes there are.
  var count: Int { get }

  /// Brings every rank's part of some memory to all ranks.
  ///
  /// All ranks call it in the same order, from one thread at a time each. It returns once all parts are
  /// there and the own one may be written again.
  ///
  /// - Parameters:
  ///   - memory: the ranks' parts one after the other, of which the own one is filled.
  ///   - ends: for each rank the byte behind its part; the same on all ranks.
  func allGather(_ memory: UnsafeMutableRawPointer, ends: UnsafePointer<Int>)
}

/// How some tasks are dealt out to ranks: each takes neighbours, as many as the others or one more.
struct RankShare: BitwiseCopyable {
  let rank: Int
  let count: Int

  /// The tasks of this rank.
  func range(of tasks: Int) -> Range<Int> {
    tasks * rank / count..<tasks * (rank + 1) / count
  }

  /// The first task behind those of a rank.
  @inline(__always)
  func end(of rank: Int, tasks: Int) -> Int { tasks * (rank + 1) / count }
}
