// Parsers of the kernel's small text files; each takes text and returns nil where it makes no sense.

/// CPUs in the affinity mask, from the text of `/proc/thread-self/status`.
func affinityCount(_ text: String) -> Int? {
  let key = "Cpus_allowed_list:"
  let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
  return line.flatMap { countOfCPUList($0.dropFirst(key.count).trimmed) }
}

/// CPUs in a list such as `0-3,8`; `nil` where it is none.
func countOfCPUList(_ list: String) -> Int? {
  cpuNumbers(list).map(\.count)
}

/// The CPUs of a list such as `0-3,8`; `nil` where it is none.
func cpuNumbers(_ list: String) -> [Int]? {
  var numbers: [Int] = []
  for range in list.split(separator: ",") {
    let ends = range.split(separator: "-").compactMap { Int($0) }
    guard let first = ends.first, let last = ends.last, ends.count <= 2, first <= last,
      last < 1 << 20
    else { return nil }
    numbers += first...last
  }
  return numbers.isEmpty ? nil : numbers
}

/// The caches of the first CPU, as many as the kernel lists.
func cachesOfFirstCPU(_ files: SystemFiles) -> [Machine.Cache] {
  var caches: [Machine.Cache] = []
  while true {
    let folder = "/sys/devices/system/cpu/cpu0/cache/index\(caches.count)"
    guard let level = files.line("\(folder)/level"), let type = files.line("\(folder)/type"),
      let bytes = files.line("\(folder)/size").flatMap(bytesOfSize)
    else { return caches }
    let kind = ["Data": "d", "Instruction": "i"][type] ?? ""
    caches.append(Machine.Cache(name: "L\(level)\(kind)", bytes: bytes))
  }
}

/// Bytes of a size such as `48K` or `32M`.
private func bytesOfSize(_ size: String) -> Int? {
  let factors: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
  guard let unit = size.last, let factor = factors[unit] else { return Int(size) }
  let (bytes, overflow) = (Int(size.dropLast()) ?? -1).multipliedReportingOverflow(by: factor)
  return overflow || bytes < 0 ? nil : bytes
}

/// Main memory from the text of `/proc/meminfo`, which counts in units of 1,024 bytes.
func bytesOfMemory(_ text: String) -> Int64? {
  let line = text.split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
  return line?.split(separator: " ").dropFirst().first.flatMap { Int64($0) }.map { $0 &* 1024 }
}

/// The word in brackets of a line such as `always [madvise] never`.
func chosenWord(_ line: String) -> String? {
  guard let open = line.firstIndex(of: "["), let close = line.firstIndex(of: "]"), open < close
  else { return nil }
  return String(line[line.index(after: open)..<close])
}
