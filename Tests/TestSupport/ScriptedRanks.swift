import Foundation
import Training

/// Ranks that are threads of this process: what they tell each other is copied from memory to memory.
public final class ScriptedRanks: @unchecked Sendable {
  private let members: [Member]
  private let meeting: Meeting

  /// So many ranks, which say that their wire carries so many bytes a second.
  public init(_ count: Int, bytesPerSecond: Double = .infinity) {
    let meeting = Meeting(count)
    self.meeting = meeting
    members = (0..<count).map { Member(rank: $0, bytesPerSecond: bytesPerSecond, meeting) }
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

  /// Bytes that each rank has sent, so far.
  public var bytesSent: [Int] { members.map(\.bytesSent) }

  /// Bytes that all ranks together have sent, so far.
  public var bytesTold: Int { bytesSent.reduce(0, +) }

  private final class Member: RankGroup, @unchecked Sendable {
    let rank: Int
    var count: Int { meeting.count }
    let bytesPerSecond: Double
    private let meeting: Meeting
    fileprivate(set) var bytesSent = 0

    init(rank: Int, bytesPerSecond: Double, _ meeting: Meeting) {
      self.rank = rank
      self.bytesPerSecond = bytesPerSecond
      self.meeting = meeting
    }

    func allGather(_ memory: UnsafeMutableRawPointer, ends: UnsafePointer<Int>) {
      func part(_ rank: Int) -> Range<Int> { (rank == 0 ? 0 : ends[rank - 1])..<ends[rank] }
      bytesSent += part(rank).count * (count - 1)
      meeting.show(memory, of: rank)
      for other in 0..<count where other != rank {
        guard let source = meeting.memory(of: other) else { return }
        let part = part(other)
        (memory + part.lowerBound).copyMemory(
          from: source + part.lowerBound, byteCount: part.count)
      }
      meeting.wait()
    }

    func makeStream(
      _ direction: StreamDirection, _ other: Int, _ memory: StreamedMemory, tag: Int
    ) -> any RankStream {
      let ends = direction == .to ? (from: rank, to: other) : (from: other, to: rank)
      return StreamEnd(
        self, direction, meeting.channel("\(ends.from) \(ends.to) \(tag)"), memory)
    }
  }

  /// One end of a stream: the receiver copies what the sender has let go.
  private final class StreamEnd: RankStream {
    private let member: Member
    private let direction: StreamDirection
    private let channel: Channel
    private let memory: StreamedMemory
    private let count: Int
    /// Pieces of this round that have been sent, or have come.
    private var done = 0

    init(
      _ member: Member, _ direction: StreamDirection, _ channel: Channel, _ memory: StreamedMemory
    ) {
      self.member = member
      self.direction = direction
      self.channel = channel
      self.memory = memory
      count = memory.count
    }

    func begin() { done = 0 }

    func send(upTo end: Int) {
      let before = done
      while done < count, memory.piece(done).upperBound <= end {
        member.bytesSent += memory.piece(done).count
        done += 1
      }
      if done > before { channel.show(memory, pieces: done) }
    }

    func received() -> Int {
      channel.take { source, pieces in
        while done < pieces {
          let piece = memory.piece(done)
          (memory.base + piece.lowerBound).copyMemory(
            from: source.base + piece.lowerBound, byteCount: piece.count)
          done += 1
        }
        return done
      }
      return channel.hasEnded ? memory.bytes : memory.piece(done).lowerBound
    }

    func finish() {
      while direction == .from, done < count, !channel.hasEnded {
        _ = received()
        sched_yield()
      }
      if direction == .to { channel.waitUntilTaken(count) }
    }
  }
}

/// What one rank lets another have, in rounds.
private final class Channel: @unchecked Sendable {
  private let condition = NSCondition()
  private var memory: StreamedMemory?
  /// Pieces of this round that have been let go, and that have been taken.
  private var shown = 0
  private var taken = 0
  private var isOver = false

  var hasEnded: Bool { condition.withLock { isOver } }

  func show(_ memory: StreamedMemory, pieces: Int) {
    condition.withLock {
      (self.memory, shown) = (memory, pieces)
    }
  }

  /// - Parameter copy: is told the memory, and how many of its pieces there are; returns how many it has then.
  func take(_ copy: (StreamedMemory, Int) -> Int) {
    condition.withLock {
      guard let memory, shown > taken else { return }
      taken = copy(memory, shown)
      condition.broadcast()
    }
  }

  /// Ends a round.
  func waitUntilTaken(_ count: Int) {
    condition.withLock {
      while taken < count, !isOver { condition.wait() }
      (shown, taken) = (0, 0)
    }
  }

  func end() {
    condition.withLock {
      isOver = true
      condition.broadcast()
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
  private var channels: [String: Channel] = [:]

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
      for channel in channels.values { channel.end() }
      condition.broadcast()
    }
  }

  /// The channel between two ranks, which both ask for.
  func channel(_ name: String) -> Channel {
    condition.withLock {
      if let known = channels[name] { return known }
      let channel = Channel()
      channels[name] = channel
      return channel
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
