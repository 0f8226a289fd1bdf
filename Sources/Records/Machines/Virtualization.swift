// What lies between the program and the hardware: hypervisors and containers.

/// The hypervisor by the names that the virtual machine's firmware gives, or `unnamed`.
///
/// - Parameter isReported: whether the CPU says that there is one; the inner `nil` where this kind
///   of CPU says neither.
func hypervisorName(isReported: Reading<Bool?>, _ files: SystemFiles) -> Reading<String> {
  isReported.flatMap { isReported in
    guard let isReported else {
      // What a hypervisor itself leaves behind; without it, nobody knows.
      return files.readLine("/sys/hypervisor/type")
        .orElse(files.readLine("/proc/device-tree/hypervisor/compatible"))
        .orElse(.unreadable("this kind of CPU does not report a hypervisor"))
    }
    guard isReported else { return .absent }
    let folder = "/sys/class/dmi/id"
    let names = ["sys_vendor", "product_name"].compactMap { files.line("\(folder)/\($0)") }
    return .value(names.isEmpty ? "unnamed" : names.joined(separator: " "))
  }
}

/// The kind of container that the process runs in, by what its engine leaves behind; absent where
/// there is no trace of one.
func containerKind(_ files: SystemFiles) -> Reading<String> {
  for (path, kind) in [("/.dockerenv", "docker"), ("/run/.containerenv", "podman")] {
    let marker = files.read(path)
    if marker != .absent { return marker.map { _ in kind } }
  }
  return files.read("/proc/self/cgroup").flatMap { groups in
    let kinds = [
      ("kubepods", "kubernetes"), ("docker", "docker"), ("libpod", "podman"), ("lxc", "lxc"),
    ]
    return kinds.first { groups.contains($0.0) }.map { .value($0.1) } ?? .absent
  }
}

/// The distribution's name for people, from the text of `/etc/os-release`.
func prettyName(_ text: String) -> String? {
  let key = "PRETTY_NAME="
  let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
  return line.map { $0.dropFirst(key.count).trimmed.filter { $0 != "\"" } }
}
