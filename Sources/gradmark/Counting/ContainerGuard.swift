import Glibc

/// Ends the program with a sentence where libhdf5 falls over a damaged file, or goes round in it for ever,
/// which some of its versions do: the process is then beyond repair, but its user is told why.
enum ContainerGuard {
  /// What a signal's handler may reach: memory that is never moved or freed.
  nonisolated(unsafe) private static var sentence: UnsafeMutableBufferPointer<CChar>?

  private static let signals = [SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM]
  /// Far more than the largest model takes.
  private static let secondsAtMost: UInt32 = 60
  /// Where the handler runs when the stack is at its end.
  private static let handlerStackBytes = 64 << 10

  /// Calls `body`, which reads the file of that path by libraries of the system.
  static func reading<Result, Failure: Error>(
    _ path: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let text = Array(
      "gradmark: \(path): the file is damaged beyond what libhdf5 can tell; save it again\n"
        .utf8CString)
    let memory = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.count)
    _ = memory.initialize(from: text)
    sentence = memory
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      if let sentence = ContainerGuard.sentence {
        _ = write(STDERR_FILENO, sentence.baseAddress, sentence.count - 1)
      }
      _exit(ExitStatus.dataError.rawValue)
    }
    action.sa_flags = SA_ONSTACK
    let stack = UnsafeMutableRawBufferPointer.allocate(
      byteCount: handlerStackBytes, alignment: 16)
    var own = stack_t(ss_sp: stack.baseAddress, ss_flags: 0, ss_size: stack.count)
    var other = stack_t()
    sigaltstack(&own, &other)
    var previous = signals.map { _ in sigaction() }
    for (index, number) in signals.enumerated() { sigaction(number, &action, &previous[index]) }
    alarm(secondsAtMost)
    defer {
      alarm(0)
      for (index, number) in signals.enumerated() { sigaction(number, &previous[index], nil) }
      sigaltstack(&other, nil)
      stack.deallocate()
      sentence = nil
      memory.deallocate()
    }
    return try body()
  }
}
