/// CPUs' worth of time that the process's control groups grant, such as 1.5; absent without a limit.
///
/// A limit of any ancestor binds, so the least one counts. Version 2 keeps quota and period in
/// `cpu.max`, version 1 in two files below the mount of the `cpu` controller.
///
/// - Source: “Control Group v2” and “CFS Bandwidth Control”, the kernel's documentation.
func controlGroupQuota(_ files: SystemFiles) -> Reading<Double> {
  cpuGroups(files).flatMap { groups in
    let quotas = groups.flatMap { group in
      group.folders.map {
        group.isVersion1 ? quotaOfVersion1($0, files) : quotaOfVersion2($0, files)
      }
    }
    if let least = quotas.compactMap(\.value).min() { return .value(least) }
    // One that could not be read may be a limit.
    return quotas.first { $0 != .absent } ?? .absent
  }
}

/// A control group that may limit CPU time, with all its ancestors.
struct CPUGroup {
  /// Version 1 has other file names, and nanoseconds where version 2 has microseconds.
  var isVersion1: Bool
  /// The folders of the group itself, of its parent and so on up to the mount.
  var folders: [String]
}

/// The groups of this process that the `cpu` controller, or all controllers, go by.
func cpuGroups(_ files: SystemFiles) -> Reading<[CPUGroup]> {
  files.read("/proc/self/cgroup").map { memberships in
    memberships.split(separator: "\n").flatMap { membership -> [CPUGroup] in
      // hierarchy-ID:controller-list:path; version 2 has ID 0 and no controllers.
      let fields = membership.split(
        separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      let folders = ancestors(of: fields[2])
      if fields[0] == "0" {
        return [CPUGroup(isVersion1: false, folders: folders.map { "/sys/fs/cgroup\($0)" })]
      }
      guard fields[1].split(separator: ",").contains("cpu") else { return [] }
      // The mount goes by the whole list or by a link that names the one controller.
      let mounts = fields[1] == "cpu" ? ["cpu"] : [String(fields[1]), "cpu"]
      return mounts.map { mount in
        CPUGroup(isVersion1: true, folders: folders.map { "/sys/fs/cgroup/\(mount)\($0)" })
      }
    }
  }
}

/// The quota of `cpu.max`, `<quota or max> <period>`, in CPUs.
private func quotaOfVersion2(_ folder: String, _ files: SystemFiles) -> Reading<Double> {
  files.readLine("\(folder)/cpu.max").flatMap { line in
    if line.hasPrefix("max ") { return .absent }
    return Reading.value(line).parsed { line -> [Double]? in
      let numbers = line.split(separator: " ").compactMap { Double($0) }
      return numbers.count == 2 ? numbers : nil
    }.flatMap { ratio($0[0], $0[1]) }
  }
}

private func quotaOfVersion1(_ folder: String, _ files: SystemFiles) -> Reading<Double> {
  files.readLine("\(folder)/cpu.cfs_quota_us").parsed(Double.init).flatMap { quota in
    files.readLine("\(folder)/cpu.cfs_period_us").parsed(Double.init).flatMap {
      ratio(quota, $0)
    }
  }
}

/// CPUs' worth; −1 is version 1's word for no limit.
private func ratio(_ quota: Double, _ period: Double) -> Reading<Double> {
  quota > 0 && period > 0 ? .value(quota / period) : .absent
}

/// `/a/b` → `/a/b`, `/a` and the root, which is empty.
private func ancestors(of path: Substring) -> [String] {
  let names = path.split(separator: "/")
  return (0...names.count).reversed().map { count in
    names.prefix(count).map { "/\($0)" }.joined()
  }
}
