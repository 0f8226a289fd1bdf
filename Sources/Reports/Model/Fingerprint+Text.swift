import Records

extension Fingerprint {
  /// Titles and values for people: `none` where the machine lacks something, and the reason in
  /// brackets where it could not be read.
  public var facts: [(title: String, value: String)] {
    machineFacts + build.facts
  }

  /// Those of the machine alone.
  var machineFacts: [(title: String, value: String)] {
    processorFacts + topologyFacts + settingFacts + systemFacts
  }

  /// The facts for a terminal, one a line, after the name.
  public func text(loadAverage: Double?, usingColor: Bool) -> String {
    let load = (
      "load average", loadAverage.map { Format.fixed($0, decimals: 2) } ?? "(not readable)"
    )
    let all = [("name", name)] + facts + [load]
    let width = all.map(\.0.count).max() ?? 0
    return all.map { title, value in
      let padding = String(repeating: " ", count: width - title.count)
      return (usingColor ? "\u{1B}[1m\(title)\u{1B}[0m" : title) + "\(padding)  \(value)\n"
    }.joined()
  }

  private var processorFacts: [(title: String, value: String)] {
    let makers = [
      ("vendor", processor.vendor), ("family", processor.family), ("model", processor.model),
      ("stepping", processor.stepping), ("microcode", processor.microcode),
    ]
    return [
      // As titles have it.
      ("CPU", processor.name.value == nil ? processor.name.text(\.self) : processor.label),
      ("kind", makers.map { "\($0.0) \($0.1.text(\.self))" }.joined(separator: ", ")),
      ("vectors", processor.vectorExtensions.text { $0.joined(separator: " ") }),
      (
        "open flaws",
        processor.vulnerableTo.text { $0.isEmpty ? "none" : $0.joined(separator: ", ") }
      ),
    ]
  }

  private var topologyFacts: [(title: String, value: String)] {
    let caches = topology.caches.map { cache in
      "\(cache.name) \(UnitLadder.bytes.wholeText(Double(cache.bytes)))"
        + (cache.sharedBy.value.map { $0.count > 1 ? " shared by \($0.count) CPUs" : "" } ?? "")
    }
    return [
      (
        "topology",
        [
          topology.cpus.text(counting: "CPU"), topology.cores.text(counting: "core"),
          topology.sockets.text(counting: "socket"), topology.numaNodes.text(counting: "NUMA node"),
        ].joined(separator: ", ") + "; SMT " + topology.isSMTActive.text { $0 ? "on" : "off" }
      ),
      ("caches", caches.isEmpty ? "(not listed)" : caches.joined(separator: ", ")),
      ("memory", topology.memoryBytes.text { UnitLadder.bytes.text(Double($0)) }),
      ("usable CPUs", "\(usableCPUs): \(limits.cpus.text(rangesText))"),
      ("quota", limits.quota.text { "\(Format.plain($0)) CPUs" }),
    ]
  }

  private var settingFacts: [(title: String, value: String)] {
    [
      ("governor", settings.governor.text(\.self)),
      ("boost", settings.isBoostOn.text { $0 ? "on" : "off" }),
      ("huge pages", settings.transparentHugePages.text(\.self)),
    ]
  }

  private var systemFacts: [(title: String, value: String)] {
    [
      ("hypervisor", system.hypervisor.text(\.self)),
      ("container", system.container.text(\.self)),
      ("kernel", system.kernel.text(\.self)),
      ("distribution", system.distribution.text(\.self)),
      ("C library", system.libc),
    ]
  }

}

extension Fingerprint.Build {
  /// Titles and values for people.
  var facts: [(title: String, value: String)] {
    [
      ("compiler", compiler),
      ("flags", flags),
      ("target CPU", "\(targetCPU), \(vectorLanes) floats a vector"),
      ("allocator", allocator),
      ("commit", commit.text(\.self)),
      (
        "sources",
        isTreeClean.text { $0 ? "those of the commit" : "changed since the commit" }
          + (sourceDigest?.value.map { ", " + Format.digest($0) } ?? "")
      ),
      ("program", binaryDigest.text(Format.digest)),
    ]
  }
}

extension Reading {
  /// The fact as text, or its absence, or why nobody knows.
  fileprivate func text(_ transform: (Value) -> String) -> String {
    switch self {
    case .value(let value): transform(value)
    case .absent: "none"
    case .unreadable(let reason): "(\(reason))"
    }
  }
}

extension Reading<Int> {
  /// `2 cores`.
  fileprivate func text(counting noun: String) -> String {
    counted(value ?? 0, noun) { _ in text(String.init) }
  }
}

/// Numbers in the kernel's short form: `0-3, 8`.
private func rangesText(_ numbers: [Int]) -> String {
  var ranges: [ClosedRange<Int>] = []
  for number in numbers.sorted() {
    if let last = ranges.last, last.upperBound + 1 == number {
      ranges[ranges.count - 1] = last.lowerBound...number
    } else {
      ranges.append(number...number)
    }
  }
  return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
    .joined(separator: ", ")
}
