import Glibc
import Synchronization

/// Ctrl-C and a polite kill: the first asks the sweep to stop, the second ends the program at once.
/// A terminal that is closed asks for nothing: the sweep goes on without somebody who watches.
enum Interruption {
  private static let received = Atomic<Int32>(0)

  /// The signal that has come, or `nil`.
  static var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Starts to listen.
  static func install() {
    // A static is made when first touched; a signal handler must not be the first.
    received.store(0, ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { Interruption.received.store($0, ordering: .relaxed) }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
    for signal in [SIGINT, SIGTERM] { sigaction(signal, &action, nil) }
    // The processes that measure inherit it: a terminal tells all of them.
    Glibc.signal(SIGHUP, SIG_IGN)
  }
}
