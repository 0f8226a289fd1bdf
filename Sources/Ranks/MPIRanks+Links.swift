import Clocks
import Training

extension MPIRanks {
  /// A round trip of eight bytes, again and again for so long.
  private static let latencySeconds = 0.001
  /// Shifts are doubled until all of them take so long, and then timed so often.
  private static let shiftSeconds = 0.01
  private static let shiftRepetitions = 3
  private static let shiftBytes = (least: 64 << 10, most: 16 << 20)
  /// What is shifted only to choose between exchanges: so much that what links let through at once after a pause
  /// counts little, and for no longer than that is known well enough.
  private static let rough = (floats: 128 << 10, seconds: 0.001)
  /// A sum that takes less is repeated, for the median of some.
  private static let briefSeconds = 0.002
  private static let briefRepetitions = 5

  /// Measures what the connections allow, with the messages that steps make.
  public func measureLinks(floats: Int) -> RankLinks {
    // The first messages make connections.
    meet()
    return RankLinks(
      latency: measureLatency(),
      ringBandwidth: measureShift(
        floats, seconds: Self.shiftSeconds, repetitions: Self.shiftRepetitions),
      allReduce: measureSum(floats))
  }

  /// Bytes a second, to choose by; all ranks of it call this together.
  func roughBandwidth() -> Double {
    guard count > 1, rank < count else { return .infinity }
    meet()
    return measureShift(Self.rough.floats, seconds: Self.rough.seconds, repetitions: 1)
  }

  /// Seconds that one hop of a token takes on its way round the ring.
  private func measureLatency() -> Double {
    var rounds = 8
    while true {
      meet()
      let seconds = largest(time { for _ in 0..<rounds { passToken() } })
      if seconds >= Self.latencySeconds || rounds >= 1 << 16 {
        return seconds / Double(rounds * count)
      }
      rounds *= 4
    }
  }

  /// Hands eight bytes on: the first rank sends first, all others when they have them.
  private func passToken() {
    let next = (rank + 1) % count, previous = (rank + count - 1) % count
    withUnsafeTemporaryAllocation(byteCount: 8, alignment: 8) { token in
      guard let memory = token.baseAddress else { return }
      let (nothing, whole) = (0..<0, 0..<8)
      if rank == 0 { exchange(whole, with: next, for: nothing, from: previous, of: memory) }
      exchange(nothing, with: next, for: whole, from: previous, of: memory)
      if rank > 0 { exchange(whole, with: next, for: nothing, from: previous, of: memory) }
    }
  }

  /// Bytes a second of each rank while all send to the next one: as many as steps send, again and again between the
  /// same places, as they do. Memory that nobody has touched yet, or a link that lets the first bytes through at
  /// once after a pause, would make it another rate.
  private func measureShift(_ floats: Int, seconds least: Double, repetitions: Int) -> Double {
    let next = (rank + 1) % count, previous = (rank + count - 1) % count
    let weights = floats * MemoryLayout<Float>.stride
    let bytes = min(max(weights, Self.shiftBytes.least), Self.shiftBytes.most)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 2 * bytes, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 1, count: 2 * bytes)
    defer { memory.deallocate() }
    func shift(_ times: Int) -> Double {
      meet()
      return largest(
        time {
          for _ in 0..<times {
            exchange(0..<bytes, with: next, for: bytes..<2 * bytes, from: previous, of: memory)
          }
        })
    }
    var times = 1
    while shift(times) < least, times < 1 << 12 { times *= 2 }
    let seconds = (0..<repetitions).map { _ in shift(times) }.min() ?? .infinity
    return Double(times * bytes) / seconds
  }

  /// Seconds of the engine's own sum, the median of some where it is brief.
  private func measureSum(_ floats: Int) -> Double {
    let floats = max(floats, 1)
    let own = UnsafeMutablePointer<Float>.allocate(capacity: 2 * floats)
    own.initialize(repeating: 1, count: 2 * floats)
    defer { own.deallocate() }
    func sum() -> Double {
      meet()
      let seconds = waitForAll {
        time {
          _ = mpi.allReduce(own, own + floats, CInt(floats), mpi.float, mpi.sum, communicator)
        }
      }
      return largest(seconds)
    }
    let first = sum()
    guard first < Self.briefSeconds else { return first }
    return (0..<Self.briefRepetitions).map { _ in sum() }.sorted()[Self.briefRepetitions / 2]
  }

  private func time(_ body: () -> Void) -> Double {
    let start = RawClock.nanoseconds()
    body()
    return max(Double(RawClock.nanoseconds() - start), 1) * 1e-9
  }
}
