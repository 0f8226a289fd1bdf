import CPlatform
import Clocks
import Glibc
import Records
import Suites

/// Starts a launcher, and stays until nothing is left on this host of what it has started.
///
/// A launcher that is killed leaves daemons and ranks, which keep CPUs busy under whatever is launched next. Whose
/// parent ends becomes a child of this process, in whatever process group, session or network namespace it is, so
/// that none gets lost.
public struct LauncherWatch {
  private let command: [String]

  /// How long a launcher that is told to end may take to end its ranks.
  static let graceSeconds = 5
  /// How long what a launcher has left may take to end by itself: daemons and ranks notice its end. Where it was
  /// told to end, they have had that time.
  private static let secondsAlone = (usual: 2.0, afterGrace: 0.5)
  /// How long it may take from SIGTERM on, and from SIGKILL on.
  private static let secondsTold = 0.5
  private static let secondsKilled = 2.0
  /// How often what is left is looked at.
  private static let pollNanoseconds = 20_000_000

  /// Names a launcher.
  ///
  /// - Parameter command: it and its arguments.
  public init(_ command: [String]) { self.command = command }

  /// Starts the launcher, and waits for the end of all.
  ///
  /// - Returns: the launcher's exit status, or 128 and more where a signal ended it.
  /// - Throws: a `SweepError` where nothing can be started; in the launcher's process, too.
  public func status() throws -> Int32 {
    guard gradmark_adopt_orphans() == 0, gradmark_end_with_parent(SIGTERM) == 0 else {
      throw failure("the launcher cannot be tied to its sweep", errno)
    }
    // Waited for, each in its place. Ctrl-C is for the sweep, which tells this process to end.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGCHLD] { sigaddset(&signals, signal) }
    sigprocmask(SIG_BLOCK, &signals, nil)
    let own = getpid()
    let launcher = gradmark_fork()
    guard launcher >= 0 else { throw failure("cannot start '\(command.first ?? "")'", errno) }
    guard launcher > 0 else { throw becomeLauncher(of: own) }
    // Its output ends with those who use it.
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    for stream in [STDIN_FILENO, STDOUT_FILENO] { dup2(nothing, stream) }
    let end = waitForLauncher(launcher, signals)
    // Whatever it has left is meant to stay where all went well.
    if end.status != 0 || end.wasTold { endOthers(end.wasTold, signals) }
    return end.status
  }

  /// Goes on as the launcher; returns why that cannot be.
  private func becomeLauncher(of parent: pid_t) -> SweepError {
    _ = gradmark_end_with_parent(SIGTERM)
    // It may have ended before.
    if getppid() != parent { _exit(128 + SIGTERM) }
    var none = sigset_t()
    sigemptyset(&none)
    sigprocmask(SIG_SETMASK, &none, nil)
    // This program ignores them, and whoever it becomes would, too.
    signal(SIGPIPE, SIG_DFL)
    signal(SIGXFSZ, SIG_DFL)
    var words = command.map { strdup($0) } + [nil]
    if let file = command.first { execvp(file, &words) }
    return failure("cannot start '\(command.first ?? "")'", errno)
  }

  private func failure(_ what: String, _ fault: Int32) -> SweepError {
    SweepError(
      .unavailable,
      "\(what): \(String(cString: strerror(fault)).lowercased()); name a launcher with --launcher")
  }

  /// Waits for the launcher's end, which it is told to come to where this process is.
  private func waitForLauncher(
    _ launcher: pid_t, _ signals: sigset_t
  ) -> (status: Int32, wasTold: Bool) {
    var signals = signals
    var deadline: Double?
    while true {
      let (statuses, _) = collect()
      if let raw = statuses[launcher] {
        return (raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + (raw & 0x7F), deadline != nil)
      }
      if let deadline, seconds() > deadline { kill(launcher, SIGKILL) }
      let signal =
        deadline == nil ? sigwaitinfo(&signals, nil) : Self.wait(for: signals)
      if signal == SIGTERM, deadline == nil {
        kill(launcher, SIGTERM)
        deadline = seconds() + Double(Self.graceSeconds)
      }
    }
  }

  /// Waits for the end of what the launcher has left, and ends what does not end by itself.
  private func endOthers(_ wasTold: Bool, _ signals: sigset_t) {
    let told = seconds() + (wasTold ? Self.secondsAlone.afterGrace : Self.secondsAlone.usual)
    let killed = told + Self.secondsTold
    var hasTold = false
    while collect().areLeft {
      let now = seconds()
      // Not even SIGKILL ends what waits for a device.
      if now > killed + Self.secondsKilled { return }
      if now > killed {
        endDescendants(SIGKILL)
      } else if now > told, !hasTold {
        hasTold = true
        endDescendants(SIGTERM)
      }
      _ = Self.wait(for: signals)
    }
  }

  private func endDescendants(_ signal: Int32) {
    for process in ProcessTree(.live).descendants(of: getpid()) { kill(process, signal) }
  }

  /// Takes note of children that have ended, those that were left to this process among them.
  private func collect() -> (statuses: [pid_t: Int32], areLeft: Bool) {
    var statuses: [pid_t: Int32] = [:]
    while true {
      var raw: Int32 = 0
      let child = waitpid(-1, &raw, WNOHANG)
      if child > 0 { statuses[child] = raw } else { return (statuses, child == 0) }
    }
  }

  /// Sleeps until a signal or the next look.
  private static func wait(for signals: sigset_t) -> Int32 {
    var (signals, pause) = (signals, timespec(tv_sec: 0, tv_nsec: pollNanoseconds))
    return sigtimedwait(&signals, nil, &pause)
  }

  private func seconds() -> Double { Double(RawClock.nanoseconds()) / 1e9 }
}

/// Who has started whom, of the processes that this one can see.
struct ProcessTree {
  private let children: [pid_t: [pid_t]]

  /// Reads them from /proc.
  init(_ files: SystemFiles) {
    let processes = (files.names("/proc").value ?? []).compactMap { pid_t($0) }
    let pairs = processes.compactMap { process in
      Self.parent(files.read("/proc/\(process)/stat").value).map { (process, $0) }
    }
    children = Dictionary(grouping: pairs, by: \.1).mapValues { $0.map(\.0) }
  }

  /// The second number behind a name in parentheses, which may hold any character.
  private static func parent(_ text: String?) -> pid_t? {
    guard let text, let end = text.lastIndex(of: ")") else { return nil }
    let words = text[text.index(after: end)...].split(separator: " ")
    return words.count > 1 ? pid_t(words[1]) : nil
  }

  /// All processes that a process has started, and that those have, the nearest first.
  func descendants(of process: pid_t) -> [pid_t] {
    var all: [pid_t] = []
    var next = [process]
    while !next.isEmpty {
      next = next.flatMap { children[$0] ?? [] }
      all += next
    }
    return all
  }
}
