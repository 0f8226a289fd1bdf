import Clocks
import Glibc
import Synchronization

/// A thread of a rank that ends it where nothing else would: engines of MPI wait for ever for a host that is
/// stopped or cut off, and some ranks outlive their launcher.
///
/// It looks at the clock during steps, and before the first one while other ranks are waited for, which have as much
/// to do until then. Between steps a rank may take its time; whoever measures asks it to look at what is waited
/// for there as well.
public final class Watchdog: Sendable {
  /// Seconds that a step may take however short steps are, and how often as long as the longest one so far.
  private static let leastSeconds = 30.0
  private static let longestSteps = 20.0
  /// What every core does at least, whatever it is: it says how long a first step may take.
  private static let leastFlopsPerSecond = 1e9
  private static let nanosecondsPerLook = 100_000_000
  /// Ranks tell one after the other, so that a launcher that ends all with the first is not told by all.
  private static let secondsPerRank = 0.05
  private static let mostDelay = 2.0

  /// Who is waited for where it may be any other rank.
  static let anyRank = Int.max

  /// Who is waited for where all ranks have to come: of two it is the other one.
  static func others(of rank: Int, among count: Int) -> Int { count == 2 ? 1 - rank : anyRank }

  let rank: Int
  /// Seconds that a step may take; `nil` where those before it say so.
  private let limit: Double?
  private let preparation: Preparation
  private let parent = getppid()
  /// The step under way, 0 before the first one, and between steps that of the last one below 0; when it began; how
  /// long the longest one was; what is allowed beside.
  let step = Atomic<Int>(0)
  private let start = Atomic<Int64>(0)
  private let longest = Atomic<Int64>(0)
  private let allowance = Atomic<Int64>(0)
  /// Whom this rank waits for: one to send, and one to take what it is sent; -1 for nobody.
  let sender = Atomic<Int>(-1)
  private let taker = Atomic<Int>(-1)
  /// How many ranks have to come where it may be any other one.
  let crowd = Atomic<Int>(0)
  /// When it began to wait, as far as that is told, and whether that counts between steps.
  let waitStart = Atomic<Int64>(0)
  let looksBetweenSteps = Atomic<Bool>(false)
  /// Before the first step: when others were last heard of, and how long this rank was busy by itself at most.
  private let lastCompany: Atomic<Int64>
  private let longestStretch = Atomic<Int64>(0)

  /// How long other ranks may be waited for before the first step: so many seconds, or so many times what this rank
  /// has to do by itself until then.
  public struct Preparation: Sendable {
    let seconds: Double
    let stretches: Double

    /// Large files come slowly to hosts that have not read them before.
    public static let training = Preparation(seconds: 120, stretches: 20)
    /// All ranks make the same data by themselves, and the sweep waits for 30 s, or for twenty times what that takes,
    /// until it ends ranks of which none has said anything: one of them is to say for whom it waits before.
    public static let sweep = Preparation(seconds: 20, stretches: 4)
  }

