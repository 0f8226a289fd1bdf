import Foundation
import Training

/// Ranks that are threads of this process: what they tell each other is copied from memory to memory.
public final class ScriptedRanks: @unchecked Sendable {
  private let members: [Member]
  private let meeting: Meeting

  /// So many ranks.
  public init(_ count: Int) {
    let meeting = Meeting(count)
    self.meeting = meeting
    members = (0..<count).map { Member(rank: $0, meeting) }
  }

  /// One of them.
  public func member(_ rank: Int) -> any RankGroup { members[rank] }

  /// Calls `body` once for each rank, all at the same time, and returns what it returns, by rank.
  public func run<Result: Sendable>(
    _ body: @escaping @Sendable (any RankGroup) throws -> Result
  ) throws -> [Result] {
    let results = Results<Result>(members.count)
    let group = DispatchGroup()
    for member in members {
      group.enter()
      let thread = Thread { [meeting] in
        let result = Swift.Result { try body(member) }
        // Others would wait for one who never comes.
        if case .failure = result { meeting.end() }
        results.set(result, member.rank)
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
    return try results.all()
  }

  /// Bytes that all ranks together have told each of the others, so far.
  public var bytesTold: Int { members.reduce(0) { $0 + $1.bytesTold } }

  private final class Member: RankGroup, @unchecked Sendable {
    let rank: Int
    var count: Int { meeting.count }
    private let meeting: Meeting
    private(set) var bytesTold = 0

    init(rank: Int, _ meeting: Meeting) {
      self.rank = rank
      self.meeting = meeting
    }

    func allGather(_ memory: UnsafeMutableRawPointer, ends: UnsafePointer<Int>) {
      func part(_ rank: Int) -> Range<Int> { (rank == 0 ? 0 : ends[rank - 1])..<ends[rank] }
      bytesTold += part(rank).count
      meeting.show(memory, of: rank)
      for other in 0..<count where other != rank {
        guard let source = meeting.memory(of: other) else { return }
        let part = part(other)
        (memory + part.lowerBound).copyMemory(
          from: source + part.lowerBound, byteCount: part.count)
      }
      meeting.wait()
    }
  }
}

/// Where all ranks wait for each other, and see each other's memory.
private final class Meeting: @unchecked Sendable {
  let count: Int
  private let condition = NSCondition()
  private var memories: [UnsafeMutableRawPointer?]
  private var arrived = 0
  private var turn = 0
  private var hasEnded = false

  init(_ count: Int) {
    self.count = count
    memories = Array(repeating: nil, count: count)
  }

  func show(_ memory: UnsafeMutableRawPointer, of rank: Int) {
    condition.withLock { memories[rank] = memory }
    wait()
  }

  func memory(of rank: Int) -> UnsafeMutableRawPointer? {
    condition.withLock { hasEnded ? nil : memories[rank] }
  }

  func wait() {
    condition.withLock {
      let own = turn
      arrived += 1
      if arrived == count {
        arrived = 0
        turn += 1
        condition.broadcast()
      }
      while turn == own, !hasEnded { condition.wait() }
    }
  }

  func end() {
    condition.withLock {
      hasEnded = true
      condition.broadcast()
    }
  }
}

/// What ranks return.
private final class Results<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var results: [Result<Value, any Error>?]

  init(_ count: Int) { results = Array(repeating: nil, count: count) }

  func set(_ result: Result<Value, any Error>, _ rank: Int) {
    lock.withLock { results[rank] = result }
  }

  func all() throws -> [Value] {
    try lock.withLock { try results.compactMap { try $0?.get() } }
  }
}
