import Clocks
import Glibc
import Synchronization

/// A thread of a rank that ends it where nothing else would: engines of MPI wait for ever for a host that is
/// stopped or cut off, and some ranks outlive their launcher.
///
/// It looks at the clock during steps only: between them, a rank may take its time. Whoever measures asks it to
/// look at what is waited for between steps as well.
public final class Watchdog: Sendable {
  /// Why a rank has to end.
  public enum Reason: Sendable, Equatable {
    /// A step, or waiting between steps, takes longer than can be; the ranks of which at least one is waited for,
    /// if any is.
    case silence(step: Int?, seconds: Int, awaited: [Int])
    /// The launcher is gone.
    case orphaned(step: Int?)
    /// The launcher, or somebody else, has asked for it.
    case told(step: Int?)
  }

  /// Seconds that a step may take however short steps are, and how often as long as the longest one so far.
  private static let leastSeconds = 30.0
  private static let longestSteps = 20.0
  /// What every core does at least, whatever it is: it says how long a first step may take.
  private static let leastFlopsPerSecond = 1e9
  private static let nanosecondsPerLook = 100_000_000
  /// Ranks tell one after the other, so that a launcher that ends all with the first is not told by all.
  private static let secondsPerRank = 0.05
  private static let mostDelay = 2.0

  private let rank: Int
  /// Seconds that a step may take; `nil` where those before it say so.
  private let limit: Double?
  private let parent = getppid()
  /// The step under way, 0 between steps; when it began; how long the longest one was; what is allowed beside.
  private let step = Atomic<Int>(0)
  private let start = Atomic<Int64>(0)
  private let longest = Atomic<Int64>(0)
  private let allowance = Atomic<Int64>(0)
  /// Whom this rank waits for: one to send, and one to take what it is sent; -1 for nobody.
  private let sender = Atomic<Int>(-1)
  private let taker = Atomic<Int>(-1)
  /// When it began to wait, as far as that is told, and whether that counts between steps.
  private let waitStart = Atomic<Int64>(0)
  private let looksBetweenSteps = Atomic<Bool>(false)

  /// A watchdog that looks at nothing yet.
  ///
  /// - Parameters:
  ///   - rank: whose steps it watches.
  ///   - limit: seconds that a step may take, in place of 30, or twenty times the longest one before it.
  public init(rank: Int, limit: Double?) {
    self.rank = rank
    self.limit = limit
  }

  /// Has SIGTERM wait for the watchdog. Threads that begin later do as the calling one, so this comes first.
  public static func holdSignals() {
    var signals = watchedSignals()
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  private static func watchedSignals() -> sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    return signals
  }

  /// From now on other ranks have nothing to do between steps that could take as long as a step may.
  public func lookBetweenSteps() { looksBetweenSteps.store(true, ordering: .releasing) }

  /// Begins to look.
  ///
  /// - Parameter end: called at most once, on a thread of its own; it is to end the process.
  public func begin(_ end: @escaping @Sendable (Reason) -> Void) {
    let body = Body { [self] in
      while true {
        guard let reason = look() else { continue }
        return end(reason)
      }
    }
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(body).toOpaque())
    pthread_detach(thread)
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Sleeps until a signal or the next look; returns why the rank has to end, if it has.
  private func look() -> Reason? {
    var signals = Self.watchedSignals()
    var pause = timespec(tv_sec: 0, tv_nsec: Self.nanosecondsPerLook)
    if sigtimedwait(&signals, nil, &pause) == SIGTERM { return .told(step: stepUnderWay) }
    if getppid() != parent { return .orphaned(step: stepUnderWay) }
    return silence(at: RawClock.nanoseconds())
  }

  /// Whether the step under way takes longer than it may.
  func silence(at now: Int64) -> Reason? {
    let sender = sender.load(ordering: .acquiring), taker = taker.load(ordering: .relaxed)
    let step = stepUnderWay
    let isWatched = step != nil || sender >= 0 && looksBetweenSteps.load(ordering: .acquiring)
    guard isWatched else { return nil }
    let began =
      step == nil ? waitStart.load(ordering: .relaxed) : start.load(ordering: .acquiring)
    let seconds = Double(now - began) / 1e9
    let delay = min(Double(rank) * Self.secondsPerRank, Self.mostDelay)
    guard seconds > allowedSeconds + delay else { return nil }
    let awaited = sender == taker ? [sender] : [sender, taker]
    return .silence(step: step, seconds: Int(seconds), awaited: awaited.filter { $0 >= 0 })
  }

  private var allowedSeconds: Double {
    limit
      ?? max(
        Self.leastSeconds, Self.longestSteps * Double(longest.load(ordering: .relaxed)) / 1e9)
      + Double(allowance.load(ordering: .relaxed)) / 1e9
  }

  private var stepUnderWay: Int? {
    let step = step.load(ordering: .acquiring)
    return step == 0 ? nil : step
  }

  /// A step begins; the first one may take as long as the slowest of cores would.
  func enter(step number: Int, flops: Double, at now: Int64 = RawClock.nanoseconds()) {
    let isFirst = longest.load(ordering: .relaxed) == 0
    allowance.store(
      isFirst ? Int64(flops / Self.leastFlopsPerSecond * 1e9) : 0, ordering: .relaxed)
    stopWaiting()
    start.store(now, ordering: .relaxed)
    step.store(number, ordering: .releasing)
  }

  /// The step is over.
  func leaveStep(at now: Int64 = RawClock.nanoseconds()) {
    step.store(0, ordering: .releasing)
    let took = now - start.load(ordering: .relaxed)
    if took > longest.load(ordering: .relaxed) { longest.store(took, ordering: .relaxed) }
  }

  /// A rank is waited for, or at the same time another one, which is to take what it is sent.
  ///
  /// - Parameter now: by the raw clock; of no use within a step, which has begun before.
  func startWaiting(for rank: Int, or other: Int? = nil, at now: Int64 = 0) {
    waitStart.store(now, ordering: .relaxed)
    taker.store(other ?? rank, ordering: .relaxed)
    sender.store(rank, ordering: .releasing)
  }

  /// All has come and gone.
  func stopWaiting() {
    sender.store(-1, ordering: .relaxed)
    taker.store(-1, ordering: .relaxed)
  }
}
