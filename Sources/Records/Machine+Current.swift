extension Machine {
  /// Reads the fingerprint of this machine; what cannot be read is `nil`.
  ///
  /// - Parameters:
  ///   - build: what the program knows of its own binary.
  ///   - start: the CPU times when the run began, for the steal time since then.
  ///   - files: where the kernel's files are read.
  public static func current(
    build: Build, since start: CPUTimes? = nil, files: SystemFiles = .live
  ) -> Machine {
    let cpu = CPUInformation(parsing: files.text("/proc/cpuinfo") ?? "")
    let cores =
      files.line("/sys/devices/system/cpu/online").flatMap(countOfCPUList)
      ?? max(1, cpu.processorCount)
    let quota = controlGroupQuota(files).value
    let times = start.flatMap { _ in CPUTimes.current(files) }
    return Machine(
      name: shortName(cpuModel: cpu.model, architecture: builtArchitecture, cores: cores),
      cpuModel: cpu.model, architecture: builtArchitecture,
      vectorExtensions: cpu.vectorExtensions, cores: cores, physicalCores: cpu.physicalCoreCount,
      usableCores: usableCores(
        cores: cores, affinity: files.text("/proc/thread-self/status").flatMap(allowedCPUs)?.count,
        quota: quota),
      quotaCores: quota,
      caches: cachesOfFirstCPU(files).map { Cache(name: $0.name, bytes: $0.bytes) },
      memoryBytes: files.text("/proc/meminfo").flatMap(bytesOfMemory), isVirtual: cpu.isVirtual,
      governor: files.line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
      transparentHugePages: files.line("/sys/kernel/mm/transparent_hugepage/enabled")
        .flatMap(chosenWord),
      kernel: files.line("/proc/sys/kernel/osrelease").map { "Linux \($0)" }, build: build,
      loadAverage: files.line("/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) },
      stealPercent: times.flatMap { now in start.flatMap { now.stealPercent(since: $0) } })
  }

  /// CPUs that a process may keep busy: its affinity mask, cut to whole CPUs of its quota.
  ///
  /// A quota of 1.5 gives 1: a second worker would be throttled in every period.
  static func usableCores(cores: Int, affinity: Int?, quota: Double?) -> Int {
    let granted = quota.map { Int(min($0, Double(cores))) } ?? cores
    return max(1, min(affinity ?? cores, granted))
  }
}

/// The instruction set that this program was compiled for.
var builtArchitecture: String {
  #if arch(x86_64)
    "x86_64"
  #elseif arch(arm64)
    "arm64"
  #else
    "unknown"
  #endif
}
