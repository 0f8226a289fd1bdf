import Training

extension RankGroup {
  /// What every rank has to say, by rank; all ranks call it, and get the same.
  public func gather(_ text: String) -> [String] {
    let own = Array(text.utf8)
    var lengths = [Int](repeating: 0, count: count)
    lengths[rank] = own.count
    gather(&lengths, ends: (1...count).map { $0 * MemoryLayout<Int>.stride })
    let ends: [Int] = lengths.reduce(into: []) { $0.append(($0.last ?? 0) + $1) }
    var bytes = [UInt8](repeating: 0, count: max(ends[count - 1], 1))
    bytes.replaceSubrange(ends[rank] - own.count..<ends[rank], with: own)
    gather(&bytes, ends: ends)
    return (0..<count).map {
      String(decoding: bytes[ends[$0] - lengths[$0]..<ends[$0]], as: UTF8.self)
    }
  }

  private func gather<Element>(_ elements: inout [Element], ends: [Int]) {
    elements.withUnsafeMutableBytes { memory in
      guard let memory = memory.baseAddress else { return }
      allGather(memory, ends: ends)
    }
  }
}

/// Something that all ranks need to have alike.
public struct RankFact: Sendable {
  /// What it is, as in 'rank 1 has another program than rank 0'.
  public let name: String
  /// Equal where it is the same.
  public let value: String
  /// What to do where it is not.
  public let remedy: String

  /// States a fact.
  public init(_ name: String, _ value: String, remedy: String) {
    self.name = name
    self.value = value
    self.remedy = remedy
  }
}

extension RankGroup {
  /// Compares facts of all ranks; all ranks call it with the same names.
  ///
  /// - Parameters:
  ///   - facts: what this rank has.
  ///   - hosts: the host of each rank.
  /// - Throws: on all ranks the same `RankError`, about the first fact in which one differs from rank 0.
  public func compare(_ facts: [RankFact], hosts: [String]) throws(RankError) {
    for fact in facts {
      let values = gather(fact.value)
      guard let other = values.firstIndex(where: { $0 != values[0] }) else { continue }
      throw RankError(
        .unequal,
        "rank \(other) on \(hosts[other]) has \(fact.name) than rank 0 on \(hosts[0]); "
          + fact.remedy)
    }
  }
}
