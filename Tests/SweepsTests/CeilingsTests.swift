import Clocks
import Dispatch
import Kernels
import Records
import Testing

@testable import Sweeps

@Suite(.serialized) struct CeilingsTests {
  @Test(arguments: [1, 2, 5])
  func thePeakLoopEndsAndHasARateWithAnyNumberOfThreads(threads: Int) {
    let start = RawClock.nanoseconds()
    let rate = Ceilings.multiplyAddRate(threads: threads)
    #expect(rate > 0)
    #expect(rate.isFinite)
    // No core does more than 2 × 16 lanes × 2 flops × 8 GHz.
    #expect(rate < Double(threads) * 512e9)
    #expect(RawClock.nanoseconds() - start > 3_000_000)
  }

  @Test func thePeakLoopReallyRunsItsIterations() {
    // Each step maps a to 0.75·a + 0.125: after n of them a value is 0.5 + (a − 0.5)·0.75ⁿ.
    var sums = [Float](repeating: 0, count: lanes)
    sums.withUnsafeMutableBytes { PeakLoop.run(iterations: 3, result: $0.baseAddress!) }
    let starts = (1...14).map { Double($0) * 0.01 }
    let expected = starts.reduce(0) { $0 + 0.5 + ($1 - 0.5) * 0.421875 }
    for sum in sums { #expect(abs(Double(sum) - expected) < 1e-5) }
  }

  @Test(arguments: [1, 2, 5])
  func theStreamHasARateWithAnyNumberOfThreads(threads: Int) {
    let rate = Ceilings.memoryBandwidth(threads: threads)
    #expect(rate > 0)
    // Beyond any machine's memory; a first-level cache of each core would do.
    #expect(rate < 20e12)
  }

  @Test(arguments: [2, 3, 16])
  func aWordHasAWayWithAnyNumberOfThreads(threads: Int) throws {
    // Of more threads than CPUs, and where others keep those busy, no two may come in time.
    guard let nanoseconds = Ceilings.coreLatency(threads: threads) else { return }
    // Not even a first-level cache answers within a nanosecond.
    #expect(nanoseconds > 1 && nanoseconds.isFinite)
  }

  /// Threads of their own, which come in the end whatever else keeps Dispatch's workers and the CPUs busy.
  @Test(arguments: [2, 5])
  func aWordGoesRoundAllWhoCame(threads: Int) throws {
    let ring = LatencyRing(threads: threads, latestOpening: .max)
    let everybody = DispatchGroup()
    for thread in 0..<threads {
      DispatchQueue(label: "ring \(thread)").async(group: everybody) { ring.join() }
    }
    everybody.wait()
    let way = try #require(ring.nanosecondsPerWay)
    #expect(way > 1 && way.isFinite)
  }

  @Test func aWordOfOneWhoCameAloneGoesNowhere() {
    let ring = LatencyRing(threads: 2, latestOpening: RawClock.nanoseconds() + 1_000)
    ring.join()
    #expect(ring.nanosecondsPerWay == nil)
    // Whoever comes later finds the ring closed.
    ring.join()
    #expect(ring.nanosecondsPerWay == nil)
  }

  @Test func aWordOfOneThreadGoesNowhere() {
    #expect(Ceilings.coreLatency(threads: 1) == nil)
  }

  @Test func withoutMemoryThereIsNoStream() {
    #expect(MemoryStream(cacheBytes: 1 << 20, memoryBytes: 256 << 20) != nil)
    #expect(MemoryStream(cacheBytes: 1 << 20, memoryBytes: 255 << 20) == nil)
  }

  @Test func theStreamAddsTwoArraysPieceByPiece() {
    let count = 4 * lanes
    let b = (0..<count).map { Float($0) }, c = (0..<count).map { Float(7 - 2 * $0) }
    var a = [Float](repeating: -1, count: count + 1)
    a.withUnsafeMutableBufferPointer {
      StreamTriad.run(a: $0.baseAddress!, b: b, c: c, s: 0.5, count: count)
    }
    // Exact: small integers and halves.
    #expect(a == zip(b, c).map { $0 + 0.5 * $1 } + [-1])
  }

  @Test(
    arguments: [
      ([], 8, 32 << 20), ([("L1d", 1, [0]), ("L3", 32, [0, 1])], 8, 128 << 20),
      ([("L3", 32, [0, 1, 2, 3])], 2, 32 << 20), ([("L2", 1, nil)], 8, 1 << 20),
    ] as [([(String, Int, [Int]?)], Int, Int)])
  func everyGroupOfCPUsHasALastLevelCache(
    caches: [(name: String, mebibytes: Int, cpus: [Int]?)], cpus: Int, expected: Int
  ) {
    let caches = caches.map { cache in
      Fingerprint.Cache(
        name: cache.name, bytes: cache.mebibytes << 20,
        sharedBy: cache.cpus.map { .value($0) } ?? .absent)
    }
    #expect(MemoryStream.lastLevelCacheBytes(caches, cpus: cpus) == expected)
  }
}
