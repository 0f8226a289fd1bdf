import Glibc

extension Fingerprint {
  /// Reads the fingerprint of this machine.
  ///
  /// - Parameters:
  ///   - build: what the program knows of its own binary.
  ///   - libc: the C library that the program runs with.
  ///   - files: where the kernel's files are read.
  public static func current(
    build: Build, libc: String = libcVersion, files: SystemFiles = .live
  ) -> Fingerprint {
    let information = files.read("/proc/cpuinfo").map(CPUInformation.init(parsing:))
    let online = files.readLine("/sys/devices/system/cpu/online").parsed(cpusOfList)
    let cores = coresByCPU(online, files)
    let processor = Processor(information, files)
    let topology = Topology(online: online, cores: cores, files)
    let cpus = topology.cpus.value ?? information.value?.processorCount ?? 0
    return Fingerprint(
      name: shortName(
        cpuModel: processor.name.value, architecture: processor.architecture, cores: max(1, cpus)),
      processor: processor, topology: topology, limits: Limits(cores: cores, files),
      settings: Settings(online: online, files),
      system: System(information, libc: libc, files), build: build)
  }

  /// The C library by name and version.
  public static var libcVersion: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
      let length = confstr(Int32(_CS_GNU_LIBC_VERSION), text.baseAddress, text.count)
      return length > 0 ? String(cString: text.baseAddress!) : "not glibc"
    }
  }

  /// What the kernel calls itself from its start on: whoever reads the same runs on one machine, whatever a container
  /// or a namespace calls its host.
  public static func bootIdentifier(_ files: SystemFiles = .live) -> Reading<String> {
    files.readLine("/proc/sys/kernel/random/boot_id")
  }

  /// For each CPU the core it belongs to, named by the list of the core's CPUs.
  private static func coresByCPU(
    _ online: Reading<[Int]>, _ files: SystemFiles
  ) -> Reading<[Int: String]> {
    online.flatMap { cpus in
      var cores: [Int: String] = [:]
      for cpu in cpus {
        let folder = "/sys/devices/system/cpu/cpu\(cpu)/topology"
        // Kernels before 5.3 know the second name only.
        let core = files.readLine("\(folder)/core_cpus_list")
          .orElse(files.readLine("\(folder)/thread_siblings_list"))
        guard let name = core.value else { return core.map { _ in [:] } }
        cores[cpu] = name
      }
      return .value(cores)
    }
  }
}

extension Fingerprint.Processor {
  init(_ information: Reading<CPUInformation>, _ files: SystemFiles) {
    func first(_ keys: String...) -> Reading<String> {
      information.flatMap { cpu in
        keys.lazy.compactMap { cpu.fields[$0] }.first.map(Reading.value) ?? .absent
      }
    }
    architecture = builtArchitecture
    name = information.flatMap { $0.model.map(Reading.value) ?? .absent }
    vendor = first("vendor_id", "CPU implementer")
    family = first("cpu family", "CPU architecture")
    model = first("model", "CPU part")
    stepping = first("stepping", "CPU revision")
    microcode = first("microcode")
    flags = information.flatMap { $0.flags.map(Reading.value) ?? .absent }
    let folder = "/sys/devices/system/cpu/vulnerabilities"
    vulnerableTo = files.names(folder).map { names in
      names.filter { files.line("\(folder)/\($0)")?.hasPrefix("Vulnerable") == true }.sorted()
    }
  }
}

extension Fingerprint.Topology {
  init(online: Reading<[Int]>, cores: Reading<[Int: String]>, _ files: SystemFiles) {
    cpus = online.map(\.count)
    sockets = online.flatMap { cpus in
      var packages: Set<String> = []
      for cpu in cpus {
        let package = files.readLine(
          "/sys/devices/system/cpu/cpu\(cpu)/topology/physical_package_id")
        guard let id = package.value else { return package.map { _ in 0 } }
        packages.insert(id)
      }
      return .value(packages.count)
    }
    let sizes = cores.map { Dictionary(grouping: $0.values) { $0 }.values.map(\.count) }
    self.cores = sizes.map(\.count)
    threadsPerCore = sizes.map { $0.max() ?? 1 }
    isSMTActive = files.readLine("/sys/devices/system/cpu/smt/active").parsed(flag)
      .orElse(threadsPerCore.map { $0 > 1 })
    numaNodes = files.readLine("/sys/devices/system/node/online").parsed(countOfCPUList)
    caches = cachesOfFirstCPU(files)
    memoryBytes = files.read("/proc/meminfo").parsed(bytesOfMemory)
  }
}

extension Fingerprint.Limits {
  init(cores: Reading<[Int: String]>, _ files: SystemFiles) {
    let cpus = files.read("/proc/thread-self/status").parsed(allowedCPUs)
    self.cpus = cpus
    self.cores = cpus.flatMap { cpus in
      cores.map { cores in Set(cpus.compactMap { cores[$0] }).count }
    }
    quota = controlGroupQuota(files)
  }
}

extension Fingerprint.Settings {
  init(online: Reading<[Int]>, _ files: SystemFiles) {
    governor = online.flatMap { cpus in
      let governors = cpus.map {
        files.readLine("/sys/devices/system/cpu/cpu\($0)/cpufreq/scaling_governor")
      }
      if let unknown = governors.first(where: { $0.value == nil }) { return unknown }
      return .value(Set(governors.compactMap(\.value)).sorted().joined(separator: ", "))
    }
    // Intel's driver asks the question the other way round.
    isBoostOn = files.readLine("/sys/devices/system/cpu/cpufreq/boost").parsed(flag).orElse(
      files.readLine("/sys/devices/system/cpu/intel_pstate/no_turbo").parsed(flag).map { !$0 })
    transparentHugePages = files.readLine("/sys/kernel/mm/transparent_hugepage/enabled")
      .parsed(chosenWord)
  }
}

extension Fingerprint.System {
  init(_ information: Reading<CPUInformation>, libc: String, _ files: SystemFiles) {
    kernel = files.readLine("/proc/sys/kernel/osrelease").map { "Linux \($0)" }
    distribution = files.read("/etc/os-release").parsed(prettyName)
    self.libc = libc
    hypervisor = hypervisorName(isReported: information.map(\.isVirtual), files)
    container = containerKind(files)
  }
}

/// A switch of the kernel: 0 or 1.
private func flag(_ line: String) -> Bool? { ["0": false, "1": true][line] }

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
