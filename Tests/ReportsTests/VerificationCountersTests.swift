import Foundation
import Testing

@testable import Records
@testable import Reports

@Suite struct VerificationCountersTests {
  private static let claim = "what disturbed a block follows from its counters: line 5, block 3 "

  @Test func tamperedCountersAreFound() throws {
    let faults: [(change: (inout Replicate.Block) -> Void, clause: String)] = [
      ({ $0.disturbances = ["steal"] }, "says 'steal' where its counters say that nothing did"),
      (
        { $0.counters?.stealPercent = 9 },
        "says that nothing did where its counters say '9.0 % of CPU time went to other virtual "
          + "machines'"
      ),
      (
        {
          $0.counters?.majorFaults = 2
          $0.counters?.throttledPeriods = 1
          $0.disturbances = ["2 pages came from a disk"]
        },
        "says '2 pages came from a disk' where its counters say 'the cgroup's quota ran out in 1 "
          + "periods; 2 pages came from a disk'"
      ),
      (
        { $0.counters?.lostNanoseconds = 39_000 },
        "says that nothing did where its counters say 'a worker was kept from running for 95.1 % of "
          + "the time'"
      ),
      (
        { $0.counters?.wallNanoseconds = 39_999 },
        "has steps of 40.0 µs, more than the interval of its counters"
      ),
      ({ $0.counters?.cpuMicroseconds = 41 }, "has another CPU time than its counters"),
      ({ $0.cpuNanoseconds = 40_001 }, "has another CPU time than its counters"),
      ({ $0.counters = nil }, "has no counters, and no reason why"),
    ]
    for (change, clause) in faults {
      #expect(try replicateFault { change(&$0.blocks[3]) } == Self.claim + clause)
    }
  }

  @Test func disturbancesThatTheCountersGiveHold() throws {
    let fault = try replicateFault { replicate in
      replicate.blocks[3].counters?.stealPercent = 9
      replicate.blocks[3].disturbances = ["9.0 % of CPU time went to other virtual machines"]
    }
    #expect(fault == nil)
  }

  @Test func moreThreadsThanCPUsDisturbThemselves() throws {
    func crowded(_ disturbances: [String]) throws -> String? {
      try replicateFault { replicate in
        let place = replicate.blocks[3].contestant
        replicate.contestants[place].isOversubscribed = true
        replicate.blocks[3].counters?.involuntarySwitches = 1_000
        replicate.blocks[3].disturbances = disturbances
      }
    }
    #expect(try crowded([]) == nil)
    let clause = "other tasks took the CPU 1000 times"
    #expect(
      try crowded([clause])
        == Self.claim + "says '\(clause)' where its counters say that nothing did")
  }

  @Test func countersThatNobodyTookNeedAReason() throws {
    let fault = try replicateFault { replicate in
      for index in replicate.blocks.indices { replicate.blocks[index].counters = nil }
      replicate.missing["counters"] = "nobody watched"
    }
    #expect(fault == nil)
  }

  @Test func recordsFromBeforeThemSayThatTheyHaveNone() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../results/2026-11-21-amd-epyc-zen3-2c").standardizedFileURL.path
    let log = try RunFolder(path: path).requiredLog()
    #expect(log.schema == Schema(major: 2, minor: 0))
    #expect(
      log.counterCheck.outcome == .notRecorded("nobody counted when this was measured"))
  }
}
