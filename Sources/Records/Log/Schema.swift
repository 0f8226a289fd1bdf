/// The version of a record's format: readers accept an equal `major` and any `minor`, and upgrade
/// the majors before.
public struct Schema: Codable, Sendable, Equatable, CustomStringConvertible {
  /// Grows when a field is renamed, removed or changes its meaning.
  public var major: Int
  /// Grows when a field is added, or a value that a field may have.
  public var minor: Int

  /// Creates a version.
  public init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// The version of a run's log that this program writes: 2.1 added each block's counters; 2.2 the raw
  /// clock of each line, the digests of data, files and program, and that of the sources; 2.3 the
  /// implementations of a plan, builds or libraries, and the terms of a duel; 2.4 the name that its owner
  /// gives a machine; 2.5 networks out of files, ranks of MPI, and how long a first step takes; 2.6
  /// how long a word takes from one CPU to another; 2.7 a third exchange of ranks; 2.8 the
  /// exchange that a case asks for.
  public static let current = Schema(major: 2, minor: 8)

  /// Whether this program may not know all that such records hold.
  var isNewer: Bool { (major, minor) > (Self.current.major, Self.current.minor) }

  /// Whether each block of such a log has its counters.
  public var hasCounters: Bool { (major, minor) >= (2, 1) }

  /// The version as people write it, such as `2.1`.
  public var description: String { "\(major).\(minor)" }
}
