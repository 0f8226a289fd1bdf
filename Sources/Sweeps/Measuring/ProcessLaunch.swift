/// What the start of this process took, until it knew what to do.
struct ProcessLaunch {
  /// How long that was.
  let nanoseconds: Int64
  /// The raw clock, in nanoseconds.
  let clock: () -> Int64
}
