// Parsers of the kernel's small text files; each takes text and returns nil where it makes no sense.

/// The CPUs of the affinity mask, from the text of `/proc/thread-self/status`.
func allowedCPUs(_ text: String) -> [Int]? {
  valueOfKey("Cpus_allowed_list", in: text).flatMap(cpusOfList)
}

/// The value behind `key:` at the start of a line.
func valueOfKey(_ key: String, in text: String) -> String? {
  let line = text.split(separator: "\n").first { $0.hasPrefix("\(key):") }
  return line.map { $0.dropFirst(key.count + 1).trimmed }
}

/// How many CPUs a list such as `0-3,8` has; `nil` where it is none.
func countOfCPUList(_ list: String) -> Int? { cpusOfList(list)?.count }

/// The CPUs of a list such as `0-3,8`; `nil` where it is none.
func cpusOfList(_ list: String) -> [Int]? {
  var cpus: [Int] = []
  for range in list.split(separator: ",") {
    let ends = range.split(separator: "-").compactMap { Int($0) }
    guard let first = ends.first, let last = ends.last, ends.count <= 2, first <= last,
      last < 1 << 20
    else { return nil }
    cpus += first...last
  }
  return cpus.isEmpty ? nil : cpus
}

/// The caches of the first CPU that is online, as many as the kernel lists: it lists none of others.
public func cachesOfFirstCPU(_ files: SystemFiles = .live) -> [Fingerprint.Cache] {
  let cpu = files.line("/sys/devices/system/cpu/online").flatMap(cpusOfList)?.first ?? 0
  var caches: [Fingerprint.Cache] = []
  while true {
    let folder = "/sys/devices/system/cpu/cpu\(cpu)/cache/index\(caches.count)"
    guard let level = files.line("\(folder)/level"), let type = files.line("\(folder)/type"),
      let bytes = files.line("\(folder)/size").flatMap(bytesOfSize)
    else { return caches }
    let kind = ["Data": "d", "Instruction": "i"][type] ?? ""
    caches.append(
      Fingerprint.Cache(
        name: "L\(level)\(kind)", bytes: bytes,
        sharedBy: files.readLine("\(folder)/shared_cpu_list").parsed(cpusOfList)))
  }
}

/// Bytes of a size such as `48K` or `32M`.
private func bytesOfSize(_ size: String) -> Int? {
  let factors: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
  guard let unit = size.last, let factor = factors[unit] else { return Int(size) }
  let (bytes, overflow) = (Int(size.dropLast()) ?? -1).multipliedReportingOverflow(by: factor)
  return overflow || bytes < 0 ? nil : bytes
}

/// Main memory from the text of `/proc/meminfo`.
func bytesOfMemory(_ text: String) -> Int64? { bytes(ofKey: "MemTotal", in: text) }

/// A size in a text such as `/proc/meminfo`, whose `kB` are units of 1,024 bytes.
func bytes(ofKey key: String, in text: String) -> Int64? {
  let words = valueOfKey(key, in: text)?.split(separator: " ")
  return words?.first.flatMap { Int64($0) }.map { $0 &* 1024 }
}

/// The word in brackets of a line such as `always [madvise] never`.
func chosenWord(_ line: String) -> String? {
  guard let open = line.firstIndex(of: "["), let close = line.firstIndex(of: "]"), open < close
  else { return nil }
  return String(line[line.index(after: open)..<close])
}
