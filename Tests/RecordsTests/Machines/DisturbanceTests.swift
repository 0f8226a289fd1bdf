import Foundation
import Testing

@testable import Records

@Suite struct DisturbanceTests {
  private static let calm = Disturbance(
    wallNanoseconds: 1_000_000_000, cpuMicroseconds: 1_000_000, involuntarySwitches: 100,
    majorFaults: 0, stealPercent: 1, cpuPressureMicroseconds: 100_000,
    memoryPressureMicroseconds: 0, ioPressureMicroseconds: nil, throttledPeriods: 0,
    throttledMicroseconds: 0, thermalThrottles: nil, lostNanoseconds: 50_000_000)

  @Test func threadsOfALibraryTakeCPUsFromEachOther() {
    var busy = Self.calm
    busy.involuntarySwitches = 1_000
    busy.cpuPressureMicroseconds = 900_000
    #expect(busy.reasons.count == 2)
    #expect(busy.reasons(ofLibrary: true).isEmpty)
    busy.stealPercent = 20
    busy.memoryPressureMicroseconds = 900_000
    #expect(busy.reasons(ofLibrary: true).count == 2)
  }

  @Test func itIsTheDifferenceOfTwoReadings() {
    let start = counters(
      steal: 0, pressure: 100, throttled: 1, heat: 5, nanoseconds: 1_000, cpu: 10, switches: 3)
    let end = counters(
      steal: 10, pressure: 350, throttled: 4, heat: 7, nanoseconds: 5_000, cpu: 25, switches: 8)
    #expect(
      end.since(start)
        == Disturbance(
          wallNanoseconds: 4_000, cpuMicroseconds: 15, involuntarySwitches: 5, majorFaults: 5,
          stealPercent: 10, cpuPressureMicroseconds: 250, memoryPressureMicroseconds: 250,
          ioPressureMicroseconds: nil, throttledPeriods: 6, throttledMicroseconds: 600,
          thermalThrottles: 4))
  }

  /// A quota of a group and of its parent, and two CPUs that count heat for core and package.
  private func counters(
    steal: Int, pressure: Int, throttled: Int, heat: Int, nanoseconds: Int64, cpu: Int64,
    switches: Int64
  ) -> Disturbance.Counters {
    let stat =
      "usage_usec 5\nnr_periods 9\nnr_throttled \(throttled)\n"
      + "throttled_usec \(throttled)00\n"
    let waiting =
      "some avg10=1.00 avg60=1.00 avg300=1.00 total=\(pressure)\n"
      + "full avg10=0.00 avg60=0.00 avg300=0.00 total=1\n"
    let cpus = "/sys/devices/system/cpu"
    return .now(
      SystemFiles(texts: [
        "/proc/stat": "cpu  \(9 * steal) 0 0 0 0 0 0 \(steal) 0 0\n",
        "/proc/pressure/cpu": waiting, "/proc/pressure/memory": waiting,
        "/proc/pressure/io": nil,
        "/proc/self/cgroup": "0::/jobs/one\n",
        "/sys/fs/cgroup/jobs/one/cpu.stat": stat, "/sys/fs/cgroup/jobs/cpu.stat": stat,
        "/sys/fs/cgroup/cpu.stat": "usage_usec 77\n",
        "\(cpus)/online": "0-1\n",
        "\(cpus)/cpu0/thermal_throttle/core_throttle_count": "\(heat)\n",
        "\(cpus)/cpu1/thermal_throttle/package_throttle_count": "\(heat)\n",
      ]), nanoseconds: nanoseconds,
      usage: ProcessUsage(
        cpuMicroseconds: cpu, involuntarySwitches: switches, majorFaults: switches))
  }

  @Test func version1CountsNanosecondsOfTheSameMountTwice() {
    let stat = "nr_periods 9\nnr_throttled 2\nthrottled_time 3000\n"
    func counters(_ stat: String) -> Disturbance.Counters {
      .now(
        SystemFiles(texts: [
          "/proc/self/cgroup": "2:cpu,cpuacct:/\n", "/sys/fs/cgroup/cpu/cpu.stat": stat,
          "/sys/fs/cgroup/cpu,cpuacct/cpu.stat": stat,
        ]), nanoseconds: 0)
    }
    let since = counters(stat).since(counters("nr_throttled 0\nthrottled_time 0\n"))
    #expect(since.throttledPeriods == 2)
    #expect(since.throttledMicroseconds == 3)
  }

  @Test func whatCannotBeReadIsNull() throws {
    let nothing = Disturbance.Counters.now(SystemFiles(texts: [:]), nanoseconds: 0)
    let since = nothing.since(nothing)
    #expect(since.stealPercent == nil)
    #expect(since.throttledPeriods == nil)
    #expect(since.thermalThrottles == nil)
    #expect(!since.isDisturbed)
    #expect(
      since.missing.keys.sorted() == [
        "cpuPressureMicroseconds", "ioPressureMicroseconds", "memoryPressureMicroseconds",
        "stealPercent", "thermalThrottles", "throttledMicroseconds", "throttledPeriods",
      ])
    let line = try RecordCoding.line(since)
    #expect(String(decoding: line, as: UTF8.self).contains(#""stealPercent":null"#))
    #expect(try JSONDecoder().decode(Disturbance.self, from: line) == since)
  }

  @Test func recordsInWhichNobodyCountedLostTimeStayAsTheyAre() throws {
    let nobody = Disturbance(wallNanoseconds: 1, cpuMicroseconds: 1)
    let line = try RecordCoding.line(nobody)
    #expect(!String(decoding: line, as: UTF8.self).contains("lostNanoseconds"))
    #expect(try JSONDecoder().decode(Disturbance.self, from: line) == nobody)
    let counted = try RecordCoding.line(Self.calm)
    #expect(try JSONDecoder().decode(Disturbance.self, from: counted) == Self.calm)
  }

  @Test func aCounterThatFellTellsNothing() {
    let start = counters(
      steal: 10, pressure: 350, throttled: 4, heat: 7, nanoseconds: 1_000, cpu: 10, switches: 3)
    let end = counters(
      steal: 9, pressure: 349, throttled: 3, heat: 6, nanoseconds: 5_000, cpu: 25, switches: 8)
    #expect(
      end.since(start)
        == Disturbance(
          wallNanoseconds: 4_000, cpuMicroseconds: 15, involuntarySwitches: 5, majorFaults: 5))
  }

  @Test func onlyWhatIsMissingHasAReason() {
    var disturbance = Self.calm
    #expect(disturbance.missing.keys.sorted() == ["ioPressureMicroseconds", "thermalThrottles"])
    disturbance.stealPercent = nil
    #expect(
      disturbance.missing["stealPercent"]
        == "/proc/stat cannot be read, or an interval had no tick of its clock")
  }

  @Test func anIntervalAtEveryLimitIsCalm() {
    #expect(Self.calm.reasons == [])
  }

  @Test func theLargestCountersOfADamagedRecordAreJudgedToo() {
    let disturbance = Disturbance(
      wallNanoseconds: 1, cpuMicroseconds: .max, involuntarySwitches: .max, majorFaults: .max,
      stealPercent: .greatestFiniteMagnitude, cpuPressureMicroseconds: .max,
      throttledPeriods: .max, thermalThrottles: .max, lostNanoseconds: .max)
    #expect(disturbance.reasons.count == 7)
  }

  @Test func beyondEachLimitThereIsAReason() {
    func reasons(_ change: (inout Disturbance) -> Void) -> [String] {
      var disturbance = Self.calm
      change(&disturbance)
      #expect(disturbance.isDisturbed)
      return disturbance.reasons
    }
    #expect(
      reasons { $0.stealPercent = 1.26 } == ["1.3 % of CPU time went to other virtual machines"])
    #expect(
      reasons { $0.throttledPeriods = 1 } == ["the cgroup's quota ran out in 1 periods"])
    #expect(reasons { $0.thermalThrottles = 2 } == ["heat lowered the clock rate 2 times"])
    #expect(reasons { $0.majorFaults = 3 } == ["3 pages came from a disk"])
    #expect(reasons { $0.involuntarySwitches = 101 } == ["other tasks took the CPU 101 times"])
    #expect(
      reasons { $0.lostNanoseconds = 973_000_000 }
        == ["a worker was kept from running for 97.3 % of the time"])
    #expect(
      reasons { $0.cpuPressureMicroseconds = 101_000 }
        == ["tasks waited for a CPU for 10.1 % of the time"])
    #expect(
      reasons { $0.memoryPressureMicroseconds = 160_000 }
        == ["tasks waited for memory for 16.0 % of the time"])
    #expect(
      reasons { $0.ioPressureMicroseconds = 170_000 }
        == ["tasks waited for input and output for 17.0 % of the time"])
  }

  @Test func thisProcessHasUsedTimeAndMemory() {
    let start = Disturbance.Counters.now(nanoseconds: 0)
    while Disturbance.Counters.now(nanoseconds: 1).since(start).cpuMicroseconds == 0 {}
    #expect((peakMemoryBytes().value ?? 0) > 1 << 20)
    #expect(
      peakMemoryBytes(SystemFiles(texts: ["/proc/self/status": "VmHWM:\t  2120 kB\n"]))
        == .value(2_170_880))
  }
}
