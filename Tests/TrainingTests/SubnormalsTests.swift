import Synchronization
import Testing

@testable import Training

@Suite struct SubnormalsTests {
  /// Halves the smallest normal number; not inlined, so that it is computed where it is called.
  @inline(never)
  private static func halfOfLeastNormal(_ number: Float = .leastNormalMagnitude) -> Float {
    number * 0.5
  }

  /// Counts the times that a subnormal number was not 0, as an operand or as a result.
  private struct Probe: TeamWork {
    let failures = Counter()
    let subnormal = Float.leastNormalMagnitude / 2

    final class Counter: Sendable {
      let count = Atomic(0)
    }

    func perform(_ phase: Int, _ range: Range<Int>, worker: Int) { look() }

    func look() {
      let isFlushed =
        SubnormalsTests.halfOfLeastNormal() == 0 && SubnormalsTests.doubled(subnormal) == 0
      if !isFlushed { failures.count.add(1, ordering: .relaxed) }
    }
  }

  @inline(never)
  fileprivate static func doubled(_ number: Float) -> Float { number * 2 }

  @Test(arguments: [1, 2, 5])
  func everyWorkerTakesThemAsZeroAndTheCallerKeepsThem(workers: Int) {
    let probe = Probe()
    // Whoever comes late finds no piece, but enters.
    WorkerTeam(size: workers).run(probe, enter: { _ in probe.look() }, leave: { _, _ in }) {
      leader in
      for _ in 0..<100 { leader.perform(0, tasks: 64, grain: 1, isShared: true) }
    }
    #expect(probe.failures.count.load(ordering: .relaxed) == 0)
    #expect(Self.halfOfLeastNormal() > 0)
    #expect(Self.doubled(probe.subnormal) > 0)
  }
}
