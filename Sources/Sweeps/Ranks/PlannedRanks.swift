import Training

/// Ranks that are planned: a trainer can be laid out as they would share its steps, which tells whether they can.
/// They make no steps.
final class PlannedRanks: RankGroup {
  let rank = 0
  let count: Int

  init(_ count: Int) { self.count = count }

  func allGather(_ memory: UnsafeMutableRawPointer, ends: UnsafePointer<Int>) {
    preconditionFailure("ranks that are only planned make no steps")
  }

  func makeStream(
    _ direction: StreamDirection, _ other: Int, _ memory: StreamedMemory, tag: Int
  ) -> any RankStream { NoStream() }

  private final class NoStream: RankStream {
    func begin() {}
    func send(upTo end: Int) {}
    func received() -> Int { 0 }
    func finish() {}
  }
}
