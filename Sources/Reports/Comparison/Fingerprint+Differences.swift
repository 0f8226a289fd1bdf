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

  /// What differs between two machines or programs and can explain a difference in time, each as a
  /// clause.
  ///
  /// Programs with the same digest are one, whatever commit they were built from.
  func differences(from other: Fingerprint) -> [String] {
    var (mine, theirs) = (Machine(self), Machine(other))
    let digests = [build, other.build].compactMap(\.binaryDigest.value)
    if digests.count == 2, digests[0] == digests[1] { theirs.build.commit = mine.build.commit }
    let others: [Fact] = [
      ("microcode", \.processor.microcode), ("container", \.system.container),
      ("program", \.build.binaryDigest),
    ]
    return mine.differences(from: theirs)
      + knownDifferences(from: other, in: Self.makersNumbers + others)
  }

  /// The facts that both know and that differ, each as a clause: what only one of them knows tells
  /// nothing.
  func knownDifferences(from other: Fingerprint, in facts: [Fact]) -> [String] {
    facts.compactMap { fact in
      guard let mine = self[keyPath: fact.path].value, let theirs = other[keyPath: fact.path].value,
        mine != theirs
      else { return nil }
      return "\(fact.name): \(mine.prefix(16)) / \(theirs.prefix(16))"
    }
  }
}
