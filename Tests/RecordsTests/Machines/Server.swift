@testable import Records

/// A server of two cores with two threads each, under a quota.
let serverTexts: [String: String?] = {
  let cache = "/sys/devices/system/cpu/cpu0/cache"
  let core =
    "vendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17\nmodel name\t: AMD EPYC 9R14\n"
    + "stepping\t: 1\nmicrocode\t: 0xa101148\nphysical id\t: 0\n"
  let flags = "flags\t\t: fpu sse2 sse4_2 smep avx fma avx512f hypervisor\n"
  var texts: [String: String?] = [
    "/proc/cpuinfo": (0..<4).map {
      "processor\t: \($0)\n\(core)core id\t\t: \($0 / 2)\n\(flags)power management:\n\n"
    }.joined(),
    "/sys/devices/system/cpu/online": "0-3\n",
    "/proc/thread-self/status": "Name:\ttest\nCpus_allowed_list:\t0-2\n",
    "/proc/self/cgroup": "0::/\n",
    "/sys/fs/cgroup/cpu.max": "250000 100000\n",
    "\(cache)/index0/level": "1\n", "\(cache)/index0/type": "Data\n",
    "\(cache)/index0/size": "32K\n",
    "\(cache)/index1/level": "1\n", "\(cache)/index1/type": "Instruction\n",
    "\(cache)/index1/size": "32K\n",
    "\(cache)/index2/level": "2\n", "\(cache)/index2/type": "Unified\n",
    "\(cache)/index2/size": "1024K\n",
    "\(cache)/index3/level": "3\n", "\(cache)/index3/type": "Unified\n",
    "\(cache)/index3/size": "32M\n",
    "\(cache)/index2/shared_cpu_list": "0-1\n", "\(cache)/index3/shared_cpu_list": "0-3\n",
    "/proc/meminfo": "MemTotal:       24683024 kB\nMemFree:        1 kB\n",
    "/sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
    "/proc/sys/kernel/osrelease": "6.1.0-13-amd64\n",
    "/proc/loadavg": "0.25 0.09 0.05 1/87 7459\n",
    "/proc/stat": "cpu  500 0 0 1400 0 0 0 100 0 0\n",
    "/sys/devices/system/cpu/cpufreq/boost": "1\n",
    "/sys/devices/system/cpu/smt/active": "1\n",
    "/sys/devices/system/node/online": "0\n",
    "/sys/devices/system/cpu/vulnerabilities/srbds": "Not affected\n",
    "/sys/devices/system/cpu/vulnerabilities/spec_store_bypass": "Vulnerable\n",
    "/sys/class/dmi/id/sys_vendor": "Amazon EC2\n",
    "/sys/class/dmi/id/product_name": "c7a.xlarge\n",
    "/etc/os-release": "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
    "/.dockerenv": "",
  ]
  for cpu in 0..<4 {
    let folder = "/sys/devices/system/cpu/cpu\(cpu)"
    texts["\(folder)/topology/physical_package_id"] = "0\n"
    texts["\(folder)/topology/core_cpus_list"] = cpu < 2 ? "0-1\n" : "2-3\n"
    texts["\(folder)/cpufreq/scaling_governor"] = "performance\n"
  }
  return texts
}()

/// What those texts say.
func exampleFingerprint() -> Fingerprint {
  Fingerprint(
    name: "amd-epyc-9r14-4c",
    processor: Fingerprint.Processor(
      architecture: builtArchitecture, name: .value("AMD EPYC 9R14"),
      vendor: .value("AuthenticAMD"), family: .value("25"), model: .value("17"),
      stepping: .value("1"), microcode: .value("0xa101148"),
      flags: .value(["fpu", "sse2", "sse4_2", "smep", "avx", "fma", "avx512f", "hypervisor"]),
      vulnerableTo: .value(["spec_store_bypass"])),
    topology: Fingerprint.Topology(
      cpus: .value(4), sockets: .value(1), cores: .value(2), threadsPerCore: .value(2),
      isSMTActive: .value(true), numaNodes: .value(1),
      caches: [
        Fingerprint.Cache(name: "L1d", bytes: 32_768, sharedBy: .absent),
        Fingerprint.Cache(name: "L1i", bytes: 32_768, sharedBy: .absent),
        Fingerprint.Cache(name: "L2", bytes: 1_048_576, sharedBy: .value([0, 1])),
        Fingerprint.Cache(name: "L3", bytes: 33_554_432, sharedBy: .value([0, 1, 2, 3])),
      ], memoryBytes: .value(25_275_416_576)),
    limits: Fingerprint.Limits(
      cpus: .value([0, 1, 2]), cores: .value(2), quota: .value(2.5)),
    settings: Fingerprint.Settings(
      governor: .value("performance"), isBoostOn: .value(true),
      transparentHugePages: .value("madvise")),
    system: Fingerprint.System(
      kernel: .value("Linux 6.1.0-13-amd64"),
      distribution: .value("Debian GNU/Linux 12 (bookworm)"), libc: "glibc 2.36",
      hypervisor: .value("Amazon EC2 c7a.xlarge"), container: .value("docker")),
    build: exampleFingerprintBuild)
}

let exampleFingerprintBuild = Fingerprint.Build(
  compiler: "Swift 6.3.1", flags: "-Ounchecked", isOptimized: true, targetCPU: "native",
  vectorLanes: 16, allocator: "jemalloc 5.3.0", commit: .value("c96bc8832d0d"),
  isTreeClean: .value(true), binaryDigest: .absent)

extension SystemFiles {
  /// A machine of literal texts; a text of `nil` is a file that nobody may read.
  init(texts: [String: String?]) {
    self.init(
      read: { path in
        switch texts[path] {
        case .some(.some(let text)): .value(text)
        case .some(.none): .unreadable("permission denied")
        case .none: .absent
        }
      },
      names: { folder in
        let names = texts.keys.filter { $0.hasPrefix("\(folder)/") }
          .map { String($0.dropFirst(folder.count + 1)) }.filter { !$0.contains("/") }
        return names.isEmpty ? .absent : .value(names)
      })
  }
}
