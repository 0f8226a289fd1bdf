/// CPUs' worth of time that the process's control groups grant, such as 1.5; `nil` without a limit.
///
/// A limit of any ancestor binds, so the least one counts. Version 2 keeps quota and period in
/// `cpu.max`, version 1 in two files below the mount of the `cpu` controller.
///
/// - Source: “Control Group v2” and “CFS Bandwidth Control”, the kernel's documentation.
func controlGroupQuota(_ files: SystemFiles) -> Double? {
  let memberships = files.text("/proc/self/cgroup") ?? ""
  return memberships.split(separator: "\n").flatMap { membership -> [Double] in
    // hierarchy-ID:controller-list:path; version 2 has ID 0 and no controllers.
    let fields = membership.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3 else { return [] }
    let folders = ancestors(of: fields[2])
    if fields[0] == "0" {
      return folders.compactMap { quota(cpuMax: files.line("/sys/fs/cgroup\($0)/cpu.max")) }
    }
    guard fields[1].split(separator: ",").contains("cpu") else { return [] }
    // The mount goes by the whole list or by a link that names the one controller.
    return Set([String(fields[1]), "cpu"]).flatMap { mount in
      folders.compactMap { quotaOfVersion1("/sys/fs/cgroup/\(mount)\($0)", files) }
    }
  }.min()
}

/// The quota of a line of `cpu.max`, `<quota or max> <period>`, in CPUs.
private func quota(cpuMax: String?) -> Double? {
  let fields = cpuMax?.split(separator: " ").map { Double($0) } ?? []
  guard fields.count == 2, let quota = fields[0], let period = fields[1] else { return nil }
  return ratio(quota, period)
}

private func quotaOfVersion1(_ folder: String, _ files: SystemFiles) -> Double? {
  guard let quota = files.line("\(folder)/cpu.cfs_quota_us").flatMap(Double.init),
    let period = files.line("\(folder)/cpu.cfs_period_us").flatMap(Double.init)
  else { return nil }
  return ratio(quota, period)
}

/// CPUs' worth; −1 is version 1's word for no limit.
private func ratio(_ quota: Double, _ period: Double) -> Double? {
  quota > 0 && period > 0 ? quota / period : nil
}

/// `/a/b` → `/a/b`, `/a` and the root, which is empty.
private func ancestors(of path: Substring) -> [String] {
  let names = path.split(separator: "/")
  return (0...names.count).reversed().map { count in
    names.prefix(count).map { "/\($0)" }.joined()
  }
}
