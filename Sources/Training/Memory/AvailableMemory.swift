import Glibc

/// Bytes of memory that this process may use at most: the machine's, or less where a limit of the
/// process or of a control group binds.
///
/// - Source: “Control Group v2” and “Memory Resource Controller”, the kernel's documentation.
package func availableMemory() -> Int {
  let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
  let limits = [RLIMIT_AS, RLIMIT_DATA].compactMap(limit) + controlGroupLimits(textOfFile)
  return limits.reduce(machine, min)
}

/// A limit of the process; `nil` where there is none.
private func limit(_ resource: __rlimit_resource) -> Int? {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return nil }
  return Int(exactly: limit.rlim_cur)
}

/// The limits of the process's control groups and of all their ancestors, in bytes.
///
/// - Parameter text: the content of a file of the kernel; `nil` where it cannot be read.
func controlGroupLimits(_ text: (_ path: String) -> String?) -> [Int] {
  let memberships = (text("/proc/self/cgroup") ?? "").split(separator: "\n")
  return memberships.flatMap { membership -> [Int] in
    // hierarchy-ID:controller-list:path; version 2 has ID 0 and no controllers.
    let fields = membership.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3 else { return [] }
    let isVersion1 = fields[1].split(separator: ",").contains("memory")
    guard isVersion1 || fields[1].isEmpty else { return [] }
    let mount = "/sys/fs/cgroup" + (isVersion1 ? "/memory" : "")
    let file = isVersion1 ? "memory.limit_in_bytes" : "memory.max"
    let names = fields[2].split(separator: "/")
    return (0...names.count).compactMap { count in
      let folder = names.prefix(count).map { "/\($0)" }.joined()
      // "max" where there is no limit.
      return text("\(mount)\(folder)/\(file)").flatMap { Int($0.prefix { $0 != "\n" }) }
    }
  }
}

/// The first 64 KiB of a file: more than any of the kernel's that is read here.
func textOfFile(_ path: String) -> String? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
    count = max(0, read(file, buffer.baseAddress, buffer.count))
  }
  return String(decoding: bytes, as: UTF8.self)
}
