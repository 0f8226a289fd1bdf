/// All of a machine and a binary that may shape a measurement, each fact in one of three states.
public struct Fingerprint: Codable, Sendable, Equatable {
  /// A short name for file names: CPU family and core count, such as `amd-epyc-2c`.
  public var name: String
  /// The kind of CPU.
  public var processor: Processor
  /// What there is of CPUs, caches and memory.
  public var topology: Topology
  /// What this process may use of it.
  public var limits: Limits
  /// What somebody may have set.
  public var settings: Settings
  /// What runs beneath the program.
  public var system: System
  /// What was built, and how.
  public var build: Build

  // Records have had a name of their own for the limits from the first.
  private enum CodingKeys: String, CodingKey {
    case name, processor, topology, settings, system, build
    case limits = "grant"
  }

  /// The kind of CPU, by the kernel's words for its first one.
  public struct Processor: Codable, Sendable, Equatable {
    /// The instruction set that this binary is for, such as `x86_64`.
    public var architecture: String
    /// The name, such as `AMD EPYC 9R14`.
    public var name: Reading<String>
    /// The maker: `AuthenticAMD`, or ARM's number of the implementer.
    public var vendor: Reading<String>
    /// The maker's number of the family; ARM's of the architecture.
    public var family: Reading<String>
    /// The maker's number of the model; ARM's of the part.
    public var model: Reading<String>
    /// The maker's number of the revision.
    public var stepping: Reading<String>
    /// The revision of the microcode.
    public var microcode: Reading<String>
    /// All features, in the kernel's order.
    public var flags: Reading<[String]>
    /// What the kernel says of flaws in the CPU that it leaves open.
    public var vulnerableTo: Reading<[String]>
  }

  /// What there is of CPUs, caches and memory.
  public struct Topology: Codable, Sendable, Equatable {
    /// CPUs that are online, hardware threads counted one by one.
    public var cpus: Reading<Int>
    /// Packages.
    public var sockets: Reading<Int>
    /// Cores with registers and caches of their own.
    public var cores: Reading<Int>
    /// Hardware threads of the core that has most of them online.
    public var threadsPerCore: Reading<Int>
    /// Whether any core runs several hardware threads.
    public var isSMTActive: Reading<Bool>
    /// Nodes of memory; absent where the kernel knows of no such thing.
    public var numaNodes: Reading<Int>
    /// The caches that the first CPU sees; empty where the kernel lists none.
    public var caches: [Cache]
    /// Main memory.
    public var memoryBytes: Reading<Int64>
  }

  /// One cache.
  public struct Cache: Codable, Sendable, Equatable {
    /// Level and kind: `L1d`, `L1i`, `L2`.
    public var name: String
    /// Its size.
    public var bytes: Int
    /// The CPUs that share it.
    public var sharedBy: Reading<[Int]>

    /// Creates a cache.
    public init(name: String, bytes: Int, sharedBy: Reading<[Int]>) {
      self.name = name
      self.bytes = bytes
      self.sharedBy = sharedBy
    }
  }

  /// What this process may use of the machine.
  public struct Limits: Codable, Sendable, Equatable {
    /// The CPUs of the affinity mask.
    public var cpus: Reading<[Int]>
    /// Cores that those CPUs belong to; fewer than they are where hardware threads share a core.
    public var cores: Reading<Int>
    /// CPUs' worth of time that the cgroup grants, such as 1.5; absent without a limit.
    public var quota: Reading<Double>
  }

  /// What somebody may have set; absent where the machine leaves no choice.
  public struct Settings: Codable, Sendable, Equatable {
    /// The frequency governors of all CPUs, each once: `performance`.
    public var governor: Reading<String>
    /// Whether CPUs may go beyond their base clock rate.
    public var isBoostOn: Reading<Bool>
    /// When the kernel backs memory with huge pages: `always`, `madvise` or `never`.
    public var transparentHugePages: Reading<String>
  }

  /// What runs beneath the program.
  public struct System: Codable, Sendable, Equatable {
    /// Kernel name and release, such as `Linux 6.1.0`.
    public var kernel: Reading<String>
    /// The distribution, such as `Debian GNU/Linux 12 (bookworm)`.
    public var distribution: Reading<String>
    /// The C library and its version, such as `glibc 2.36`.
    public var libc: String
    /// The hypervisor by the names that it gives itself, or `unnamed`; absent on bare metal.
    public var hypervisor: Reading<String>
    /// The kind of container: `docker`, `podman`, `lxc`, `kubernetes`; absent outside of one.
    public var container: Reading<String>
  }

  /// What is known of the running binary; only the program itself can say it.
  public struct Build: Codable, Sendable, Equatable {
    /// The compiler and its version: `Swift 6.3.1`.
    public var compiler: String
    /// The flags that shape the generated code.
    public var flags: String
    /// Whether it is a release build.
    public var isOptimized: Bool
    /// The CPU that the code was generated for: `native`, `x86-64-v3`.
    public var targetCPU: String
    /// Floats in a vector of the kernels.
    public var vectorLanes: Int
    /// The allocator in use, with its version: `jemalloc 5.3.0`.
    public var allocator: String
    /// The commit that was built; absent outside a repository.
    public var commit: Reading<String>
    /// Whether the sources were those of the commit.
    public var isTreeClean: Reading<Bool>
    /// The SHA-256 over the sources that were compiled; `nil` in records before 2.2.
    public var sourceDigest: Reading<String>?
    /// The SHA-256 of the program's file: see `fileDigest`.
    public var binaryDigest: Reading<String>

    /// Creates a description of a binary.
    public init(
      compiler: String, flags: String, isOptimized: Bool, targetCPU: String, vectorLanes: Int,
      allocator: String, commit: Reading<String>, isTreeClean: Reading<Bool>,
      sourceDigest: Reading<String>? = nil, binaryDigest: Reading<String>
    ) {
      self.compiler = compiler
      self.flags = flags
      self.isOptimized = isOptimized
      self.targetCPU = targetCPU
      self.vectorLanes = vectorLanes
      self.allocator = allocator
      self.commit = commit
      self.isTreeClean = isTreeClean
      self.sourceDigest = sourceDigest
      self.binaryDigest = binaryDigest
    }
  }
}
