import CPlatform
import Testing
import Sweeps

@Suite struct AllocationMeterTests {
  @Test func jemallocServesLibCAndSaysItsVersion() {
    #expect(AllocationMeter.servesLibC())
    #expect(AllocationMeter.allocatorName().wholeMatch(of: /jemalloc \d+\.\d+\.\d+/) != nil)
  }

  @Test func theMeterCountsWhatTheThreadWasGiven() {
    let before = AllocationMeter.allocatedBytesOfThread()
    let array = [UInt8](repeating: 1, count: 1 << 20)
    let after = AllocationMeter.allocatedBytesOfThread()
    #expect(array.count == 1 << 20)
    #expect(after - before >= 1 << 20)
  }

  @Test func readingTheMeterAllocatesNothing() {
    _ = AllocationMeter.allocatedBytesOfThread()
    let before = AllocationMeter.allocatedBytesOfThread()
    #expect(AllocationMeter.allocatedBytesOfThread() == before)
  }
}
