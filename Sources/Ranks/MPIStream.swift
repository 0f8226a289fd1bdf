import Training

/// One end of a stream: a message for each piece.
final class MPIStream: RankStream {
  /// Tags below it are of what is no stream.
  private static let firstTag: CInt = 16

  private let ranks: MPIRanks
  private let direction: StreamDirection
  private let other: CInt
  private let tag: CInt
  private let memory: StreamedMemory
  private let count: Int
  private let requests: UnsafeMutableRawPointer
  /// Messages that have been started, and those before the first one that may be under way.
  private var started = 0
  private var done = 0

  init(
    _ ranks: MPIRanks, _ direction: StreamDirection, _ other: Int, _ memory: StreamedMemory,
    tag: Int
  ) {
    self.ranks = ranks
    self.direction = direction
    self.other = CInt(other)
    self.tag = Self.firstTag + CInt(tag)
    self.memory = memory
    count = memory.count
    requests = .allocate(
      byteCount: max(count, 1) * ranks.mpi.requestBytes, alignment: MemoryLayout<UInt>.alignment)
  }

  deinit { requests.deallocate() }

  func begin() {
    (started, done) = (0, 0)
    // What comes finds its place at once, and is never kept elsewhere first.
    if direction == .from { start(ranks.mpi.receive, upTo: memory.bytes) }
  }

  func send(upTo end: Int) {
    start(ranks.mpi.send, upTo: end)
  }

  private func start(_ transfer: MPILibrary.Transfer, upTo end: Int) {
    while started < count {
      let piece = memory.piece(started)
      guard piece.upperBound <= end else { return }
      _ = transfer(
        memory.base + piece.lowerBound, CInt(piece.count), ranks.mpi.byte, other, tag,
        ranks.communicator, requests + started * ranks.mpi.requestBytes)
      if direction == .to { ranks.traffic.count(piece.count) }
      started += 1
    }
  }

  func received() -> Int {
    while done < started {
      var isDone: CInt = 0
      _ = ranks.mpi.test(
        requests + done * ranks.mpi.requestBytes, &isDone, ranks.mpi.statusesIgnored)
      guard isDone != 0 else { break }
      done += 1
    }
    return memory.piece(done).lowerBound
  }

  func finish() {
    guard done < started else { return }
    ranks.wait(for: Int(other)) {
      _ = ranks.mpi.waitForAll(
        CInt(started - done), requests + done * ranks.mpi.requestBytes, ranks.mpi.statusesIgnored)
    }
    done = started
  }
}
