import Records
import Testing

@testable import Peers

@Suite struct PeerMatchTests {
  private let match = PeerMatch(
    match: PeerRecord.Match(task: "2→2, SGD", batchSize: 32, threads: 1, flopsPerStep: 512),
    rounds: 6, turnNanoseconds: 1e6, seed: 1, isInterrupted: { false })
  private let machine = Machine(
    name: "m", architecture: "x86_64", cores: 2, usableCores: 2,
    build: Machine.Build(
      compiler: "c", flags: "f", targetCPU: "native", vectorLanes: 16, commit: nil, allocator: "a"))

  private func play(_ own: ScriptedPeer, _ peer: ScriptedPeer) throws -> [PeerRecord] {
    let records = match.play(
      [
        PeerMatch.Entrant(contestant: .gradmark) { own },
        PeerMatch.Entrant(contestant: .init(peer: "jax", form: "scan")) { peer },
      ], machine: machine, date: "2026-01-31T12:00:00Z", report: { _ in })
    return try #require(records)
  }

  @Test func everybodyTakesATurnOfTheSameTimeInEveryRound() throws {
    let own = ScriptedPeer(), peer = ScriptedPeer()
    own.nanosecondsPerStep = 10
    peer.nanosecondsPerStep = 900
    peer.stepsPerEpoch = 64
    let records = try play(own, peer)
    #expect(records.map(\.failure) == [nil, nil])
    #expect(records.map(\.version) == ["Scripted 1", "Scripted 1"])
    #expect(records.map(\.digest) == ["abcd", "abcd"])
    #expect(records.map(\.losses.count) == [20, 20])
    let ownRound = PeerRecord.Round(
      nanoseconds: 1_000_000, steps: 100_000, peakFlopsPerSecond: 2.5e11)
    #expect(records[0].rounds == Array(repeating: ownRound, count: 6))
    // 1,111 steps fill a millisecond; 18 epochs of 64 steps hold them.
    let peerRound = PeerRecord.Round(
      nanoseconds: 1_036_800, steps: 1_152, peakFlopsPerSecond: 2.5e11)
    #expect(records[1].rounds == Array(repeating: peerRound, count: 6))
  }

  @Test func eachComesFirstEquallyOften() throws {
    let log = ScriptedPeer.Log()
    let own = ScriptedPeer(log: log), peer = ScriptedPeer(log: log)
    own.nanosecondsPerStep = 1_000
    peer.nanosecondsPerStep = 2_000
    _ = try play(own, peer)
    // The peak opens a round; the two turns have 1,000 and 500 steps.
    let rounds = log.lines.split(separator: "peak 1").dropFirst().map(Array.init)
    #expect(rounds.count == 6)
    #expect(Set(rounds[0]) == ["steps 1000", "steps 500"])
    // Two rounds are a Latin square.
    for first in stride(from: 0, to: 6, by: 2) {
      #expect(rounds[first + 1] == rounds[first].reversed())
    }
  }

  @Test(arguments: 1...8) func aTurnInWhichSomebodyWasStoppedIsTakenAgain(turn: Int) throws {
    let peer = ScriptedPeer()
    peer.stoppedTurn = turn
    let rounds = try play(ScriptedPeer(), peer)[1].rounds
    #expect(rounds.map(\.nanoseconds) == Array(repeating: 1_000_000, count: 6))
  }

  @Test func whoEndsIsOutAndTheOthersGoOn() throws {
    let peer = ScriptedPeer()
    peer.lastTurn = 6
    let records = try play(ScriptedPeer(), peer)
    #expect(records[1].failure == "it ended with status 9")
    #expect(records[1].rounds.count < 6)
    #expect(records[0].failure == nil)
    #expect(records[0].rounds.count == 6)
  }

  @Test func whatIsNoAnswerPutsAContestantOut() throws {
    let mute = ScriptedPeer(), diverging = ScriptedPeer()
    mute.greeting = "Loading…"
    diverging.losses = "1 2 nan"
    let records = try play(mute, diverging)
    #expect(records[0].failure == "it greets with 'Loading…', which is no greeting")
    #expect(records[1].failure == "its first 20 losses are not all finite")
    #expect(records.allSatisfy { $0.rounds.isEmpty })
  }

  @Test func whoCannotStartIsAFailureOfTheirOwn() throws {
    let records = match.play(
      [
        PeerMatch.Entrant(contestant: .gradmark) { ScriptedPeer() },
        PeerMatch.Entrant(contestant: .init(peer: "fann", form: "")) {
          throw PeerError("there is no FANN")
        },
      ], machine: machine, date: "2026-01-31T12:00:00Z", report: { _ in })
    #expect(records?.map(\.failure) == [nil, "there is no FANN"])
  }

  @Test func anInterruptedMatchLeavesNoRecords() {
    var asked = 0
    let match = PeerMatch(
      match: match.match, rounds: 6, turnNanoseconds: 1e6, seed: 1,
      isInterrupted: {
        asked += 1
        return asked == 4
      })
    let own = ScriptedPeer()
    let records = match.play(
      [PeerMatch.Entrant(contestant: .gradmark) { own }], machine: machine,
      date: "2026-01-31T12:00:00Z", report: { _ in })
    #expect(records == nil)
    #expect(own.log.lines.last == "peak 1")
  }
}
