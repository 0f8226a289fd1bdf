import Glibc

extension Disturbance {
  /// The counters of one moment; two of them give the disturbance between.
  public struct Counters: Sendable, Equatable {
    private var nanoseconds: Int64
    private var usage: ProcessUsage
    private var times: CPUTimes?
    private var pressure: [Int64?]
    private var throttling: Throttling?
    private var thermalThrottles: Int64?

    /// Reads all counters.
    ///
    /// - Parameters:
    ///   - files: where the kernel's files are read.
    ///   - nanoseconds: a moment of the raw clock.
    ///   - usage: what the process has used.
    /// - Cost: some ten small files and two a CPU: a millisecond on a large machine, so never
    ///   inside a measured interval.
    public static func now(
      _ files: SystemFiles = .live, nanoseconds: Int64,
      usage: ProcessUsage = .current()
    ) -> Counters {
      Counters(
        nanoseconds: nanoseconds, usage: usage, times: CPUTimes.current(files),
        pressure: ["cpu", "memory", "io"].map {
          files.text("/proc/pressure/\($0)").flatMap(stalledMicroseconds)
        },
        throttling: Throttling(files), thermalThrottles: countOfThermalThrottles(files))
    }

    /// What happened since an earlier reading.
    public func since(_ start: Counters) -> Disturbance {
      let waited = zip(pressure, start.pressure).map { difference($0, $1) }
      return Disturbance(
        wallNanoseconds: nanoseconds - start.nanoseconds,
        cpuMicroseconds: usage.cpuMicroseconds - start.usage.cpuMicroseconds,
        involuntarySwitches: usage.involuntarySwitches - start.usage.involuntarySwitches,
        majorFaults: usage.majorFaults - start.usage.majorFaults,
        stealPercent: start.times.flatMap { times?.stealPercent(since: $0) },
        cpuPressureMicroseconds: waited[0], memoryPressureMicroseconds: waited[1],
        ioPressureMicroseconds: waited[2],
        throttledPeriods: difference(throttling?.periods, start.throttling?.periods),
        throttledMicroseconds: difference(
          throttling?.microseconds, start.throttling?.microseconds),
        thermalThrottles: difference(thermalThrottles, start.thermalThrottles))
    }
  }
}

/// What this process has used since it began.
public struct ProcessUsage: Sendable, Equatable {
  /// User and system time of all threads.
  public var cpuMicroseconds: Int64
  /// Times that a thread lost its CPU to another.
  public var involuntarySwitches: Int64
  /// Pages waited for.
  public var majorFaults: Int64

  /// Creates a usage.
  public init(cpuMicroseconds: Int64, involuntarySwitches: Int64, majorFaults: Int64) {
    self.cpuMicroseconds = cpuMicroseconds
    self.involuntarySwitches = involuntarySwitches
    self.majorFaults = majorFaults
  }

  /// Asks the kernel.
  public static func current() -> ProcessUsage {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return ProcessUsage(
      cpuMicroseconds: Int64(seconds) * 1_000_000
        + Int64(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec),
      involuntarySwitches: Int64(usage.ru_nivcsw), majorFaults: Int64(usage.ru_majflt))
  }

  /// Reads what another process has used.
  ///
  /// - Parameters:
  ///   - process: its identifier.
  ///   - cpuMicroseconds: its CPU time, which the kernel's files tell in hundredths of a second alone.
  ///   - files: where the kernel's files are read. What they do not tell counts as none.
  public init(ofProcess process: Int32, cpuMicroseconds: Int64, files: SystemFiles = .live) {
    let threads = files.names("/proc/\(process)/task").value ?? []
    // The tenth field behind the name, which stands in brackets and may hold blanks.
    let fields = files.line("/proc/\(process)/stat")?.split(separator: ")").last?
      .split(separator: " ")
    self.init(
      cpuMicroseconds: cpuMicroseconds,
      involuntarySwitches: threads.reduce(0) { sum, thread in
        let status = files.text("/proc/\(process)/task/\(thread)/status")
        let line = status?.split(separator: "\n")
          .first { $0.hasPrefix("nonvoluntary_ctxt_switches:") }
        return sum + (line?.split(separator: "\t").last.flatMap { Int64($0) } ?? 0)
      },
      majorFaults: fields.flatMap { $0.count > 9 ? Int64($0[9]) : nil } ?? 0)
  }
}

/// The most memory that the process has had at a time: resident pages, of which a new program
/// starts its own count.
public func peakMemoryBytes(_ files: SystemFiles = .live) -> Reading<Int64> {
  files.read("/proc/self/status").parsed { bytes(ofKey: "VmHWM", in: $0) }
}

/// How often and for how long quotas stopped the process's groups, by their `cpu.stat`.
///
/// - Source: “Control Group v2” and “CFS Bandwidth Control”, the kernel's documentation.
private struct Throttling: Sendable, Equatable {
  var periods: Int64
  var microseconds: Int64

  /// Sums over a group and its ancestors, each of which may have a limit; `nil` where none of them
  /// counts. The mounts of version 1 may be one under two names, so the largest sum stands.
  init?(_ files: SystemFiles) {
    let sums = (cpuGroups(files).value ?? []).compactMap { group -> Throttling? in
      let parts = group.folders.compactMap { folder in
        files.text("\(folder)/cpu.stat").flatMap(Throttling.init(parsing:))
      }
      return parts.isEmpty
        ? nil
        : Throttling(
          periods: parts.map(\.periods).reduce(0, +),
          microseconds: parts.map(\.microseconds).reduce(0, +))
    }
    guard let most = sums.max(by: { $0.microseconds < $1.microseconds }) else { return nil }
    self = most
  }

  private init(periods: Int64, microseconds: Int64) {
    self.periods = periods
    self.microseconds = microseconds
  }

  /// Version 1 counts `throttled_time` in nanoseconds.
  private init?(parsing text: String) {
    var values: [Substring: Int64] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2 { values[words[0]] = Int64(words[1]) }
    }
    guard let periods = values["nr_throttled"],
      let time = values["throttled_usec"] ?? values["throttled_time"].map({ $0 / 1_000 })
    else { return nil }
    self.init(periods: periods, microseconds: time)
  }
}

/// The total of the line `some avg10=0.00 avg60=0.00 avg300=0.00 total=123` of a pressure file.
///
/// - Source: “PSI - Pressure Stall Information”, the kernel's documentation.
func stalledMicroseconds(_ text: String) -> Int64? {
  let line = text.split(separator: "\n").first { $0.hasPrefix("some ") }
  let total = line?.split(separator: " ").first { $0.hasPrefix("total=") }
  return total.flatMap { Int64($0.dropFirst("total=".count)) }
}

/// Throttling events of all cores and packages; `nil` where no CPU counts them, as outside Intel's.
private func countOfThermalThrottles(_ files: SystemFiles) -> Int64? {
  let cpus = files.line("/sys/devices/system/cpu/online").flatMap(cpusOfList) ?? []
  let counts = cpus.flatMap { cpu in
    ["core", "package"].compactMap { part in
      files.line("/sys/devices/system/cpu/cpu\(cpu)/thermal_throttle/\(part)_throttle_count")
        .flatMap { Int64($0) }
    }
  }
  return counts.isEmpty ? nil : counts.reduce(0, +)
}

/// What a counter grew by; one that fell, as where the process was moved to another group, tells
/// nothing.
private func difference(_ end: Int64?, _ start: Int64?) -> Int64? {
  guard let end, let start, end >= start else { return nil }
  return end - start
}
