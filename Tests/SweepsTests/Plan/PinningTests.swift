import Records
import Suites
import Testing

@testable import Sweeps

@Suite struct PinningTests {
  /// Two packages of two cores with two hardware threads each, numbered as Linux does: first
  /// hardware threads 0–3, second ones 4–7.
  private let topology = (0..<8).map { cpu in
    CPUPlace(cpu: cpu, core: cpu % 2, package: cpu % 4 / 2)
  }

  @Test func compactFillsACoreThenAPackage() {
    #expect(Pinning.compact.cpus(1, of: topology) == [0])
    #expect(Pinning.compact.cpus(2, of: topology) == [0, 4])
    #expect(Pinning.compact.cpus(5, of: topology) == [0, 4, 1, 5, 2])
  }

  @Test func coresTakesEachCoreOnceBeforeAnyHardwareThreadTwice() {
    #expect(Pinning.cores.cpus(2, of: topology) == [0, 1])
    #expect(Pinning.cores.cpus(4, of: topology) == [0, 1, 2, 3])
    #expect(Pinning.cores.cpus(6, of: topology) == [0, 1, 2, 3, 4, 5])
  }

  @Test func scatterTakesPackagesThenCoresThenHardwareThreads() {
    #expect(Pinning.scatter.cpus(2, of: topology) == [0, 2])
    #expect(Pinning.scatter.cpus(4, of: topology) == [0, 2, 1, 3])
    #expect(Pinning.scatter.cpus(5, of: topology) == [0, 2, 1, 3, 4])
  }

  @Test func everyWorkerHasACPUWhereThereAreAsMany() {
    #expect(Pinning.compact.workerCPUs(8, of: topology) == [0, 4, 1, 5, 2, 6, 3, 7])
    #expect(Pinning.scatter.workerCPUs(2, of: topology) == [0, 2])
    #expect(Pinning.compact.workerCPUs(9, of: topology) == nil)
    #expect(Pinning.none.workerCPUs(2, of: topology) == nil)
  }

  @Test func noneAndAsManyThreadsAsCPUsLeaveTheMaskAlone() {
    #expect(Pinning.none.cpus(2, of: topology) == nil)
    #expect(Pinning.scatter.cpus(8, of: topology) == nil)
  }
}
