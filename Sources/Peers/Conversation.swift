/// Somebody who answers lines: a contestant's process, or a script in tests.
protocol Conversation: AnyObject {
  /// The next line that it says without being asked.
  ///
  /// - Throws: a `PeerError` where it has ended, with the last thing it complained about.
  func listen() throws -> String

  /// Sends one line and waits for the answer.
  ///
  /// - Throws: as `listen()`.
  func ask(_ request: String) throws -> String

  /// CPU time that it has used so far, all threads together; `nil` where that cannot be told.
  var cpuNanoseconds: Int64? { get }
}
