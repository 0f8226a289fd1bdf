import Dispatch
import Randomness
import Testing

@testable import Training

@Suite struct ShardTreeTests {
  /// What `GradientGroups` adds up, in words: `((0+1)+2)`.
  private static func sum(of shards: Int) -> String {
    var texts = (0..<shards).map { "\($0)" }
    var distance = 1
    while distance < shards {
      for left in stride(from: 0, to: shards - distance, by: 2 * distance) {
        texts[left] = "(\(texts[left])+\(texts[left + distance]))"
      }
      distance *= 2
    }
    return texts[0]
  }

  @Test func whateverTheOrderTheSumIsTheSame() {
    var random = SplitMix64(seed: 1)
    let tree = ShardTree(shards: 33)
    // Batches of any size one after the other, as a short one may follow a full one.
    for shards in Array(1...33) + Array((1...33).reversed()) {
      var texts = (0..<shards).map { "\($0)" }
      for shard in texts.indices.shuffled(using: &random) {
        tree.climb(from: shard, shards: shards) { right, left in
          texts[left] = "(\(texts[left])+\(texts[right]))"
        }
      }
      #expect(texts[0] == Self.sum(of: shards))
    }
  }

  @Test func workersThatComeAtOnceAddEveryShardOnce() {
    let shards = 37, tree = ShardTree(shards: shards)
    var sums = [Int](repeating: 0, count: shards)
    for _ in 0..<500 {
      for shard in sums.indices { sums[shard] = 1 << shard }
      sums.withUnsafeMutableBufferPointer { buffer in
        // Safe: the tree lets only one worker at a time have two neighbours.
        nonisolated(unsafe) let buffer = buffer
        DispatchQueue.concurrentPerform(iterations: shards) { shard in
          tree.climb(from: shard, shards: shards) { right, left in
            buffer[left] += buffer[right]
          }
        }
      }
      #expect(sums[0] == 1 << shards - 1)
    }
  }
}
