import CPlatform
import CRanks
import Clocks
import Training

/// The processes that a launcher of MPI has started, this one among them.
///
/// No sum is ever left to MPI, whose own would depend on how many ranks there are: bytes travel, no more.
public final class MPIRanks: RankGroup, @unchecked Sendable {
  /// The number of this process, from 0.
  public let rank: Int
  /// How many processes there are.
  public let count: Int
  /// The host of each rank.
  public private(set) var hosts: [String] = []
  /// The ranks that may run on the same CPUs as this one, itself included.
  public private(set) var sharers = 1
  /// Bytes that each rank sends in a second while all do, as a short measurement at the start found.
  public private(set) var bytesPerSecond = Double.infinity
  /// What the engine says of itself.
  public var engine: String { mpi.version }

  /// What these ranks have told each other so far, without orders.
  public internal(set) var traffic = RankTraffic()
  /// Watches over this rank; `nil` where nobody does.
  public let watchdog: Watchdog?

  let mpi: MPILibrary
  /// These ranks.
  let communicator: MPILibrary.Handle
  // Safe: used by one thread at a time, as `RankGroup` asks for.
  private let requests: UnsafeMutableRawPointer

  /// Bytes of a message: below the 64 KiB up to which engines send without asking first, which keeps a wire
  /// busy where larger messages wait for answers.
  static let messageBytes = 60 << 10
  /// Messages under way at a time in each direction.
  private static let window = 16

  /// Meets the other ranks.
  ///
  /// - Parameters:
  ///   - launch: what has started them.
  ///   - watchdog: sees to it that they come.
  ///   - tellHosts: hears of the host of each rank, before anything else is done.
  /// - Throws: a `RankError` where the library is missing, is another engine's than the launcher, or cannot
  ///   be called from several threads in turn.
  public init(
    _ launch: Launch, watchdog: Watchdog?, tellHosts: ([String]) -> Void
  ) throws(RankError) {
    let mpi = try MPILibrary(launch)
    self.mpi = mpi
    self.watchdog = watchdog
    communicator = mpi.world
    let serialized = CInt(GRADMARK_MPI_THREAD_SERIALIZED)
    var level: CInt = 0, number: CInt = 0, size: CInt = 0
    // Nobody says who is missing, unless there is but one other.
    let launched = launch.size ?? 0
    watchdog?.startWaiting(
      for: Watchdog.others(of: launch.rank, among: launched), among: launched,
      at: RawClock.nanoseconds())
    _ = mpi.initialize(nil, nil, serialized, &level)
    watchdog?.stopWaiting(at: RawClock.nanoseconds())
    _ = mpi.rank(mpi.world, &number)
    _ = mpi.size(mpi.world, &size)
    (rank, count) = (Int(number), Int(size))
    requests = Self.makeRequests(mpi)
    if let told = launch.size, told != count {
      _ = mpi.finalize()
      throw RankError(
        .unavailable,
        "\(launch.subject), but \(mpi.version) sees \(count) of them; start it with the launcher "
          + "of the same engine")
    }
    // Whichever worker leads talks to the others.
    guard level >= serialized else {
      _ = mpi.finalize()
      throw RankError(
        .unavailable,
        "\(mpi.version) cannot be called from several threads in turn (MPI_THREAD_SERIALIZED); use a "
          + "build of it that can")
    }
    let places = gather("\(mpi.hostName)\n\(usableCPUs())")
    hosts = places.map { String($0.prefix { $0 != "\n" }) }
    tellHosts(hosts)
    sharers = places.filter { $0 == places[rank] }.count
    bytesPerSecond = roughBandwidth()
  }

  /// The first ranks of others, which have a communicator of their own.
  init(_ all: MPIRanks, communicator: MPILibrary.Handle, count: Int) {
    mpi = all.mpi
    self.communicator = communicator
    rank = all.rank
    self.count = count
    hosts = Array(all.hosts.prefix(count))
    sharers = all.sharers
    watchdog = all.watchdog
    requests = Self.makeRequests(mpi)
    bytesPerSecond = count == all.count ? all.bytesPerSecond : roughBandwidth()
  }

  private static func makeRequests(_ mpi: MPILibrary) -> UnsafeMutableRawPointer {
    .allocate(byteCount: 2 * window * mpi.requestBytes, alignment: MemoryLayout<UInt>.alignment)
  }

