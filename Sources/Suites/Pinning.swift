/// Which CPUs the workers of a child process may use, where it has fewer threads than there are CPUs.
public enum Pinning: String, Sendable, CaseIterable {
  /// All that the sweep itself may use.
  case none
  /// Neighbours first: hardware threads of one core, cores of one package.
  case compact
  /// As far from each other as can be: packages first, then cores, hardware threads of one core last.
  case scatter
}
