import CPlatform
import Clocks
import Dispatch
import Glibc
import Synchronization

extension Ceilings {
  /// How long a word takes from the CPU that wrote it to the next that waits for it, on as many threads as a cell
  /// has: every phase of a step that workers share takes at least two such ways, so this limits the speed-up of
  /// short steps. Where a hypervisor moves a virtual machine's CPUs to cores without a common cache, it is what
  /// changes.
  ///
  /// Workers pass a number round, each adding 1 to what the one before it wrote.
  ///
  /// - Parameter threads: the workers to ask Dispatch for; fewer take part where there are no CPUs for them.
  /// - Units: nanoseconds a way, the median over groups of rounds; `nil` where fewer than two took part.
  /// - Cost: about 2 ms of every thread.
  public static func coreLatency(threads: Int) -> Double? {
    guard threads > 1 else { return nil }
    let ring = LatencyRing(
      threads: threads, latestOpening: RawClock.nanoseconds() + wakingNanoseconds)
    concurrently(threads) { _ in ring.join() }
    return ring.nanosecondsPerWay
  }
}

/// Workers that pass a number round: as many as were asked for, or those who came until its latest opening.
final class LatencyRing: Sendable {
  private static let windowNanoseconds: Int64 = 1_000_000
  /// Rounds between two readings of the clock, which takes as long as a way.
  private static let roundsPerSample = 16
  /// What the number is when the window is over.
  private static let end = -1

  /// A number in cache lines of its own.
  private struct Word: ~Copyable {
    let value: Atomic<Int>
    private let padding: InlineArray<15, Int> = .init(repeating: 0)

    init(_ value: Int) { self.value = Atomic(value) }
  }

  private let threads: Int
  private let latestOpening: Int64
  /// Those who have come; more than there can be once the ring is closed.
  private let arrivals = Atomic<Int>(0)
  private let size = Atomic<Int>(0)
  /// Keeps what stands before the number out of its lines.
  private let gap = Word(0)
  private let word = Word(0)
  private let samples = Mutex<[Double]>([])

  init(threads: Int, latestOpening: Int64) {
    self.threads = threads
    self.latestOpening = latestOpening
  }

  /// The median over the samples.
  var nanosecondsPerWay: Double? {
    let sorted = samples.withLock { $0.sorted() }
    return sorted.isEmpty ? nil : sorted[sorted.count / 2]
  }

  /// Takes part until the window is over; whoever comes after it was opened returns at once.
  func join() {
    let place = arrivals.add(1, ordering: .relaxed).oldValue
    if place == 0 {
      lead()
    } else {
      var size = 0
      Self.wait {
        size = self.size.load(ordering: .acquiring)
        return size > 0
      }
      if place < size { pass(place, size) }
    }
  }

  private func lead() {
    Self.wait {
      arrivals.load(ordering: .relaxed) == threads || RawClock.nanoseconds() >= latestOpening
    }
    let size = arrivals.exchange(Int.max / 2, ordering: .relaxed)
    self.size.store(size, ordering: .releasing)
    guard size > 1 else { return }
    var samples: [Double] = []
    samples.reserveCapacity(1_024)
    var next = 0, start = RawClock.nanoseconds()
    let closing = start + Self.windowNanoseconds
    // One round alone first: where more workers came than cores are free, it may take longer than the window.
    var rounds = 1
    while start < closing {
      for _ in 0..<rounds {
        word.value.store(next + 1, ordering: .releasing)
        next += size
        Self.wait { word.value.load(ordering: .acquiring) == next }
      }
      let now = RawClock.nanoseconds()
      samples.append(Double(now - start) / Double(rounds * size))
      (start, rounds) = (now, Self.roundsPerSample)
    }
    word.value.store(Self.end, ordering: .releasing)
    self.samples.withLock { $0 = samples }
  }

  private func pass(_ place: Int, _ size: Int) {
    var next = place
    while true {
      var seen = 0
      Self.wait {
        seen = word.value.load(ordering: .acquiring)
        return seen == next || seen == Self.end
      }
      if seen == Self.end { return }
      word.value.store(next + 1, ordering: .releasing)
      next += size
    }
  }

  /// Looks again and again; where CPUs are fewer than workers, others get a turn.
  @inline(__always)
  private static func wait(until isOver: () -> Bool) {
    var turns = 0
    while !isOver() {
      if turns < 10_000 { gradmark_pause() } else { sched_yield() }
      turns += 1
    }
  }
}
