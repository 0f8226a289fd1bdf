/// Something about a machine or a binary that shapes its numbers, with what to do about it.
public struct Advice: Codable, Sendable, Equatable {
  /// How much it matters.
  public enum Severity: String, Codable, Sendable, Comparable {
    /// Readers of the numbers should know.
    case information
    /// The numbers will be worse, or scatter more, than this machine can do.
    case warning

    /// Warnings are the greater ones.
    public static func < (a: Severity, b: Severity) -> Bool { a == .information && b == .warning }
  }

  /// How much it matters.
  public var severity: Severity
  /// What it is and what to do, in one sentence.
  public var sentence: String

  /// Creates advice.
  public init(_ severity: Severity, _ sentence: String) {
    self.severity = severity
    self.sentence = sentence
  }
}

/// What will hurt the numbers of this machine and binary, with the remedy; warnings first.
///
/// What cannot be read gives no advice: nobody should change a setting over a guess.
///
/// - Parameters:
///   - fingerprint: this machine and binary.
///   - loadAverage: that of the last minute, before the program's own work; `nil` where it cannot be
///     read.
public func advice(for fingerprint: Fingerprint, loadAverage: Double?) -> [Advice] {
  let all =
    adviceOnBuild(fingerprint) + adviceOnLimits(fingerprint)
    + adviceOnSettings(fingerprint.settings)
    + [adviceOnLoad(loadAverage), adviceOnHypervisor(fingerprint.system)].compactMap { $0 }
  return all.filter { $0.severity == .warning } + all.filter { $0.severity == .information }
}

private func adviceOnBuild(_ fingerprint: Fingerprint) -> [Advice] {
  let build = fingerprint.build
  var advice: [Advice] = []
  if !build.isOptimized {
    advice.append(
      Advice(
        .warning,
        "this is a debug build, hundreds of times slower than a release build; "
          + "build with 'swift build -c release'"))
  }
  let flags = fingerprint.processor.flags.value ?? []
  let widest = [("avx512f", 16), ("avx2", 8)].first { flags.contains($0.0) }
  if let widest, build.vectorLanes < widest.1 {
    advice.append(
      Advice(
        .warning,
        "the binary is for \(build.targetCPU) and works on \(build.vectorLanes) floats at a time, "
          + "but this CPU has \(widest.0), \(widest.1) at a time; build with TARGET_CPU=native"))
  }
  if build.isTreeClean == .value(false) {
    advice.append(
      Advice(
        .information,
        "the sources differ from their commit, so nobody else can build this binary; "
          + "commit before a run that is to be published"))
  }
  return advice
}

private func adviceOnLimits(_ fingerprint: Fingerprint) -> [Advice] {
  let limits = fingerprint.limits
  var advice: [Advice] = []
  if let cpus = limits.cpus.value?.count, let cores = limits.cores.value, cores > 0, cores < cpus {
    advice.append(
      Advice(
        .warning,
        "\(cpus) CPUs are hardware threads of \(cores) cores, so beyond \(cores) threads they "
          + "share arithmetic units; use --threads up to \(cores), or switch SMT off"))
  }
  if let quota = limits.quota.value, let cpus = limits.cpus.value?.count, quota < Double(cpus) {
    advice.append(
      Advice(
        .warning,
        "the cgroup grants \(quota) CPUs' time on \(cpus) CPUs and stops all threads once it is "
          + "spent; raise cpu.max, or use --threads up to \(max(1, Int(quota)))"))
  }
  return advice
}

private func adviceOnSettings(_ settings: Fingerprint.Settings) -> [Advice] {
  var advice: [Advice] = []
  if let governor = settings.governor.value, governor != "performance" {
    advice.append(
      Advice(
        .warning,
        "the frequency governor is \(governor), which changes the clock rate with the load; "
          + "set it with 'cpupower frequency-set -g performance'"))
  }
  if settings.transparentHugePages == .value("never") {
    advice.append(
      Advice(
        .warning,
        "transparent huge pages are off, so large networks miss more address translations; "
          + "write madvise to /sys/kernel/mm/transparent_hugepage/enabled"))
  }
  if settings.isBoostOn == .value(true) {
    advice.append(
      Advice(
        .information,
        "boost is on, so the clock rate falls as more cores work; speed-ups against one thread "
          + "hold the fall too, unless boost is switched off"))
  }
  return advice
}

/// Half a CPU is more than the residue of a build or a login that has just ended.
private func adviceOnLoad(_ loadAverage: Double?) -> Advice? {
  guard let loadAverage, loadAverage > 0.5 else { return nil }
  return Advice(
    .warning,
    "the load average is \(loadAverage), so something else keeps CPUs busy; end it, or wait")
}

private func adviceOnHypervisor(_ system: Fingerprint.System) -> Advice? {
  system.hypervisor.value.map { name in
    Advice(
      .information,
      "this is a virtual machine (hypervisor: \(name)), whose neighbours no method removes; "
        + "look at steal time and at the intervals, or use a machine of your own")
  }
}