  /// A watchdog that looks at nothing yet.
  ///
  /// - Parameters:
  ///   - rank: whose steps it watches.
  ///   - limit: seconds that a step may take, in place of 30, or twenty times the longest one before it.
  ///   - preparation: how long others may be waited for before the first one; `limit` where that is longer.
  ///   - now: when this rank begins to do something, by the raw clock.
  public init(
    rank: Int, limit: Double?, preparation: Preparation, at now: Int64 = RawClock.nanoseconds()
  ) {
    self.rank = rank
    self.limit = limit
    self.preparation = preparation
    lastCompany = Atomic(now)
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
  /// - Parameters:
  ///   - tell: hears of news, on a thread of its own, and is back at once.
  ///   - end: called at most once, on that thread; it is to end the process.
  public func begin(
    telling tell: @escaping @Sendable (News) -> Void = { _ in },
    _ end: @escaping @Sendable (Reason) -> Void
  ) {
    let body = Body { [self] in
      Self.leaveAbortsToOthers()
      var told = Told()
      while true {
        if let reason = look() { return end(reason) }
        if let news = news(at: RawClock.nanoseconds(), after: &told) { tell(news) }
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
    var information = siginfo_t()
    if sigtimedwait(&signals, &information, &pause) == SIGTERM {
      return Self.tellsOfAbort(information) ? .aborted(moment) : .told(moment)
    }
    if getppid() != parent { return .orphaned(moment) }
    return silence(at: RawClock.nanoseconds())
  }

  /// Whoever takes an abort waits for the watchdog, which so must not be the one that takes it.
  private static func leaveAbortsToOthers() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGABRT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Whether this process has sent the signal to itself, as it does where it is aborted.
  private static func tellsOfAbort(_ information: siginfo_t) -> Bool {
    information.si_code == SI_QUEUE
      && information._sifields._rt.si_pid == getpid()
      && information._sifields._rt.si_sigval.sival_int == SIGABRT
  }

  /// Whether the step under way, or another rank, takes longer than it may.
  func silence(at now: Int64) -> Reason? {
    let sender = sender.load(ordering: .acquiring), taker = taker.load(ordering: .relaxed)
    let moment = moment
    let began: Int64
    switch moment {
    case .during: began = start.load(ordering: .acquiring)
    case .betweenSteps where !looksBetweenSteps.load(ordering: .acquiring): return nil
    case .beforeFirstStep, .betweenSteps:
      guard sender >= 0 else { return nil }
      began = waitStart.load(ordering: .relaxed)
    }
    let seconds = Double(now - began) / 1e9
    let delay = min(Double(rank) * Self.secondsPerRank, Self.mostDelay)
    guard seconds > allowedSeconds(moment) + delay else { return nil }
    let awaited = sender == taker ? [sender] : [sender, taker]
    return .silence(
      moment, seconds: Int(seconds), awaited: awaited.filter { $0 >= 0 && $0 != Self.anyRank })
  }

  func allowedSeconds(_ moment: Moment) -> Double {
    if moment == .beforeFirstStep {
      let own = Double(longestStretch.load(ordering: .relaxed)) / 1e9
      return max(preparation.seconds, limit ?? 0, preparation.stretches * own)
    }
    let longest = Double(longest.load(ordering: .relaxed)) / 1e9
    return (limit ?? max(Self.leastSeconds, Self.longestSteps * longest))
      + Double(allowance.load(ordering: .relaxed)) / 1e9
  }

  var moment: Moment {
    let step = step.load(ordering: .acquiring)
    if step > 0 { return .during(step: step) }
    return step < 0 ? .betweenSteps(after: -step) : .beforeFirstStep
  }

  private var hasMadeSteps: Bool { longest.load(ordering: .relaxed) > 0 }

  /// A step begins; the first one may take as long as the slowest of cores would.
  func enter(step number: Int, flops: Double, at now: Int64 = RawClock.nanoseconds()) {
    allowance.store(
      hasMadeSteps ? 0 : Int64(flops / Self.leastFlopsPerSecond * 1e9), ordering: .relaxed)
    stopWaiting()
    start.store(now, ordering: .relaxed)
    step.store(number, ordering: .releasing)
  }

  /// The step is over.
  func leaveStep(at now: Int64 = RawClock.nanoseconds()) {
    let took = now - start.load(ordering: .relaxed)
    if took > longest.load(ordering: .relaxed) { longest.store(took, ordering: .relaxed) }
    step.store(-step.load(ordering: .relaxed), ordering: .releasing)
  }

  /// A rank is waited for, or at the same time another one, which is to take what it is sent.
  ///
  /// - Parameters:
  ///   - rank: who is to send, or `anyRank`.
  ///   - other: who is to take; `nil` where nobody else has to.
  ///   - count: how many ranks have to come, where it may be any other one.
  ///   - now: by the raw clock; of no use within a step, which has begun before.
  func startWaiting(for rank: Int, or other: Int? = nil, among count: Int = 0, at now: Int64 = 0) {
    if !hasMadeSteps, !looksBetweenSteps.load(ordering: .relaxed) {
      let stretch = now - lastCompany.load(ordering: .relaxed)
      if stretch > longestStretch.load(ordering: .relaxed) {
        longestStretch.store(stretch, ordering: .relaxed)
      }
    }
    waitStart.store(now, ordering: .relaxed)
    crowd.store(count, ordering: .relaxed)
    taker.store(other ?? rank, ordering: .relaxed)
    sender.store(rank, ordering: .releasing)
  }

  /// All has come and gone.
  ///
  /// - Parameter now: by the raw clock; of no use from the first step on.
  func stopWaiting(at now: Int64 = 0) {
    lastCompany.store(now, ordering: .relaxed)
    sender.store(-1, ordering: .relaxed)
    taker.store(-1, ordering: .relaxed)
  }
}
