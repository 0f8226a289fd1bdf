/// In which messages the blocks of a chain travel: some neighbouring blocks each, so that whoever receives one
/// can go on with these. All ranks cut them alike.
struct ChainMessages {
  /// For each message the block behind its last one.
  let blockEnds: [Int]
  /// For each message of partial sums, and of new weights, the byte behind it.
  let sumEnds: [Int]
  let weightEnds: [Int]

  /// Floats of a message, at most: what engines send without asking first, which keeps a wire busy where larger
  /// messages wait for answers. A larger block is cut; shorter messages would cost more than they hide.
  private static let mostFloats = 15 << 10
  private static let leastFloats = 1 << 10
  /// Messages that a network has, where they are not too short then.
  private static let wanted = 24
  /// How many times shorter the first messages are, since the rank behind waits for the first one; those before
  /// it wait for the weights of the last one, so that messages get shorter towards the end, too.
  private static let shortening = [4, 2]

  /// - Parameters:
  ///   - sumOffsets: for each block where its partial sum begins, in floats, and where the last one ends.
  ///   - weightOffsets: the same of weights.
  ///   - blocks: how many there are.
  init(
    sumOffsets: UnsafePointer<Int>, weightOffsets: UnsafePointer<Int>, blocks: Int
  ) {
    let floats = (0..<blocks).map {
      max(sumOffsets[$0 + 1] - sumOffsets[$0], weightOffsets[$0 + 1] - weightOffsets[$0])
    }
    blockEnds = Self.cut(floats)
    sumEnds = Self.byteEnds(blockEnds.map { sumOffsets[$0] })
    weightEnds = Self.byteEnds(blockEnds.map { weightOffsets[$0] })
  }

  private static func cut(_ blockFloats: [Int]) -> [Int] {
    var left = blockFloats.reduce(0, +)
    let usual = min(max(left / wanted, leastFloats), mostFloats)
    var ends: [Int] = [], floats = 0
    for (block, size) in blockFloats.enumerated() {
      let first = ends.count < shortening.count ? usual / shortening[ends.count] : usual
      if floats > 0, floats + size > min(first, max(left / 2, usual / shortening[0])) {
        ends.append(block)
        left -= floats
        floats = 0
      }
      floats += size
    }
    if !blockFloats.isEmpty { ends.append(blockFloats.count) }
    return ends
  }

  /// Cuts what is too large for one message; of nothing there is no message.
  private static func byteEnds(_ ends: [Int]) -> [Int] {
    var byteEnds: [Int] = [], start = 0
    for end in ends {
      let count = (end - start + mostFloats - 1) / mostFloats
      for part in 0..<count {
        byteEnds.append(
          (start + (end - start) * (part + 1) / count) * MemoryLayout<Float>.stride)
      }
      start = end
    }
    return byteEnds
  }

  /// The block behind each run of messages that have so many blocks at least.
  func runs(leastBlocks: Int) -> [Int] {
    var ends: [Int] = []
    for end in blockEnds where end - (ends.last ?? 0) >= leastBlocks { ends.append(end) }
    guard let last = blockEnds.last, ends.last != last else { return ends }
    // What is left is too little for a run of its own.
    if !ends.isEmpty { ends.removeLast() }
    return ends + [last]
  }
}
