import Foundation
import Testing

@testable import Records

@Suite struct TeamTests {
  @Test func teamsAreNamedAndOrdered() {
    let teams = Team.all(ranks: [1, 4], threads: [1, 2])
    #expect(
      teams.map(\.description) == [
        "1 thread", "2 threads", "4 ranks × 1 thread", "4 ranks × 2 threads",
      ])
    #expect(teams.map(\.workers) == [1, 2, 4, 8])
    #expect(teams.shuffled().sorted() == teams)
    let cell = Cell(subject: exampleCase, ranks: 2, threads: 1)
    #expect(cell.description == "pair, batch 32, 2 ranks × 1 thread")
  }

  @Test func aReplicateOfRanksComesBackAsItWasWritten() throws {
    let line = try RecordCoding.line(of: Data(exampleLines[2].utf8))
    guard case .replicate(var replicate) = line.entry else {
      Issue.record("no replicate")
      return
    }
    #expect(!exampleLines[2].contains("ranks"))
    replicate.contestants[1].ranks = 3
    replicate.hosts = ["a", "a", "b"]
    let counters = Disturbance(wallNanoseconds: 45_000, cpuMicroseconds: 40, stealPercent: 2)
    replicate.blocks[0].ranks = [
      .init(bytesSent: 5, messagesSent: 2, waitingNanoseconds: 7),
      .init(bytesSent: 6, messagesSent: 3, waitingNanoseconds: 8, counters: counters),
    ]
    replicate.blocks[0].links = .init(
      latencyNanoseconds: 700, ringBytesPerSecond: 9e9, allReduceNanoseconds: 5_000)
    let text = try RecordCoding.line(
      LogLine(.replicate(replicate), previous: LogLine.origin, clock: 1))
    let read = try RecordCoding.line(of: text)
    #expect(read.entry == .replicate(replicate))
    let fault = try exampleSchema().fault(in: text)
    #expect(fault == nil)
    // Whoever waits gives its CPU away; the steal of another host counts.
    replicate.contestants[0].ranks = 2
    #expect(
      replicate.blocks[0].reasons(of: replicate.contestants[0])
        == ["rank 1: 2.0 % of CPU time went to other virtual machines"])
    replicate.contestants[0].isOversubscribed = true
    #expect(replicate.blocks[0].reasons(of: replicate.contestants[0]) == [])
  }

  @Test func whatNoRanksCanHaveIsRefused() throws {
    let line = try RecordCoding.line(of: Data(exampleLines[2].utf8))
    guard case .replicate(let replicate) = line.entry else { return }
    func fault(_ change: (inout Replicate) -> Void) -> String? {
      var changed = replicate
      change(&changed)
      return LogEntry.replicate(changed).impossibility
    }
    #expect(fault { $0.contestants[0].ranks = 1 } == "'contestants.0.ranks' is 1")
    #expect(
      fault { $0.blocks[0].ranks = [.init(bytesSent: -1, messagesSent: 1, waitingNanoseconds: 0)] }
        == "'blocks.0.ranks.0.bytesSent' is -1")
    #expect(
      fault {
        $0.blocks[0].links = .init(
          latencyNanoseconds: 0, ringBytesPerSecond: 1, allReduceNanoseconds: 1)
      } == "'blocks.0.links' has a value that is none")
  }

  @Test func launchesAreAlikeOnTheSameMachinesAlone() throws {
    guard case .plan(let entry) = try RecordCoding.line(of: Data(exampleLines[0].utf8)).entry else {
      return
    }
    func launched(_ ranks: [[Int]], engine: String = "Open MPI v4.1.4") -> Launched {
      Launched(
        engine: engine, launcher: "mpirun -n {ranks}",
        hosts: ranks.enumerated().map {
          .init(name: "node\($0)", ranks: $1, fingerprint: entry.fingerprint)
        })
    }
    let two = launched([[0], [1]])
    #expect(two.isLike(launched([[0], [1]])))
    #expect(!two.isLike(launched([[0, 1]])))
    #expect(!two.isLike(launched([[0], [1]], engine: "MPICH 4.0.2")))
    var other = launched([[0], [1]])
    other.hosts[1].fingerprint?.processor.name = .value("another")
    #expect(!two.isLike(other))
  }
}
