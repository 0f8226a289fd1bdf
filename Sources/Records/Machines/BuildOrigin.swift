/// What a program was built from, as the build found it: nothing is asked of the folder that the
/// program stands in when it runs.
public struct BuildOrigin: Sendable, Equatable {
  /// The commit; absent where the sources were in no repository.
  public let commit: Reading<String>
  /// Whether the sources were those of the commit.
  public let isTreeClean: Reading<Bool>
  /// The SHA-256 over the sources that were compiled, hexadecimal.
  public let sourceDigest: Reading<String>

  /// Reads the words in which `.ci/built` tells it; without any, nobody told the build.
  ///
  /// - Parameter words: the digest of the sources, then `commit ID clean`, `commit ID changed`,
  ///   `none` or `unknown REASON`.
  public init(parsing words: String) {
    let parts = words.split(separator: " ", maxSplits: 2).map(String.init)
    sourceDigest = parts.first.map(Reading.value) ?? .unreadable(Self.untold)
    switch (parts.dropFirst().first, parts.count) {
    case ("commit", 3):
      let state = parts[2].split(separator: " ").map(String.init)
      commit = state.first.map(Reading.value) ?? .unreadable(Self.untold)
      isTreeClean = .value(state.last == "clean")
    case ("none", 2): (commit, isTreeClean) = (.absent, .absent)
    case ("unknown", 3): (commit, isTreeClean) = (.unreadable(parts[2]), .unreadable(parts[2]))
    default: (commit, isTreeClean) = (.unreadable(Self.untold), .unreadable(Self.untold))
    }
  }

  /// One sentence about it, as `gradmark --version` ends.
  public var sentence: String {
    guard let digest = sourceDigest.value else {
      return "Built without make, so that its commit and its sources are unknown."
    }
    let sources =
      switch (commit, isTreeClean.value) {
      case (.value(let commit), true): "commit \(commit)"
      case (.value(let commit), _): "commit \(commit) and changes to it"
      case (.absent, _): "sources in no repository"
      case (.unreadable(let reason), _): "an unknown commit (\(reason))"
      }
    return "Built from \(sources); the sources have the SHA-256 \(digest)."
  }

  private static let untold = "built without make"
}
