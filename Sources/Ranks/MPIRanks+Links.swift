import Clocks
import Training

extension MPIRanks {
  /// A round trip of eight bytes, again and again for so long.
  private static let latencySeconds = 0.001
  /// Bytes are doubled until a shift takes so long, and end at the largest.
  private static let shiftSeconds = 0.003
  private static let shiftBytes = (least: 64 << 10, most: 16 << 20)
  /// A sum that takes less is repeated, for the median of some.
  private static let briefSeconds = 0.002
  private static let briefRepetitions = 5

  /// Measures what the connections allow, with the messages that steps make.
  public func measureLinks(floats: Int) -> RankLinks {
    // The first messages make connections.
    meet()
    return RankLinks(
      latency: measureLatency(), ringBandwidth: measureShift(), allReduce: measureSum(floats))
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

  /// Bytes a second of each rank while all send to the next one.
  private func measureShift() -> Double {
    let next = (rank + 1) % count, previous = (rank + count - 1) % count
    var bytes = Self.shiftBytes.least
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: 2 * Self.shiftBytes.most, alignment: 64)
    defer { memory.deallocate() }
    while true {
      meet()
      let seconds = largest(
        time { exchange(0..<bytes, with: next, for: bytes..<2 * bytes, from: previous, of: memory) }
      )
      if seconds >= Self.shiftSeconds || bytes >= Self.shiftBytes.most {
        return Double(bytes) / seconds
      }
      bytes *= 2
    }
  }

  /// Seconds of the engine's own sum, the median of some where it is brief.
  private func measureSum(_ floats: Int) -> Double {
    let floats = max(floats, 1)
    let own = UnsafeMutablePointer<Float>.allocate(capacity: 2 * floats)
    own.initialize(repeating: 1, count: 2 * floats)
    defer { own.deallocate() }
    func sum() -> Double {
      meet()
      return largest(
        time {
          _ = mpi.allReduce(own, own + floats, CInt(floats), mpi.float, mpi.sum, communicator)
        })
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
