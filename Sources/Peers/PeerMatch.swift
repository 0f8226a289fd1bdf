import Glibc
import Records
import Sweeps

/// One task at one number of threads: all contestants show what they do, then take turns.
struct PeerMatch {
  /// What the contestants meet over.
  let match: PeerRecord.Match
  /// How often each takes a turn.
  let rounds: Int
  /// About how long a turn is.
  let turnNanoseconds: Double
  /// Settles the order of turns.
  let seed: UInt64
  /// Asked before every turn.
  let isInterrupted: () -> Bool

  /// Time before a turn in which the threads of the one before stop to spin for more work.
  private static let settlingMicroseconds: UInt32 = 10_000

  /// Somebody who takes part, and how to wake them.
  struct Entrant {
    let contestant: PeerRecord.Contestant
    let start: () throws -> any Conversation
  }

  /// Plays all rounds.
  ///
  /// The peak is measured once a round and holds for every contestant.
  ///
  /// - Parameters:
  ///   - entrants: gradmark first.
  ///   - report: hears what is being done, in a few words.
  /// - Returns: one record an entrant, in their order; `nil` where the match was interrupted.
  func play(
    _ entrants: [Entrant], machine: Machine, date: String, report: (String) -> Void
  ) -> [PeerRecord]? {
    let players = entrants.map { entrant in
      report("starting \(entrant.contestant)")
      return Player(
        PeerRecord(match: match, contestant: entrant.contestant, machine: machine, date: date),
        start: entrant.start)
    }
    report("comparing losses and weights")
    for player in players {
      if isInterrupted() { return nil }
      player.prove()
      player.findPace(turnNanoseconds: turnNanoseconds)
    }
    report("\(rounds) rounds")
    for order in LatinSquare.orders(of: players.count, rounds: rounds, seed: seed) {
      let peak = players[0].measurePeak()
      for index in order {
        if isInterrupted() { return nil }
        usleep(Self.settlingMicroseconds)
        players[index].takeTurn(peakFlopsPerSecond: peak)
      }
    }
    return isInterrupted() ? nil : players.map(\.record)
  }
}
