import Foundation

/// A program under way, with a socket for its standard input and output.
///
/// Foundation's `Process` will not do: it hands a Dispatch thread's signal mask on, so that its child
/// cannot be told to end, and it waits in a run loop that may miss the end. A socket, unlike a pipe,
/// can be written without a signal when the other side is gone.
final class ChildProcess {
  private let identifier: pid_t
  private let socket: Int32
  private var status: Int32?

  /// Starts a program, which is looked up in the path.
  ///
  /// - Parameters:
  ///   - environment: `NAME=value`, all that the program gets.
  ///   - errorPath: the file that takes its standard error; it is made anew.
  /// - Throws: a `PeerError` where it cannot be started.
  init(_ command: [String], environment: [String], errorPath: String) throws {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw Self.failure(command, errno) }
    defer { close(ends[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addopen(
      &actions, STDERR_FILENO, errorPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var child: pid_t = 0
    let fault = withCStrings(command) { arguments in
      withCStrings(environment) { environment in
        posix_spawnp(&child, command[0], &actions, &attributes, arguments, environment)
      }
    }
    guard fault == 0 else {
      close(ends[0])
      throw Self.failure(command, fault)
    }
    identifier = child
    socket = ends[0]
  }

  deinit {
    end()
    close(socket)
  }

  /// Writes all bytes; `false` where nobody reads them any more.
  func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// What it has written since: nothing at its end, `nil` where it has been silent for so long.
  func read(waitingMilliseconds patience: Int32) -> [UInt8]? {
    var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    var ready = poll(&waiting, 1, patience)
    while ready < 0 && errno == EINTR { ready = poll(&waiting, 1, patience) }
    guard ready != 0 else { return nil }
    return [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      count = max(0, recv(socket, buffer.baseAddress, buffer.count, 0))
    }
  }

  /// Waits some seconds for it to end by itself, then ends it.
  ///
  /// - Returns: its exit status, or 128 and more where a signal ended it.
  @discardableResult
  func end(withinSeconds patience: Int = 0) -> Int32 {
    if let status { return status }
    var raw: Int32 = 0
    var hasEnded = waitpid(identifier, &raw, WNOHANG) != 0
    for _ in 0..<patience * 100 where !hasEnded {
      usleep(10_000)
      hasEnded = waitpid(identifier, &raw, WNOHANG) != 0
    }
    if !hasEnded {
      kill(identifier, SIGKILL)
      waitpid(identifier, &raw, 0)
    }
    // As a shell has it: the low seven bits hold the signal, the next byte the status.
    let code = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + (raw & 0x7F)
    status = code
    return code
  }

  private static func failure(_ command: [String], _ fault: Int32) -> PeerError {
    PeerError("cannot start '\(command[0])': \(String(cString: strerror(fault)))")
  }
}

/// Calls `body` with C's form of a list of strings, which a null ends.
private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return body(copies + [nil])
}
