/// What disturbed the process over some interval; `nil` is a counter that could not be read.
///
/// A record keeps it whole for each block: its clauses can be derived again, and whoever would draw the
/// line elsewhere has the counters.
public struct Disturbance: Codable, Sendable, Equatable {
  /// The length of the interval by the raw clock.
  public var wallNanoseconds: Int64
  /// CPU time that the process used, user and system, all threads together.
  public var cpuMicroseconds: Int64
  /// Times that a thread of the process lost its CPU to another.
  public var involuntarySwitches: Int64
  /// Pages that the process had to wait for a disk for.
  public var majorFaults: Int64
  /// Time that a hypervisor took, in percent of all CPU time of the machine.
  @Nullable public var stealPercent: Double?
  /// Time in which some task of the machine waited for a CPU, this program's own tasks included.
  @Nullable public var cpuPressureMicroseconds: Int64?
  /// Time in which some task of the machine waited for memory.
  @Nullable public var memoryPressureMicroseconds: Int64?
  /// Time in which some task of the machine waited for input or output.
  @Nullable public var ioPressureMicroseconds: Int64?
  /// Periods in which a quota of a cgroup, or of an ancestor, ran out.
  @Nullable public var throttledPeriods: Int64?
  /// Time for which that stopped threads, added up over CPUs.
  @Nullable public var throttledMicroseconds: Int64?
  /// Times that a core or package lowered its clock rate because it was hot.
  @Nullable public var thermalThrottles: Int64?
  /// The most that a worker lost: time in which it neither ran nor waited for others to end their part.
  /// The process was stopped or frozen, the machine stood still, or other tasks had the CPU. Left out
  /// of records in which nobody counted it.
  public var lostNanoseconds: Int64?

  /// Creates a disturbance.
  public init(
    wallNanoseconds: Int64, cpuMicroseconds: Int64, involuntarySwitches: Int64 = 0,
    majorFaults: Int64 = 0, stealPercent: Double? = nil, cpuPressureMicroseconds: Int64? = nil,
    memoryPressureMicroseconds: Int64? = nil, ioPressureMicroseconds: Int64? = nil,
    throttledPeriods: Int64? = nil, throttledMicroseconds: Int64? = nil,
    thermalThrottles: Int64? = nil, lostNanoseconds: Int64? = nil
  ) {
    self.wallNanoseconds = wallNanoseconds
    self.cpuMicroseconds = cpuMicroseconds
    self.involuntarySwitches = involuntarySwitches
    self.majorFaults = majorFaults
    self.stealPercent = stealPercent
    self.cpuPressureMicroseconds = cpuPressureMicroseconds
    self.memoryPressureMicroseconds = memoryPressureMicroseconds
    self.ioPressureMicroseconds = ioPressureMicroseconds
    self.throttledPeriods = throttledPeriods
    self.throttledMicroseconds = throttledMicroseconds
    self.thermalThrottles = thermalThrottles
    self.lostNanoseconds = lostNanoseconds
  }

  /// Whether a measurement of this interval should be taken again.
  public var isDisturbed: Bool { !reasons.isEmpty }

  /// Why a measurement of this interval should be taken again, one clause a reason.
  ///
  /// Disturbed is an interval with more than 1 % of steal; with a quota or heat that throttled at
  /// all; with a page from a disk; with more than five involuntary switches, and more than 100 for
  /// each second of the process's CPU time, where the kernel's housekeeping takes some tens; with a
  /// worker that was kept from running for more than 5 % of it, of which the unluckiest of many loses
  /// some to the same housekeeping; or with some task waiting for a CPU, memory or input and output for
  /// more than 10 % of it. More threads than CPUs make pressure and switches of their own.
  ///
  /// Recorded clauses are compared with these, so that another limit takes another version of the
  /// record's format.
  public var reasons: [String] { reasons(ofLibrary: false) }

  /// The same of gradmark or of another library, whose threads take a CPU from each other and wait for it, so
  /// that neither switches nor waiting for a CPU tell of anybody else.
  public func reasons(ofLibrary isLibrary: Bool) -> [String] {
    var reasons: [String] = []
    if let stealPercent, stealPercent > 1 {
      reasons.append("\(rounded(stealPercent)) % of CPU time went to other virtual machines")
    }
    if let throttledPeriods, throttledPeriods > 0 {
      reasons.append("the cgroup's quota ran out in \(throttledPeriods) periods")
    }
    if let thermalThrottles, thermalThrottles > 0 {
      reasons.append("heat lowered the clock rate \(thermalThrottles) times")
    }
    if majorFaults > 0 { reasons.append("\(majorFaults) pages came from a disk") }
    if !isLibrary, involuntarySwitches > 5,
      Double(involuntarySwitches) * 1e6 > 100 * Double(cpuMicroseconds)
    {
      reasons.append("other tasks took the CPU \(involuntarySwitches) times")
    }
    if let lostNanoseconds, wallNanoseconds > 0 {
      let percent = 100 * Double(lostNanoseconds) / Double(wallNanoseconds)
      if percent > 5 {
        reasons.append("a worker was kept from running for \(rounded(percent)) % of the time")
      }
    }
    let pressures = [
      ("a CPU", isLibrary ? nil : cpuPressureMicroseconds),
      ("memory", memoryPressureMicroseconds),
      ("input and output", ioPressureMicroseconds),
    ]
    for (resource, microseconds) in pressures {
      guard let microseconds, wallNanoseconds > 0 else { continue }
      let percent = 100_000 * Double(microseconds) / Double(wallNanoseconds)
      if percent > 10 {
        reasons.append("tasks waited for \(resource) for \(rounded(percent)) % of the time")
      }
    }
    return reasons
  }

  /// Why a counter is `nil`, by its field's name.
  public var missing: [String: String] {
    let pressure = "the kernel has no /proc/pressure, or hides it"
    let throttling = "no control group of the process counts it"
    let counters: [(name: String, reason: String, isMissing: Bool)] = [
      (
        "stealPercent", "/proc/stat cannot be read, or an interval had no tick of its clock",
        stealPercent == nil
      ),
      ("cpuPressureMicroseconds", pressure, cpuPressureMicroseconds == nil),
      ("memoryPressureMicroseconds", pressure, memoryPressureMicroseconds == nil),
      ("ioPressureMicroseconds", pressure, ioPressureMicroseconds == nil),
      ("throttledPeriods", throttling, throttledPeriods == nil),
      ("throttledMicroseconds", throttling, throttledMicroseconds == nil),
      ("thermalThrottles", "no CPU counts it, as outside Intel's", thermalThrottles == nil),
    ]
    return Dictionary(
      uniqueKeysWithValues: counters.filter(\.isMissing).map { ($0.name, $0.reason) })
  }

  /// To a tenth.
  private func rounded(_ percent: Double) -> Double { (percent * 10).rounded() / 10 }
}
