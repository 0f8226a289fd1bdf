import CRanks
import Glibc

extension MPIRanks: RankCrew {
  /// Orders never meet what steps exchange, which has the tag 0.
  private static let orderTag: CInt = 1
  /// How long a rank that waits for orders sleeps between two looks: short at first, as the next one often
  /// comes at once, then so long that it takes some thousandths of a CPU.
  private static let sleepMicroseconds: (first: UInt32, later: UInt32) = (50, 4_000)
  private static let firstLooks = 100

  /// The first ranks as a communicator of their own.
  public func leading(_ count: Int) -> any RankCrew {
    var part: MPILibrary.Handle = 0
    // Ranks with equal colors make a communicator, in the order of their keys.
    waitForAll {
      _ = mpi.split(communicator, rank < count ? 0 : 1, CInt(rank), &part)
    }
    return MPIRanks(self, communicator: part, count: count)
  }

  /// Sends an order, and returns once its words may be written again.
  public func send(_ words: [Int], to rank: Int) {
    var words = words
    var request: MPILibrary.Handle = 0
    words.withUnsafeMutableBytes { bytes in
      guard let memory = bytes.baseAddress else { return }
      _ = mpi.send(
        memory, CInt(bytes.count), mpi.byte, CInt(rank), Self.orderTag, communicator, &request)
      _ = mpi.waitForAll(1, &request, mpi.statusesIgnored)
    }
  }

  /// Waits for an order, asleep between looks.
  public func receive(_ count: Int) -> [Int] {
    var words = [Int](repeating: 0, count: count)
    var request: MPILibrary.Handle = 0
    words.withUnsafeMutableBytes { bytes in
      guard let memory = bytes.baseAddress else { return }
      _ = mpi.receive(
        memory, CInt(bytes.count), mpi.byte, 0, Self.orderTag, communicator, &request)
      var hasCome: CInt = 0
      var looks = 0
      while true {
        _ = mpi.test(&request, &hasCome, mpi.statusesIgnored)
        if hasCome != 0 { return }
        usleep(
          looks < Self.firstLooks
            ? Self.sleepMicroseconds.first : Self.sleepMicroseconds.later)
        looks += 1
      }
    }
    return words
  }
}