  deinit { requests.deallocate() }

  /// Says farewell to the other ranks, who do so as well; nobody may be asked for anything afterwards.
  public func leave() {
    _ = mpi.finalize()
  }

  /// Ends all ranks, whatever they are doing; returns only where that fails.
  ///
  /// - Parameter status: what the launcher is to end with.
  public func abort(status: Int32) {
    _ = mpi.abort(mpi.world, status)
  }

  /// Every rank sends its part to each of the others; in the same turn all to neighbours equally far away,
  /// so that no rank is asked by two at a time.
  public func allGather(_ memory: UnsafeMutableRawPointer, ends: UnsafePointer<Int>) {
    func part(of rank: Int) -> Range<Int> { (rank == 0 ? 0 : ends[rank - 1])..<ends[rank] }
    for distance in stride(from: 1, to: count, by: 1) {
      let target = (rank + distance) % count, source = (rank + count - distance) % count
      exchange(part(of: rank), with: target, for: part(of: source), from: source, of: memory)
    }
  }

  /// Sends some bytes to a rank and receives others from one.
  func exchange(
    _ own: Range<Int>, with target: Int, for other: Range<Int>, from source: Int,
    of memory: UnsafeMutableRawPointer
  ) {
    var own = own, other = other
    while !own.isEmpty || !other.isEmpty {
      var pending = 0
      for _ in 0..<Self.window {
        start(mpi.receive, &other, of: memory, source, &pending)
        let left = own.count
        if start(mpi.send, &own, of: memory, target, &pending) {
          traffic.count(left - own.count)
        }
      }
      // What goes wrong ends all ranks: that is how communicators treat errors unless told otherwise.
      wait(for: source, or: target) {
        _ = mpi.waitForAll(CInt(pending), requests, mpi.statusesIgnored)
      }
    }
  }

  /// A stream with a message for each piece.
  public func makeStream(
    _ direction: StreamDirection, _ other: Int, _ memory: StreamedMemory, tag: Int
  ) -> any RankStream {
    MPIStream(self, direction, other, memory, tag: tag)
  }

  /// Tells the watchdog, as the next ones do.
  public func enter(step: Int, flops: Double) { watchdog?.enter(step: step, flops: flops) }

  /// The step is over.
  public func leaveStep() { watchdog?.leaveStep() }

  /// Something of a rank is waited for.
  public func startWaiting(for rank: Int) { watchdog?.startWaiting(for: rank) }

  /// It has come; the time counts as waited.
  public func stopWaiting(after nanoseconds: Int64) {
    traffic.waitingNanoseconds += nanoseconds
    watchdog?.stopWaiting()
  }

  /// Does what is over when all ranks have done their part, of which MPI does not say which one has not.
  func waitForAll<Result>(_ body: () -> Result) -> Result {
    wait(for: Watchdog.others(of: rank, among: count), body)
  }

  /// Does what is over when another rank, or two, have done their part.
  func wait<Result>(for rank: Int, or other: Int? = nil, _ body: () -> Result) -> Result {
    let start = RawClock.nanoseconds()
    watchdog?.startWaiting(for: rank, or: other, among: count, at: start)
    let result = body()
    let end = RawClock.nanoseconds()
    traffic.waitingNanoseconds += end - start
    watchdog?.stopWaiting(at: end)
    return result
  }

  /// Starts the next message; `false` where nothing is left.
  @discardableResult
  private func start(
    _ transfer: MPILibrary.Transfer, _ left: inout Range<Int>, of memory: UnsafeMutableRawPointer,
    _ other: Int, _ pending: inout Int
  ) -> Bool {
    guard !left.isEmpty else { return false }
    let bytes = min(Self.messageBytes, left.count)
    _ = transfer(
      memory + left.lowerBound, CInt(bytes), mpi.byte, CInt(other), 0, communicator,
      requests + pending * mpi.requestBytes)
    left = left.lowerBound + bytes..<left.upperBound
    pending += 1
    return true
  }
}

/// The CPUs that the scheduler may choose from, as a text that is equal where they are.
private func usableCPUs() -> String {
  var mask = [UInt64](repeating: 0, count: 128)
  _ = gradmark_get_affinity(&mask, mask.count)
  return mask.map { String($0, radix: 16) }.joined(separator: " ")
}
