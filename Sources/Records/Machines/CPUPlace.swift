/// A CPU and the core and package that it sits in.
public struct CPUPlace: Sendable, Equatable {
  /// The kernel's number of the CPU.
  public let cpu: Int
  /// Its core's number, unique within a package.
  public let core: Int
  /// Its package's number.
  public let package: Int

  /// Creates a place.
  public init(cpu: Int, core: Int, package: Int) {
    self.cpu = cpu
    self.core = core
    self.package = package
  }

  /// The CPUs that this process may use, ascending; where the kernel does not tell, each is a core of
  /// one package.
  public static func usable(_ files: SystemFiles = .live) -> [CPUPlace] {
    let cpus = files.text("/proc/thread-self/status").flatMap(allowedCPUs) ?? []
    return cpus.map { cpu in
      let folder = "/sys/devices/system/cpu/cpu\(cpu)/topology"
      return CPUPlace(
        cpu: cpu, core: files.line("\(folder)/core_id").flatMap { Int($0) } ?? cpu,
        package: files.line("\(folder)/physical_package_id").flatMap { Int($0) } ?? 0)
    }
  }
}
