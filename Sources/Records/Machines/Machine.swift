/// The machine and the binary behind a record; `nil` is a value that could not be read.
public struct Machine: Codable, Sendable, Equatable {
  /// A short name for file names: CPU family and core count, such as `amd-epyc-2c`.
  public var name: String
  /// The CPU as the kernel names it.
  @Nullable public var cpuModel: String?
  /// The instruction set this binary is for, such as `x86_64`.
  public var architecture: String
  /// Vector extensions of the CPU by the kernel's names, sorted: `avx2`, `avx512f`, `asimd`.
  @Nullable public var vectorExtensions: [String]?
  /// CPUs of the machine, hardware threads counted one by one.
  public var cores: Int
  /// Cores with a set of registers and caches of their own; fewer than `cores` under SMT.
  @Nullable public var physicalCores: Int?
  /// CPUs that this process may use: the affinity mask, cut to the cgroup's quota.
  public var usableCores: Int
  /// CPUs' worth of time that the cgroup grants, such as 1.5; `nil` without a limit.
  @Nullable public var quotaCores: Double?
  /// The caches that the first CPU sees.
  public var caches: [Cache]
  /// Main memory in bytes.
  @Nullable public var memoryBytes: Int64?
  /// Whether the CPU reports a hypervisor beneath it.
  @Nullable public var isVirtual: Bool?
  /// The frequency governor of the first CPU, such as `performance`.
  @Nullable public var governor: String?
  /// When the kernel backs memory with huge pages: `always`, `madvise` or `never`.
  @Nullable public var transparentHugePages: String?
  /// Kernel name and release, such as `Linux 6.1.0`.
  @Nullable public var kernel: String?
  /// What was built, and how.
  public var build: Build
  /// The one-minute load average when the record was made.
  @Nullable public var loadAverage: Double?
  /// Steal time in percent of all CPU time over the run.
  @Nullable public var stealPercent: Double?

  /// Creates a fingerprint from its parts.
  public init(
    name: String, cpuModel: String? = nil, architecture: String,
    vectorExtensions: [String]? = nil, cores: Int, physicalCores: Int? = nil, usableCores: Int,
    quotaCores: Double? = nil, caches: [Cache] = [], memoryBytes: Int64? = nil,
    isVirtual: Bool? = nil, governor: String? = nil, transparentHugePages: String? = nil,
    kernel: String? = nil, build: Build, loadAverage: Double? = nil, stealPercent: Double? = nil
  ) {
    self.name = name
    self.cpuModel = cpuModel
    self.architecture = architecture
    self.vectorExtensions = vectorExtensions
    self.cores = cores
    self.physicalCores = physicalCores
    self.usableCores = usableCores
    self.quotaCores = quotaCores
    self.caches = caches
    self.memoryBytes = memoryBytes
    self.isVirtual = isVirtual
    self.governor = governor
    self.transparentHugePages = transparentHugePages
    self.kernel = kernel
    self.build = build
    self.loadAverage = loadAverage
    self.stealPercent = stealPercent
  }

  /// One cache.
  public struct Cache: Codable, Sendable, Equatable {
    /// Level and kind: `L1d`, `L1i`, `L2`.
    public var name: String
    /// Its size.
    public var bytes: Int

    /// Creates a cache.
    public init(name: String, bytes: Int) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// What is known of the running binary; only the program itself can say it.
  public struct Build: Codable, Sendable, Equatable {
    /// The compiler and its version: `Swift 6.3.1`.
    public var compiler: String
    /// The flags that shape the generated code.
    public var flags: String
    /// The CPU that the code was generated for: `native`, `x86-64-v3`.
    public var targetCPU: String
    /// Floats in a vector of the kernels.
    public var vectorLanes: Int
    /// The commit that was built, or `nil` outside a repository.
    @Nullable public var commit: String?
    /// The allocator in use, with its version: `jemalloc 5.3.0`.
    public var allocator: String

    /// Creates a description of a binary.
    public init(
      compiler: String, flags: String, targetCPU: String, vectorLanes: Int, commit: String?,
      allocator: String
    ) {
      self.compiler = compiler
      self.flags = flags
      self.targetCPU = targetCPU
      self.vectorLanes = vectorLanes
      self.commit = commit
      self.allocator = allocator
    }
  }
}

extension Machine {
  /// Whether times of both may stand side by side, as far as these facts tell: the CPUs of a cloud
  /// often share a name and a model, and differ in caches or vectors.
  public func isLike(_ other: Machine) -> Bool {
    name == other.name && cpuModel == other.cpuModel
      && vectorExtensions == other.vectorExtensions && caches == other.caches
      && cores == other.cores && usableCores == other.usableCores
  }
}
