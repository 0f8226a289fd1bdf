import Records

extension Machine {
  /// The fingerprint as titles and values for people; what could not be read is `—`.
  public var facts: [(title: String, value: String)] {
    hardwareFacts + [
      ("kernel", kernel ?? Format.unknown),
      ("compiler", build.compiler),
      ("flags", build.flags),
      ("target CPU", "\(build.targetCPU), \(build.vectorLanes) floats a vector"),
      ("allocator", build.allocator),
      ("commit", build.commit ?? Format.unknown),
    ]
  }

  /// The fingerprint for a terminal, one fact a line.
  public func text(usingColor: Bool) -> String {
    let state = [
      ("load average", loadAverage.map { Format.fixed($0, decimals: 2) } ?? Format.unknown)
    ]
    let width = (facts + state).map(\.0.count).max() ?? 0
    return ([("name", name)] + facts + state).map { title, value in
      let padding = String(repeating: " ", count: width - title.count)
      return (usingColor ? "\u{1B}[1m\(title)\u{1B}[0m" : title) + "\(padding)  \(value)\n"
    }.joined()
  }

  /// The fingerprint of a run as a table, with facts of its own.
  func table(adding facts: [(title: String, value: String)]) -> Table {
    Table(
      self.facts + facts,
      columns: [
        Table.Column("fact", .left) { $0.title }, Table.Column("value", .left) { $0.value },
      ])
  }

  /// CPU, usable and present cores in a few words: `AMD EPYC, 2 of 2 cores`.
  var shortText: String {
    "\(cpuModel ?? architecture), \(usableCores) of \(cores) cores"
  }

  private var hardwareFacts: [(title: String, value: String)] {
    let caches = caches.map { "\($0.name) \(UnitLadder.bytes.wholeText(Double($0.bytes)))" }
    return [
      ("CPU", cpuModel ?? Format.unknown),
      ("vectors", vectorExtensions?.joined(separator: " ") ?? Format.unknown),
      ("cores", coresText),
      ("caches", caches.isEmpty ? Format.unknown : caches.joined(separator: ", ")),
      (
        "memory",
        memoryBytes.map { UnitLadder.bytes.wholeText(Double($0)) } ?? Format.unknown
      ),
      ("hypervisor", isVirtual.map { $0 ? "yes" : "no" } ?? Format.unknown),
      ("governor", governor ?? Format.unknown),
      ("huge pages", transparentHugePages ?? Format.unknown),
    ]
  }

  private var coresText: String {
    let physical = physicalCores.map { ", \($0) physical" } ?? ""
    let quota = quotaCores.map { ", quota of \(Format.loss($0)) CPUs" } ?? ""
    return "\(cores)\(physical), \(usableCores) usable\(quota)"
  }
}
