import Foundation
import Ranks
import Synchronization
import TestSupport
import Training

/// The ranks of a launch that are threads of this process.
final class ScriptedCrew: RankCrew, @unchecked Sendable {
  let rank: Int
  let count: Int
  private let member: any RankGroup
  private let world: World
  private(set) var traffic = RankTraffic()

  var hosts: [String] { (0..<count).map { "node\($0 / 2)" } }
  let engine = "threads of a test"

  /// Calls `body` once for each rank, all at the same time, and returns what it returns, by rank.
  static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (ScriptedCrew) throws -> Result
  ) throws -> [Result] {
    let world = World(count)
    return try world.all.run { member in
      try body(ScriptedCrew(member, rank: member.rank, world))
    }
  }

  private init(_ member: any RankGroup, rank: Int, _ world: World) {
    self.member = member
    self.rank = rank
    self.world = world
    count = member.count
  }

  func allGather(_ memory: UnsafeMutableRawPointer, ends: UnsafePointer<Int>) {
    let own = ends[rank] - (rank == 0 ? 0 : ends[rank - 1])
    traffic.bytesSent += Int64(own * (count - 1))
    member.allGather(memory, ends: ends)
  }

  func makeStream(
    _ direction: StreamDirection, _ other: Int, _ memory: StreamedMemory, tag: Int
  ) -> any RankStream {
    member.makeStream(direction, other, memory, tag: tag)
  }

  func leading(_ count: Int) -> any RankCrew {
    rank < count ? ScriptedCrew(world.part(count, rank), rank: rank, world) : self
  }

  func measureLinks(floats: Int) -> RankLinks {
    meet()
    return RankLinks(latency: 1e-6, ringBandwidth: 1e9, allReduce: Double(floats) * 1e-9)
  }

  func send(_ words: [Int], to rank: Int) { world.boxes[rank].put(words) }

  func receive(_ count: Int) -> [Int] { world.boxes[rank].take() }

  /// What the threads share.
  private final class World: Sendable {
    let all: ScriptedRanks
    let boxes: [Box]
    private let parts = Mutex<[Int: ScriptedRanks]>([:])

    init(_ count: Int) {
      all = ScriptedRanks(count)
      boxes = (0..<count).map { _ in Box() }
    }

    func part(_ count: Int, _ rank: Int) -> any RankGroup {
      parts.withLock { parts in
        let part = parts[count] ?? ScriptedRanks(count)
        parts[count] = part
        return part.member(rank)
      }
    }
  }

  /// Orders on their way.
  private final class Box: @unchecked Sendable {
    private let condition = NSCondition()
    private var orders: [[Int]] = []

    func put(_ words: [Int]) {
      condition.withLock {
        orders.append(words)
        condition.signal()
      }
    }

    func take() -> [Int] {
      condition.withLock {
        while orders.isEmpty { condition.wait() }
        return orders.removeFirst()
      }
    }
  }
}
