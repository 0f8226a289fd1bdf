extension Machine {
  /// The facts of a fingerprint that tables and older records show; what could not be read is `nil`.
  ///
  /// - Parameters:
  ///   - fingerprint: all facts.
  ///   - loadAverage: that of the last minute.
  ///   - stealPercent: the share of CPU time that a hypervisor took.
  public init(
    _ fingerprint: Fingerprint, loadAverage: Double? = nil, stealPercent: Double? = nil
  ) {
    let topology = fingerprint.topology, system = fingerprint.system
    self.init(
      name: fingerprint.name, cpuModel: fingerprint.processor.name.value,
      architecture: fingerprint.processor.architecture,
      vectorExtensions: fingerprint.processor.vectorExtensions.value,
      cores: topology.cpus.value ?? 1, physicalCores: topology.cores.value,
      usableCores: fingerprint.usableCPUs, quotaCores: fingerprint.limits.quota.value,
      caches: topology.caches.map { Cache(name: $0.name, bytes: $0.bytes) },
      memoryBytes: topology.memoryBytes.value, isVirtual: system.isVirtual,
      governor: fingerprint.settings.governor.value,
      transparentHugePages: fingerprint.settings.transparentHugePages.value,
      kernel: system.kernel.value, build: Build(fingerprint.build), loadAverage: loadAverage,
      stealPercent: stealPercent)
  }
}

extension Machine.Build {
  fileprivate init(_ build: Fingerprint.Build) {
    let mark = build.isTreeClean == .value(false) ? "-dirty" : ""
    self.init(
      compiler: build.compiler, flags: build.flags, targetCPU: build.targetCPU,
      vectorLanes: build.vectorLanes, commit: build.commit.value.map { $0 + mark },
      allocator: build.allocator)
  }
}

extension Fingerprint {
  /// CPUs that a process may keep busy: its affinity mask, cut to whole CPUs of its quota.
  ///
  /// A quota of 1.5 gives 1: a second worker would be throttled in every period.
  public var usableCPUs: Int { limits.usableCPUs(of: topology.cpus.value) }

  /// The same for this process, without reading all the rest.
  public static func usableCPUs(_ files: SystemFiles = .live) -> Int {
    let online = files.readLine("/sys/devices/system/cpu/online").parsed(countOfCPUList)
    return Limits(cores: .absent, files).usableCPUs(of: online.value)
  }

  /// Whether another one is of the same machine and binary.
  public func isSameSubject(as other: Fingerprint) -> Bool {
    isSameMachine(as: other) && build.isSameBinary(as: other.build)
  }

  /// Whether another one is of the same machine, and as much of it.
  func isSameMachine(as other: Fingerprint) -> Bool {
    name == other.name && processor.name == other.processor.name
      && processor.family == other.processor.family && processor.model == other.processor.model
      && processor.stepping == other.processor.stepping && usableCPUs == other.usableCPUs
  }

  /// What was recorded of a machine in the first format; all else is unreadable for that reason.
  package init(_ machine: Machine) {
    func reading<Value>(_ value: Value?) -> Reading<Value> {
      value.map(Reading.value) ?? .unreadable("the first format did not record it")
    }
    let build = machine.build
    let isDirty = build.commit?.hasSuffix("-dirty") ?? false
    self.init(
      name: machine.name,
      processor: Processor(
        architecture: machine.architecture, name: reading(machine.cpuModel),
        vendor: reading(nil), family: reading(nil), model: reading(nil), stepping: reading(nil),
        microcode: reading(nil), flags: reading(machine.vectorExtensions),
        vulnerableTo: reading(nil)),
      topology: Topology(
        cpus: .value(machine.cores), sockets: reading(nil), cores: reading(machine.physicalCores),
        threadsPerCore: reading(nil), isSMTActive: reading(nil), numaNodes: reading(nil),
        caches: machine.caches.map {
          Cache(name: $0.name, bytes: $0.bytes, sharedBy: reading(nil))
        }, memoryBytes: reading(machine.memoryBytes)),
      limits: Limits(
        cpus: .value(Array(0..<machine.usableCores)), cores: reading(nil),
        quota: reading(machine.quotaCores)),
      settings: Settings(
        governor: reading(machine.governor), isBoostOn: reading(nil),
        transparentHugePages: reading(machine.transparentHugePages)),
      system: System(
        kernel: reading(machine.kernel), distribution: reading(nil),
        libc: "the first format did not record it",
        hypervisor: machine.isVirtual.map { $0 ? .value("unnamed") : .absent } ?? reading(nil),
        container: reading(nil)),
      build: Build(
        compiler: build.compiler, flags: build.flags, isOptimized: true,
        targetCPU: build.targetCPU, vectorLanes: build.vectorLanes, allocator: build.allocator,
        commit: reading(build.commit.map { $0.replacing("-dirty", with: "") }),
        isTreeClean: reading(build.commit == nil ? nil : !isDirty), binaryDigest: reading(nil)))
  }
}

extension Fingerprint.Build {
  /// Whether another one is the same program: by its digest where both have one, since a commit that
  /// holds nothing but results changes no program; else by all that is known of it.
  package func isSameBinary(as other: Fingerprint.Build) -> Bool {
    guard let digest = binaryDigest.value, let otherDigest = other.binaryDigest.value else {
      return self == other
    }
    return digest == otherDigest
  }
}

extension Fingerprint.Processor {
  /// The flags that name vectors, sorted.
  public var vectorExtensions: Reading<[String]> {
    let families =
      architecture == "x86_64" ? ["avx", "fma", "sse4", "amx"] : ["asimd", "sve", "sme"]
    return flags.map { flags in
      flags.filter { flag in families.contains { flag.hasPrefix($0) } }.sorted()
    }
  }
}

extension Fingerprint.System {
  /// Whether a hypervisor is reported; `nil` where that cannot be told.
  fileprivate var isVirtual: Bool? {
    switch hypervisor {
    case .value: true
    case .absent: false
    case .unreadable: nil
    }
  }
}

extension Fingerprint.Limits {
  fileprivate func usableCPUs(of online: Int?) -> Int {
    let allowed = cpus.value?.count ?? online ?? 1
    let granted = quota.value.map { Int(min($0, Double(allowed))) } ?? allowed
    return max(1, min(allowed, granted))
  }
}
