/// What `/proc/cpuinfo` says.
struct CPUInformation: Equatable {
  /// The name of the CPU.
  var model: String?
  /// All flags, in the kernel's order.
  var flags: [String]?
  /// What the first block says, by the kernel's keys: `vendor_id`, `microcode`, and so on.
  var fields: [String: String] = [:]
  /// Whether a hypervisor is reported; `nil` on CPUs that list no such flag.
  var isVirtual: Bool?
  /// Blocks in the file: one a hardware thread.
  var processorCount: Int

  /// Parses the text of `/proc/cpuinfo` of x86 or ARM.
  init(parsing text: String) {
    var flags: [Substring]?
    var model: String?
    var processors = 0
    for line in text.split(separator: "\n") {
      guard let (key, value) = keyAndValue(line) else { continue }
      fields[key] = fields[key] ?? value
      switch key {
      case "processor": processors += 1
      // ARM boards name the board where x86 names the CPU.
      case "model name", "Model": model = model ?? value
      case "flags", "Features": flags = flags ?? value.split(separator: " ")
      default: break
      }
    }
    self.model = model
    self.flags = flags?.map(String.init)
    processorCount = processors
    // Every x86-64 has SSE2; the hypervisor's flag is x86's alone.
    let isX86 = flags?.contains("sse2") ?? false
    isVirtual = isX86 ? flags?.contains("hypervisor") : nil
  }
}

private func keyAndValue(_ line: Substring) -> (key: String, value: String)? {
  guard let colon = line.firstIndex(of: ":") else { return nil }
  let value = line[line.index(after: colon)...].trimmed
  return value.isEmpty ? nil : (line[..<colon].trimmed, value)
}

/// A short name for files: the CPU's family and the count of cores, such as `amd-epyc-2c`.
///
/// Drops what is on every label: trademarks, "CPU", "Processor", clock rates and "96-Core".
func shortName(cpuModel: String?, architecture: String, cores: Int) -> String {
  let label = cpuModel?.prefix { $0 != "@" }.lowercased() ?? ""
  let words = label.replacing("(r)", with: " ").replacing("(tm)", with: " ")
    .split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")) }
    .filter { !["cpu", "processor", "with"].contains($0) && !$0.hasSuffix("-core") }
  let family = words.isEmpty ? architecture.replacing("_", with: "-") : words.joined(separator: "-")
  return "\(family)-\(cores)c"
}

extension Substring {
  /// The text without the spaces and tabs around it.
  var trimmed: String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isSpace($0) }),
      let last = lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(self[first...last])
  }
}
