import Suites

/// Refuses to measure with a debug build, whose times would be hundreds of times too long.
///
/// - Throws: a `SweepError` in a debug build.
func requireOptimizedBuild() throws {
  #if DEBUG
    throw SweepError(
      .unavailable,
      "this is a debug build, whose times mean nothing; run 'make bench', "
        + "or build with 'swift build -c release'")
  #endif
}
