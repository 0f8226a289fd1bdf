/// The CPU time that the machine has spent, in clock ticks summed over all CPUs.
public struct CPUTimes: Sendable, Equatable {
  /// Time in every state, idle included.
  let total: Int64
  /// Time in which a hypervisor ran something else although this machine had work.
  let steal: Int64

  /// Reads the counters of `/proc/stat`; `nil` where they cannot be read.
  public static func current(_ files: SystemFiles = .live) -> CPUTimes? {
    files.text("/proc/stat").flatMap(CPUTimes.init(parsing:))
  }

  /// Parses the text of `/proc/stat`.
  ///
  /// The first line sums all CPUs: user, nice, system, idle, iowait, irq, softirq, steal, then two
  /// guest times that user and nice already hold.
  init?(parsing text: String) {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("cpu ") }) else {
      return nil
    }
    let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Int64($0) }
    guard ticks.count == 8 else { return nil }
    total = ticks.reduce(0, &+)
    steal = ticks[7]
  }

  /// Steal in percent of all CPU time since an earlier reading; `nil` where no time has passed, and
  /// where the counter fell, as it may when a virtual machine moves.
  public func stealPercent(since start: CPUTimes) -> Double? {
    guard total > start.total, steal >= start.steal else { return nil }
    return 100 * Double(steal &- start.steal) / Double(total &- start.total)
  }
}
