/// Processes that train one network together, each on its part of every batch.
///
/// A trainer needs no more of the others than to learn what they have worked out; how that travels is up
/// to whoever conforms.
public protocol RankGroup: AnyObject, Sendable {
  /// The number of this process, from 0.
  var rank: Int { get }
  /// How many processes there are.
  var count: Int { get }

  /// Bytes that each rank sends in a second while all of them do, the same on all ranks: by it they choose how to
  /// share steps. Without end where nobody knows.
  var bytesPerSecond: Double { get }

  /// Brings every rank's part of some memory to all ranks.
  ///
  /// All ranks call it in the same order, from one thread at a time each. It returns once all parts are
  /// there and the own one may be written again.
  ///
  /// - Parameters:
  ///   - memory: the ranks' parts one after the other, of which the own one is filled.
  ///   - ends: for each rank the byte behind its part; the same on all ranks.
  func allGather(_ memory: UnsafeMutableRawPointer, ends: UnsafePointer<Int>)

  /// Makes one end of a stream, of which `other` makes the opposite end with the same tag and as many pieces.
  ///
  /// - Parameters:
  ///   - direction: whether bytes go to the other rank, or come from it.
  ///   - other: the rank at the opposite end, not this one.
  ///   - memory: what is sent, or where it goes to; it outlives the stream.
  ///   - tag: tells streams between the same ranks apart: a small number.
  func makeStream(
    _ direction: StreamDirection, _ other: Int, _ memory: StreamedMemory, tag: Int
  ) -> any RankStream

  /// A step begins, in which ranks wait for each other: whoever waits much longer than it takes may conclude
  /// that another one is gone.
  ///
  /// - Parameters:
  ///   - step: its number, from 1.
  ///   - flops: operations that all ranks together make in it.
  func enter(step: Int, flops: Double)

  /// The step is over.
  func leaveStep()

  /// There is nothing left to do until something comes from a rank.
  ///
  /// - Parameter rank: whom this one waits for.
  func startWaiting(for rank: Int)

  /// It has come.
  ///
  /// - Parameter nanoseconds: how long that took.
  func stopWaiting(after nanoseconds: Int64)
}

extension RankGroup {
  /// Without end.
  public var bytesPerSecond: Double { .infinity }

  // For whoever does not watch over steps.
  /// Does nothing.
  public func enter(step: Int, flops: Double) {}
  /// Does nothing.
  public func leaveStep() {}
  /// Does nothing.
  public func startWaiting(for rank: Int) {}
  /// Does nothing.
  public func stopWaiting(after nanoseconds: Int64) {}
}

/// How ranks share the sums of a gradient. All have the bits of one process.
public enum RankExchange: String, Sendable, BitwiseCopyable, CaseIterable {
  /// Partial sums are handed on from rank to rank, in ascending order of samples; the last rank updates the
  /// weights.
  case chain
  /// All ranks learn what gradients read of every sample; each sums and updates blocks of its own.
  case blocks
  /// All ranks learn that, and each sums and updates all blocks, so that no weights travel.
  ///
  /// - Source: “Distributed Machine Learning via Sufficient Factor Broadcasting”, Xie et al., 2015.
  case samples
}

/// How some tasks are dealt out to ranks: each takes neighbours, as many as the others or one more.
struct RankShare: BitwiseCopyable {
  let rank: Int
  let count: Int
  /// What the last rank takes for each task of another one: less where it has other work besides.
  private let lastPart: Double

  init(rank: Int, count: Int, lastPart: Double = 1) {
    (self.rank, self.count, self.lastPart) = (rank, count, lastPart)
  }

  /// The tasks of this rank.
  func range(of tasks: Int) -> Range<Int> {
    (rank == 0 ? 0 : end(of: rank - 1, tasks: tasks))..<end(of: rank, tasks: tasks)
  }

  /// The first task behind those of a rank.
  @inline(__always)
  func end(of rank: Int, tasks: Int) -> Int {
    guard rank < count - 1 else { return tasks }
    let part = Double(rank + 1) / (Double(count - 1) + lastPart)
    return Int((part * Double(tasks)).rounded())
  }

  /// A share by which all ranks of a chain are at work for as long.
  ///
  /// - Parameters:
  ///   - flops: operations of all tasks.
  ///   - updateFlops: what the last rank does besides, in as many operations as it takes the time of.
  static func chain(rank: Int, count: Int, flops: Double, updateFlops: Double) -> RankShare {
    let last = max(0, (flops - Double(count - 1) * updateFlops) / Double(count))
    let other = (flops - last) / Double(count - 1)
    return RankShare(rank: rank, count: count, lastPart: last / other)
  }
}
