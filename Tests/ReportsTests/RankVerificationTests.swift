import Records
import Testing

@testable import Reports

/// What a log of ranks has to agree on before its numbers count.
@Suite struct RankVerificationTests {
  /// One and two threads, and two ranks with one thread: in three processes.
  private func replicates() -> [Replicate] {
    rankReplicates(batchSize: 128, ranks: 2, microseconds: 1250, digest: nil)
  }

  @Test func ranksOfOtherHostsAreNotOfTheLaunch() throws {
    func fault(_ change: (inout Replicate) -> Void) throws -> String? {
      var all = replicates()
      change(&all[1])
      return try rankLog(of: all).rankChecks.lazy.compactMap { check in
        if case .fails(let fault) = check.outcome { fault } else { nil }
      }.first
    }
    #expect(try fault { _ in } == nil)
    #expect(
      try fault { $0.hosts = ["node", "other"] }
        == "line 5 has rank 1 on 'other', the launch on 'node'")
    #expect(try fault { $0.hosts = nil } == "line 5 has ranks, and does not say where")
    #expect(
      try fault { $0.blocks[$0.blocks.count - 1].ranks?.removeLast() }?
        .hasSuffix("is of 2 ranks, and 1 tell of it") == true)
    #expect(
      try fault { $0.blocks[$0.blocks.count - 1].ranks?[1].counters = nil }?
        .hasSuffix("has a rank without counters") == true)
  }

  /// The same case by shapes' choice and by one that was asked for.
  @Test func anExchangeThatWasAskedForIsTheOneThatWas() throws {
    func faults(_ change: (inout Replicate) -> Void) throws -> [String] {
      let all =
        replicates()
        + replicates().map {
          var replicate = $0
          replicate.subject.exchange = "chain"
          for index in replicate.contestants.indices where replicate.contestants[index].ranks != nil
          {
            replicate.contestants[index].sharedStep = .init(
              exchange: .chain, allowsChain: true, shards: 4, blocks: 10, sampleBytes: 1_000_000,
              scoreBytes: 0, sumBytes: 1_000_000, weightBytes: 1_000_000)
          }
          change(&replicate)
          return replicate
        }
      return try rankLog(of: all).rankChecks.compactMap { check in
        if case .fails(let fault) = check.outcome { fault } else { nil }
      }
    }
    #expect(try faults { _ in }.allSatisfy { $0.contains("bytes, where the exchange") })
    let other = try faults { replicate in
      for index in replicate.contestants.indices {
        replicate.contestants[index].sharedStep?.exchange = .blocks
      }
    }
    #expect(
      other.contains { $0.hasSuffix("denoise, batch 128, chain has ranks share steps by 'blocks'") }
    )
    let digest = String(repeating: "e", count: 64)
    let bits = try faults { replicate in
      for index in replicate.contestants.indices {
        replicate.contestants[index].evidence?.finalDigest = digest
      }
    }
    #expect(
      bits.contains { $0.hasSuffix("between denoise, batch 128, chain and denoise, batch 128") })
    // Where no case asks there is nothing to look at.
    #expect(try rankLog(of: replicates()).rankChecks.count == 4)
  }

  /// Files of runs that ask for none stay what they were.
  @Test func spreadsheetsTellWhatWasAskedForWhereItWas() throws {
    func csv(_ exchange: String?) throws -> [Substring] {
      let all =
        replicates()
        + replicates().map {
          var replicate = $0
          replicate.subject.batchSize = 32
          replicate.subject.exchange = exchange
          return replicate
        }
      return try ReportModel(name: "run", log: rankLog(of: all)).csv.split(separator: "\n")
    }
    #expect(try csv(nil)[0].hasPrefix("model,reduction,kernels,parameters,"))
    let asked = try csv("blocks")
    #expect(asked[0].hasPrefix("model,reduction,kernels,asked_exchange,parameters,"))
    #expect(asked.count { $0.hasPrefix("denoise,,,blocks,") } == 3)
    #expect(asked.count { $0.hasPrefix("denoise,,,,") } == 3)
  }

  /// Two ranks that tell each other half a megabyte each in every step.
  @Test func whatRanksTellGoesTogether() throws {
    func fault(_ change: (inout Replicate, _ block: Int, _ contestant: Int) -> Void) throws
      -> String?
    {
      var all = replicates()
      for index in all.indices {
        for block in all[index].blocks.indices where all[index].blocks[block].ranks != nil {
          let steps = Int64(all[index].blocks[block].times.stepCount)
          all[index].contestants[all[index].blocks[block].contestant].sharedStep = .init(
            exchange: .samples, allowsChain: true, shards: 4, blocks: 10, sampleBytes: 1_000_000,
            scoreBytes: 0, sumBytes: 2_000_000, weightBytes: 2_000_000)
          for rank in 0..<2 {
            all[index].blocks[block].ranks?[rank].bytesSent = 500_000 * steps
            all[index].blocks[block].ranks?[rank].messagesSent = 9 * steps
          }
        }
      }
      let block = all[1].blocks.count - 1
      change(&all[1], block, all[1].blocks[block].contestant)
      return try rankLog(of: all).rankChecks.lazy.compactMap { check in
        if case .fails(let fault) = check.outcome { fault } else { nil }
      }.first
    }
    #expect(try fault { _, _, _ in } == nil)
    func expect(
      _ ending: String, _ change: (inout Replicate, _ block: Int, _ contestant: Int) -> Void
    ) throws {
      let fault = try fault(change)
      #expect(fault?.contains(ending) == true, "\(fault ?? "nothing")")
    }
    try expect("has rank 1 wait longer than the turn lasted") { replicate, block, _ in
      replicate.blocks[block].ranks?[1].waitingNanoseconds *= 1_000
    }
    try expect("bytes in 0 messages") { replicate, block, _ in
      replicate.blocks[block].ranks?[0].messagesSent = 0
    }
    // A tenth less of one rank, and an exchange that tells more.
    try expect("bytes, where the exchange 'samples' of") { replicate, block, _ in
      replicate.blocks[block].ranks?[0].bytesSent -= 50_000
    }
    try expect("bytes, where the exchange 'samples' of") { replicate, block, _ in
      replicate.blocks[block].ranks?[0].bytesSent *= 4
    }
    try expect("bytes, where the exchange 'blocks' of") { replicate, _, contestant in
      replicate.contestants[contestant].sharedStep?.exchange = .blocks
    }
    try expect("shares steps otherwise than a process before it") { replicate, _, contestant in
      replicate.contestants[contestant].sharedStep?.blocks = 11
    }
    try expect("shares steps of 1 shards") { replicate, _, contestant in
      replicate.contestants[contestant].sharedStep?.shards = 1
    }
  }
}
