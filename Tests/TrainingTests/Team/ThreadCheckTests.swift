import Glibc
import Networks
import Testing

@testable import Training

@Suite struct ThreadCheckTests {
  @Test(arguments: [
    (1, 8, 0), (2, 1, 2), (2, 2, 3), (2, 8, 3), (4, 4, 5), (4, 64, 7), (64, 64, 65),
    (4_096, 2, 3),
  ])
  func dispatchStartsNoMoreThanThis(workers: Int, cpus: Int, threads: Int) {
    #expect(threadsOfDispatch(workers: workers, cpus: cpus) == threads)
  }

  /// One test, since what was had once counts for the whole process.
  @Test func threadsThatCannotBeHadAreToldAndThoseThatWereAreNotLookedForAgain() throws {
    // More than any other test starts, so that they are looked for.
    let error = #expect(throws: ModelError.self) {
      try checkThreads(for: 4_000, cpus: 100_000) { _ in (3, EAGAIN) }
    }
    #expect(
      error?.description.hasPrefix(
        "4000 threads were asked for, for which up to 7999 more are started, but 3 could be "
          + "(resource temporarily unavailable); ask for 1, or raise") == true)
    let few = #expect(throws: ModelError.self) {
      try checkThreads(for: 4_000, cpus: 100_000, starting: { ($0, 0) }, opening: { _ in 2 })
    }
    #expect(
      few?.description
        == "4000 threads were asked for, for which 4 descriptors are opened, but 2 could be; ask for 1, "
        + "or raise what limits this process (ulimit -n)")
    var looks: [Int] = []
    for workers in [4_000, 4_000, 3_999, 4_001] {
      try checkThreads(for: workers, cpus: 100_000) { count in
        looks.append(count)
        return (count, 0)
      }
    }
    #expect(looks == [7_999, 8_001])
  }

  @Test func oneWorkerNeedsNoThread() throws {
    try checkThreads(for: 1, cpus: 8) { _ in (0, EAGAIN) }
  }

  @Test func asManyDescriptorsAsThereAreAreOpenedAndClosed() {
    #expect(openDescriptors(4) == 4)
    // More than most processes may have open: all are closed again.
    let tries = min(sysconf(Int32(_SC_OPEN_MAX)), 65_536) + 1
    #expect((0..<tries).allSatisfy { _ in openDescriptors(1) == 1 })
  }

  @Test func asManyAsAreAskedForLiveAtOnce() {
    #expect(startThreads(3) == (3, 0))
    #expect(startThreads(0) == (0, 0))
  }
}
