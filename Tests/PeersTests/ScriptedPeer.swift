import Records

@testable import Peers

/// A contestant on a clock of its own: every step takes the same time, and all requests are noted.
final class ScriptedPeer: Conversation {
  var nanosecondsPerStep: Int64 = 1_000
  /// Steps are rounded up to whole epochs of so many.
  var stepsPerEpoch = 1
  var greeting = #"{"version":"Scripted 1","preparationNanoseconds":5}"#
  var losses = (0..<20).map { "\(20 - $0)" }.joined(separator: " ")
  /// The turn, counted from 1, in which it ends.
  var lastTurn = Int.max
  /// The turn, counted from 1, in which it stands still for a second.
  var stoppedTurn = 0
  private(set) var cpuNanoseconds: Int64? = 0
  /// What it was asked, in order; shared with others to see who came when.
  let log: Log
  private var turns = 0

  /// What was said to whom, in order of time.
  final class Log {
    var lines: [String] = []
  }

  init(log: Log = Log()) {
    self.log = log
  }

  func listen() throws -> String { greeting }

  func ask(_ request: String) throws -> String {
    log.lines.append(request)
    let words = request.split(separator: " ")
    guard let count = words.last.flatMap({ Int($0) }) else { throw PeerError("what?") }
    switch words[0] {
    case "steps":
      turns += 1
      if turns >= lastTurn { throw PeerError("it ended with status 9") }
      let steps = (count + stepsPerEpoch - 1) / stepsPerEpoch * stepsPerEpoch
      let nanoseconds = Int64(steps) * nanosecondsPerStep
      cpuNanoseconds? += nanoseconds
      return "\(nanoseconds + (turns == stoppedTurn ? 1_000_000_000 : 0)) \(steps)"
    case "losses": return losses
    case "digest": return "abcd"
    default: return "2.5e11"
    }
  }
}
