import Foundation
import Synchronization
import Testing

@testable import Training

@Suite struct EventCountTests {
  /// A team of the machine's CPUs may be too small to show it: who tells of a phase wakes two, so the third
  /// sleeper is woken by one of them.
  @Test(.timeLimit(.minutes(30)), arguments: [1, 2, 3, 15])
  func sleepersWakeEachOther(count: Int) {
    let bed = Bed()
    for _ in 0..<count {
      Thread.detachNewThread {
        _ = bed.event.wait(while: 0)
        bed.risen.add(1, ordering: .relaxed)
      }
    }
    rest(until: { bed.event.sleepers.load(ordering: .relaxed) == count })
    // Whoever was counted and is not asleep by now sees the event by itself, and would hide a broken chain.
    usleep(20_000)
    bed.event.advance()
    rest(until: { bed.risen.load(ordering: .relaxed) == count })
    #expect(bed.risen.load(ordering: .relaxed) == count)
    #expect(bed.event.sleepers.load(ordering: .relaxed) == 0)
    // Nobody sleeps on where the chain is broken.
    bed.event.advance(waking: .max)
    rest(until: { bed.risen.load(ordering: .relaxed) == count })
  }

  @Test func whoWaitsForAnEventThatHasBeenDoesNotSleep() {
    let event = EventCount(Nothing())
    event.advance()
    #expect(event.value == 1)
    #expect(event.wait(while: 0) == 0)
  }
}

private final class Bed: Sendable {
  let event = EventCount(Nothing())
  let risen = Atomic(0)
}

/// Waits until something holds, for a minute at most.
private func rest(until isOver: () -> Bool) {
  let start = ContinuousClock.now
  while !isOver(), .now - start < .seconds(60) { usleep(1_000) }
}
