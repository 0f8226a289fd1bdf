import Records

extension Fingerprint {
  /// A fact with its name.
  typealias Fact = (name: String, path: KeyPath<Fingerprint, Reading<String>>)

  /// What the maker of a CPU calls it by numbers: a name may be one for several generations.
  static var makersNumbers: [Fact] {
    [
      ("family", \.processor.family), ("model", \.processor.model),
      ("stepping", \.processor.stepping),
    ]
  }

  /// What differs between two machines and programs and can explain a difference in time, each as a
  /// clause in words: `another CPU: AMD EPYC (Zen 4), AMD EPYC (Zen 3)`, this one's first.
  package func differences(from other: Fingerprint) -> [String] {
    machineDifferences(from: other) + buildDifferences(from: other)
  }

  /// Those of the machine, its settings and its kernel.
  func machineDifferences(from other: Fingerprint) -> [String] {
    let labels = [processor.label, other.processor.label]
    let numbers: [Fact] = Self.makersNumbers + [("microcode", \.processor.microcode)]
    return
      (labels[0] == labels[1]
      ? knownDifferences(from: other, in: numbers) : [clause("CPU", labels[0], labels[1])])
      + Machine(self).differences(from: Machine(other)) { !Self.buildTitles.contains($0) }
      + knownDifferences(from: other, in: [("container", \.system.container)])
  }

  /// Those of the program. Programs with the same digest are one, whatever commit they were built from.
  func buildDifferences(from other: Fingerprint) -> [String] {
    let (mine, theirs) = (Machine(self), Machine(other))
    let digests = [build, other.build].compactMap(\.binaryDigest.value)
    let isOne = digests.count == 2 && digests[0] == digests[1]
    return mine.differences(from: theirs) {
      Self.buildTitles.contains($0) && !(isOne && $0 == "commit")
    } + knownDifferences(from: other, in: [("program", \.build.binaryDigest)])
  }

  private static let buildTitles: Set = ["compiler", "flags", "target CPU", "allocator", "commit"]

  /// The facts that both know and that differ, each as a clause: what only one of them knows tells
  /// nothing.
  func knownDifferences(from other: Fingerprint, in facts: [Fact]) -> [String] {
    facts.compactMap { fact in
      guard let mine = self[keyPath: fact.path].value, let theirs = other[keyPath: fact.path].value,
        mine != theirs
      else { return nil }
      return clause(fact.name, String(mine.prefix(16)), String(theirs.prefix(16)))
    }
  }
}

extension Machine {
  /// What differs between two machines or binaries and can explain a difference in time, each as a
  /// clause; load and steal time, which change from cell to cell, are left out, and the CPU, which a
  /// fingerprint knows better.
  func differences(
    from other: Machine, where isMeant: (String) -> Bool = { _ in true }
  ) -> [String] {
    let mine = [("machine", name)] + facts
    let theirs = [("machine", other.name)] + other.facts
    return zip(mine, theirs).compactMap { mine, theirs in
      let title = mine.0
      guard title != "CPU", isMeant(title), mine.1 != theirs.1 else { return nil }
      // A list of sixteen features tells less than their family.
      let families = [vectorFamily, other.vectorFamily]
      if title == "vectors", families[0] != families[1] {
        return clause(title, families[0] ?? Format.unknown, families[1] ?? Format.unknown)
      }
      if title == "vectors", let mine = vectorExtensions, let theirs = other.vectorExtensions {
        return "other vectors: " + sides(Set(mine), Set(theirs))
      }
      if title == "caches", let clauses = cacheClauses(other) { return clauses }
      return clause(title, mine.1, theirs.1)
    }
  }

  /// The levels that differ: `another L2 cache: 1 MiB, 512 KiB`; `nil` where both have not the same levels.
  private func cacheClauses(_ other: Machine) -> String? {
    guard caches.map(\.name) == other.caches.map(\.name) else { return nil }
    return zip(caches, other.caches).filter { $0.bytes != $1.bytes }.map { mine, theirs in
      let sizes = [mine, theirs].map { UnitLadder.bytes.wholeText(Double($0.bytes)) }
      return clause("\(mine.name) cache", sizes[0], sizes[1])
    }.joined(separator: "; ")
  }

  /// The widest vectors by the name that people have for them: `AVX-512`; `nil` where none is known.
  var vectorFamily: String? {
    let known = [("avx512f", "AVX-512"), ("avx2", "AVX2"), ("sve", "SVE"), ("asimd", "NEON")]
    return known.first { (vectorExtensions ?? []).contains($0.0) }?.1
  }
}

/// What only one of two lists has: `only the second has avx_vnni`.
private func sides(_ mine: Set<String>, _ theirs: Set<String>) -> String {
  [("first", mine.subtracting(theirs)), ("second", theirs.subtracting(mine))]
    .filter { !$0.1.isEmpty }
    .map { "only the \($0) has \($1.sorted().joined(separator: " "))" }.joined(separator: ", ")
}

/// `another kernel: Linux 6.1, Linux 7.0`.
private func clause(_ title: String, _ mine: String, _ theirs: String) -> String {
  let isPlural = ["vectors", "cores", "caches", "flags", "huge pages"].contains(title)
  let values = [mine, theirs].map { $0 == Format.unknown ? "unknown" : $0 }
  // A value that is a list needs a stronger mark behind it.
  let mark = values.contains { $0.contains(", ") } ? "; " : ", "
  return "\(isPlural ? "other" : "another") \(title): \(values.joined(separator: mark))"
}
