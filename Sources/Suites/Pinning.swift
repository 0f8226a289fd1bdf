/// Which CPUs the workers of a child process use; each is bound to one, where there are as many.
public enum Pinning: String, Codable, Sendable, CaseIterable {
  /// All that the sweep itself may use, as the kernel likes.
  case none
  /// Neighbours first: hardware threads of one core, cores of one package.
  case compact
  /// One a core, neighbouring cores first; hardware threads of one core last.
  case cores
  /// As far from each other as can be: packages first, then cores, hardware threads of one core last.
  case scatter
}
