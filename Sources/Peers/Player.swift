import Foundation
import Records

/// A contestant in a match: its conversation, and the record of what it has shown so far. What goes
/// wrong is its failure, not the match's.
final class Player {
  private(set) var record: PeerRecord
  private var conversation: (any Conversation)?
  private var stepsPerTurn = 1

  /// Steps whose losses prove that the work is equal.
  static let provenSteps = 20
  /// Turns that are taken for one in which nobody stops the contestant.
  private static let turnTries = 3
  /// Tries to find out how many steps fill a turn; each at least doubles them.
  private static let paceTries = 30

  /// Starts a contestant and waits until it is ready.
  init(_ record: PeerRecord, start: () throws -> any Conversation) {
    self.record = record
    attempt {
      let conversation = try start()
      let line = try conversation.listen()
      guard let greeting = try? JSONDecoder().decode(Greeting.self, from: Data(line.utf8)) else {
        throw PeerError("it greets with '\(line.prefix(80))', which is no greeting")
      }
      self.conversation = conversation
      self.record.version = greeting.version
      self.record.preparationNanoseconds = greeting.preparationNanoseconds
      self.record.difference = greeting.difference
    }
  }

  /// Has losses and weights from the common start, to be compared.
  func prove() {
    attempt {
      let losses = try ask("losses", Self.provenSteps).split(separator: " ").map(numberOrNaN)
      guard losses.count == Self.provenSteps, losses.allSatisfy(\.isFinite) else {
        throw PeerError("its first \(Self.provenSteps) losses are not all finite")
      }
      record.losses = losses
      record.digest = try ask("digest", Self.provenSteps)
    }
  }

  /// Finds the steps that fill a turn.
  func findPace(turnNanoseconds: Double) {
    attempt {
      for _ in 0..<Self.paceTries {
        let (nanoseconds, steps) = try turn()
        let fitting = turnNanoseconds * Double(steps) / Double(nanoseconds)
        // A first guess from few steps may be far off; only a good part of a turn is believed.
        if Double(nanoseconds) >= turnNanoseconds / 4 {
          stepsPerTurn = max(1, Int(fitting))
          return
        }
        stepsPerTurn = max(2 * steps, Int(fitting / 2))
      }
    }
  }

  /// Takes a turn.
  func takeTurn(peakFlopsPerSecond: Double) {
    attempt {
      let (nanoseconds, steps) = try turn()
      record.rounds.append(
        PeerRecord.Round(
          nanoseconds: nanoseconds, steps: steps, peakFlopsPerSecond: peakFlopsPerSecond))
    }
  }

  /// The rate of multiply-adds on as many threads as the match has; only gradmark can tell.
  func measurePeak() -> Double {
    var peak = 0.0
    attempt { peak = numberOrNaN(try ask("peak", 1)[...]) }
    return peak.isFinite ? peak : 0
  }

  /// A turn, taken again where the contestant was stopped meanwhile, as by Ctrl-Z.
  private func turn() throws -> (nanoseconds: Int64, steps: Int) {
    for _ in 1..<Self.turnTries {
      let before = conversation?.cpuNanoseconds
      let turn = try takeTurn()
      guard let before, let after = conversation?.cpuNanoseconds else { return turn }
      // Whoever trains keeps a CPU busy, whatever their other threads wait for.
      if after - before > turn.nanoseconds / 2 { return turn }
    }
    return try takeTurn()
  }

  private func takeTurn() throws -> (nanoseconds: Int64, steps: Int) {
    let answer = try ask("steps", stepsPerTurn)
    let words = answer.split(separator: " ")
    guard words.count == 2, let nanoseconds = Int64(words[0]), nanoseconds > 0,
      let steps = Int(words[1]), steps >= stepsPerTurn
    else { throw PeerError("it answers '\(answer.prefix(80))' to 'steps \(stepsPerTurn)'") }
    return (nanoseconds, steps)
  }

  private func ask(_ verb: String, _ count: Int) throws -> String {
    guard let conversation else { throw PeerError("it is out") }
    return try conversation.ask("\(verb) \(count)")
  }

  /// Runs `body` unless the player is out; an error puts it out.
  private func attempt(_ body: () throws -> Void) {
    guard record.failure == nil else { return }
    do {
      try body()
    } catch {
      record.failure = "\(error)"
      conversation = nil
    }
  }
}

private func numberOrNaN(_ text: Substring) -> Double {
  Double(text) ?? .nan
}
