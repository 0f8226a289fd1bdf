extension WorkerTeam {
  /// A phase as workers see it, in one word.
  struct Deal: BitwiseCopyable {
    /// Tells phases apart: 28 bits, which come again after some 270 million phases. A helper that lost its CPU
    /// between seeing a deal and claiming is told that it has come too late for half as many, which are minutes.
    let tag: UInt64
    let tasks: Int
    /// Workers that have a range each, none of them empty.
    let ranges: Int

    static let tags = WorkerTeam.tags

    init(tag: UInt64, tasks: Int, ranges: Int) {
      (self.tag, self.tasks, self.ranges) = (tag, tasks, ranges)
    }

    init(_ word: UInt64) {
      tag = word >> 36
      tasks = Int(word & 0x3FFFF)
      ranges = Int(word >> 18 & 0x3FFFF)
    }

    var word: UInt64 { tag << 36 | UInt64(ranges) << 18 | UInt64(tasks) }

    func range(of owner: Int) -> Range<Int> {
      tasks * owner / ranges..<tasks * (owner + 1) / ranges
    }

    /// Whether a slot's tag is that of a later phase: whoever sees that has come too late.
    func isOver(_ slotTag: UInt64) -> Bool {
      (slotTag &- tag) & (Self.tags - 1) - 1 < Self.tags / 2 - 1
    }
  }
}
