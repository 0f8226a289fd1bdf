import CPlatform
import Foundation
import Records

/// A program under way, with a socket for its standard input and output.
///
/// Foundation's `Process` will not do: it hands a Dispatch thread's signal mask on, so that its child
/// cannot be told to end, and it waits in a run loop that may miss the end. A socket, unlike a pipe,
/// can be written without a signal when the other side is gone.
package final class ChildProcess {
  private let identifier: pid_t
  private let socket: Int32
  private var status: Int32?
  private let graceSeconds: Int
  private var received: [UInt8] = []
  private let complaints: AnonymousFile

  /// What came of waiting for a line.
  package enum Line: Equatable {
    /// The line without its newline.
    case text(String)
    /// It has closed its output, most likely because it ended.
    case end
    /// It has been silent.
    case silence
  }

  /// Starts a program, which is looked up in the path.
  ///
  /// - Parameters:
  ///   - environment: `NAME=value`, all that the program gets.
  ///   - inherited: a file that it has open under the same descriptor.
  ///   - cpus: the CPUs that it may use, or `nil` for those of its parent.
  ///   - graceSeconds: how long it may take to end once it is told to, before it is killed: what has processes
  ///     of its own ends these meanwhile.
  /// - Throws: a `ChildProcessError` where it cannot be started, a `SweepError` where there is no file
  ///   for its complaints.
  package init(
    _ command: [String], environment: [String], inherited: AnonymousFile? = nil,
    cpus: [Int]? = nil, graceSeconds: Int = 0
  ) throws {
    self.graceSeconds = graceSeconds
    complaints = try AnonymousFile()
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw Self.failure(command, errno) }
    defer { close(ends[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, complaints.descriptor, STDERR_FILENO)
    if let file = inherited?.descriptor {
      // Of a descriptor with itself, this only has it stay open.
      posix_spawn_file_actions_adddup2(&actions, file, file)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var child: pid_t = 0
    let fault = withAffinity(cpus) {
      withCStrings(command) { arguments in
        withCStrings(environment) { environment in
          posix_spawnp(&child, command[0], &actions, &attributes, arguments, environment)
        }
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
  package func write(_ bytes: [UInt8]) -> Bool {
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

  /// Waits for a line.
  package func readLine(waitingMilliseconds patience: Int32) -> Line {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        defer { received.removeSubrange(...end) }
        return .text(String(decoding: received[..<end], as: UTF8.self))
      }
      guard let bytes = read(waitingMilliseconds: patience) else { return .silence }
      guard !bytes.isEmpty else { return .end }
      received += bytes
    }
  }

  /// What it has written since: nothing at its end, `nil` where it has been silent for so long or a
  /// signal came.
  private func read(waitingMilliseconds patience: Int32) -> [UInt8]? {
    var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, patience) > 0 else { return nil }
    return [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      count = max(0, recv(socket, buffer.baseAddress, buffer.count, 0))
    }
  }

  /// What it has used so far, all threads together; `nil` where it has ended.
  package var usage: ProcessUsage? {
    var (clock, time) = (clockid_t(), timespec())
    guard status == nil, clock_getcpuclockid(identifier, &clock) == 0,
      clock_gettime(clock, &time) == 0
    else { return nil }
    return ProcessUsage(
      ofProcess: identifier,
      cpuMicroseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  /// The last line that it wrote to standard error; `nil` where it wrote none. A launcher's own words, which it frames
  /// in dashes, come behind those of whom it has launched, and count where these have said nothing.
  package var lastComplaint: Substring? { complaintLines.lastWords }

  /// The last lines that it wrote to standard error.
  var complaintLines: [Substring] { complaints.lastLines() }

  /// Whether it has ended, whoever may still have its output open.
  var hasEnded: Bool { waits(0) }

  /// Waits some seconds for it to end by itself, then ends it.
  ///
  /// - Returns: its exit status, or 128 and more where a signal ended it.
  @discardableResult
  package func end(withinSeconds patience: Int = 0) -> Int32 {
    if !waits(patience), graceSeconds > 0 {
      kill(identifier, SIGTERM)
      _ = waits(graceSeconds)
    }
    if let status { return status }
    kill(identifier, SIGKILL)
    var raw: Int32 = 0
    waitpid(identifier, &raw, 0)
    return note(raw)
  }

  /// Waits some seconds for its end; whether it has come.
  private func waits(_ seconds: Int) -> Bool {
    if status != nil { return true }
    var raw: Int32 = 0
    for turn in 0...seconds * 100 {
      if turn > 0 { usleep(10_000) }
      if waitpid(identifier, &raw, WNOHANG) != 0 {
        note(raw)
        return true
      }
    }
    return false
  }

  /// Keeps how it ended, as a shell has it: the low seven bits hold the signal, the next byte the status.
  @discardableResult
  private func note(_ raw: Int32) -> Int32 {
    let code = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + (raw & 0x7F)
    status = code
    return code
  }

  private static func failure(_ command: [String], _ fault: Int32) -> ChildProcessError {
    ChildProcessError(
      description: "cannot start '\(command[0])': \(String(cString: strerror(fault)))")
  }
}

/// Why a program or its files cannot be had, as a clause.
package struct ChildProcessError: Error, CustomStringConvertible {
  package let description: String
}

/// Runs `body` while the calling thread, and what it starts, may only use some CPUs.
///
/// - Returns: what `body` returns, or the errno of a mask that the kernel refuses.
private func withAffinity(_ cpus: [Int]?, _ body: () -> Int32) -> Int32 {
  guard let cpus, let last = cpus.max() else { return body() }
  // The kernel's mask may be wider than the list; 64 words are 4,096 CPUs.
  var before = [UInt64](repeating: 0, count: max(64, last / 64 + 1))
  var wanted = [UInt64](repeating: 0, count: before.count)
  for cpu in cpus { wanted[cpu / 64] |= 1 << UInt64(cpu % 64) }
  var fault = gradmark_get_affinity(&before, before.count)
  guard fault == 0 else { return fault }
  fault = gradmark_set_affinity(wanted, wanted.count)
  guard fault == 0 else { return fault }
  defer { _ = gradmark_set_affinity(before, before.count) }
  return body()
}

/// Calls `body` with C's form of a list of strings, which a null ends.
private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return body(copies + [nil])
}

extension [Substring] {
  /// The last line with a word in it before any that a frame of dashes encloses; else the last one.
  var lastWords: Substring? {
    func isOfWords(_ line: Substring) -> Bool { line.contains(where: \.isLetter) }
    let isFrame: (Substring) -> Bool = { $0.count > 20 && $0.allSatisfy { $0 == "-" || $0 == "=" } }
    return prefix { !isFrame($0) }.last(where: isOfWords) ?? last(where: isOfWords) ?? last
  }
}
