/// The machine and the binary behind a record; `nil` is a value that could not be read.
public struct Machine: Codable, Sendable, Equatable {
  /// A short name for file names: CPU family and core count, such as `amd-epyc-2c`.
  public var name: String
  public var cpuModel: String?
  /// CPUs of the machine, and those that this process may use (affinity mask and cgroup quota).
  public var cores: Int
  public var usableCores: Int
  /// Bytes of each cache as the kernel lists them, such as `L1d`.
  public var caches: [Cache]
  public var memoryBytes: Int64?
  public var kernel: String?
  public var compiler: String
  public var flags: String
  public var targetCPU: String
  public var vectorLanes: Int
  public var commit: String?
  /// The allocator in use, with its version: `jemalloc 5.3.0`.
  public var allocator: String
  /// The one-minute load average before the run.
  public var loadAverage: Double?
  /// Steal time in percent of all CPU time over the run.
  public var stealPercent: Double?

  public struct Cache: Codable, Sendable, Equatable {
    public var name: String
    public var bytes: Int
  }
}
