/// What the start of this process took, until it knew what to do.
struct ProcessLaunch {
  /// How long that was.
  let nanoseconds: Int64
  /// The raw clock, in nanoseconds.
  let clock: () -> Int64

  /// - Parameter start: when its parent started it, by the same clock.
  init(since start: Int64, clock: @escaping () -> Int64) {
    nanoseconds = clock() - start
    self.clock = clock
  }
}
