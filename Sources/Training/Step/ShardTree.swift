import Synchronization

/// Who adds up the gradients that shards leave: of two neighbours in the tree of `GradientGroups` whoever comes
/// second, so that a worker mostly adds up what it has left itself, and one gradient goes from worker to worker in
/// place of all.
///
/// **Why workers may add at once.** Only the second one to come reads and writes what both have left, and its
/// arrival acquires what that of the first has released. In every batch two come to a node or none, so that an even
/// count is that of a first one, and counts are never cleared.
final class ShardTree: Sendable {
  /// A count in cache lines of its own.
  private struct Node: ~Copyable {
    let arrivals = Atomic<UInt32>(0)
    private let padding: InlineArray<31, UInt32> = .init(repeating: 0)
  }

  // Safe: the memory lives as long as the tree, and every access to it is atomic.
  nonisolated(unsafe) private let nodes: UnsafeMutablePointer<Node>
  private let count: Int

  /// A tree over so many shards at most.
  init(shards: Int) {
    count = shards
    nodes = .allocate(capacity: shards)
    for index in 0..<shards { (nodes + index).initialize(to: Node()) }
  }

  deinit {
    nodes.deinitialize(count: count)
    nodes.deallocate()
  }

  /// Takes a shard that is done up the tree, as far as its neighbours are done.
  ///
  /// - Parameters:
  ///   - shards: of the batch.
  ///   - add: adds the right neighbour's gradient to the left one's.
  @inline(__always)
  func climb(from shard: Int, shards: Int, add: (_ right: Int, _ left: Int) -> Void) {
    var shard = shard, distance = 1
    while distance < shards {
      let right = shard | distance
      if right < shards {
        // A node is known by its right end, which no other node has.
        let before = nodes[right].arrivals.add(1, ordering: .acquiringAndReleasing).oldValue
        guard before % 2 == 1 else { return }
        shard = right - distance
        add(right, shard)
      }
      distance *= 2
    }
  }
}
