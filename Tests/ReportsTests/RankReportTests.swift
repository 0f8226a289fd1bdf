import Records
import Testing

@testable import Reports

@Suite struct RankReportTests {
  /// One and two threads, and two ranks with one thread: in three processes.
  private func replicates(
    batchSize: Int = 128, ranks: Int = 2, microseconds: Double = 1250, digest: String? = nil
  ) -> [Replicate] {
    rankReplicates(
      batchSize: batchSize, ranks: ranks, microseconds: microseconds, digest: digest)
  }

  private func model(of replicates: [Replicate]) throws -> ReportModel {
    try ReportModel(name: "run", log: rankLog(of: replicates))
  }

  @Test func ranksStandApartFromThreads() throws {
    let model = try model(of: replicates())
    #expect(model.cells.map(\.cell.team) == [Team(threads: 1), Team(threads: 2)])
    #expect(model.ownCells.map(\.cell.team).last == Team(ranks: 2, threads: 1))
    #expect(model.groups.count == 1)
    #expect(model.ranked.map(\.ranks) == [2])
    #expect(model.verified.count == 3)
    #expect(model.failures.isEmpty)
    #expect(
      model.verificationSentence.contains(
        "equal bit for bit with 1, 2 ranks × 1, 2 threads"))
  }

  @Test func aCellOfRanksIsComparedWithOneProcessAndWithAsManyThreads() throws {
    let cell = try #require(try model(of: replicates()).ranked[0].cell(threads: 1))
    let numbers = try #require(cell.measurement)
    #expect(abs((numbers.speedup?.factor.value ?? 0) - 1.6) < 1e-9)
    #expect(abs((numbers.speedup?.efficiency.value ?? 0) - 0.8) < 1e-9)
    #expect(abs((numbers.againstThreads?.value ?? 0) - 0.8) < 1e-9)
    // Karp and Flatt: (1/1.6 − 1/2)/(1 − 1/2).
    #expect(abs((numbers.speedup?.serialShare?.value ?? 0) - 0.25) < 1e-9)
  }

  @Test func whatRanksToldEachOtherIsAgainstWhatLinksAllow() throws {
    let numbers = try #require(try model(of: replicates()).ranked[0].cells[0].measurement)
    let exchange = try #require(numbers.exchange)
    // Two steps a block: 1 MB in all, and a tenth or a fifth of the time.
    #expect(exchange.bytesPerStep == 500_000)
    #expect(exchange.messagesPerStep == 10)
    #expect(abs(exchange.exposedShare - 0.1) < 1e-3)
    #expect(abs(exchange.waitRange.upperBound - 0.2) < 1e-3)
    // 0.5 MB take 100 µs of the 1,250 at the ring's rate. The rank that waits least waits 125.
    #expect(abs((exchange.ringShare ?? 0) - 0.08) < 1e-3)
    #expect(exchange.overlap == 0)
    // 397,065 floats in 1 ms, of two ranks.
    #expect(abs((exchange.allReduceBandwidth ?? 0) / 1.58826e9 - 1) < 1e-9)
    #expect(abs((exchange.limits[.wire] ?? 0) / 1e-4 - 1) < 1e-9)
    #expect(abs((exchange.limits[.latency] ?? 0) / 1e-5 - 1) < 1e-9)
    // 237 MFLOP at 500 GFLOP/s take longer than anything else.
    #expect(exchange.bound == .arithmetic)
  }

  /// Bytes that travel while ranks compute are no faster than the ring for that.
  @Test func whatTravelsBesideComputingIsOverlapped() throws {
    let all = replicates().map { replicate in
      var replicate = replicate
      for index in replicate.blocks.indices where replicate.blocks[index].ranks != nil {
        // 12.5 µs of waiting for 0.5 MB, which take 100.
        for rank in 0..<2 { replicate.blocks[index].ranks?[rank].waitingNanoseconds = 25_000 }
      }
      return replicate
    }
    let numbers = try #require(try model(of: all).ranked[0].cells[0].measurement)
    let exchange = try #require(numbers.exchange)
    #expect(abs((exchange.ringShare ?? 0) - 0.08) < 1e-3)
    #expect(abs((exchange.overlap ?? 0) - 0.875) < 1e-3)
    // 397,065 floats in 1.25 ms.
    #expect(abs((exchange.busBandwidth ?? 0) / 1.270608e9 - 1) < 1e-2)
  }

  @Test func tablesShowRanks() throws {
    let model = try model(of: replicates())
    let markdown = model.strongRankTable.markdown
    #expect(markdown.contains("| network | batch | ranks × threads | samples/s | speed-up |"))
    #expect(markdown.contains("| denoise | 128 | 2×1 |"))
    #expect(model.exchangeTable.markdown.contains("arithmetic"))
    #expect(
      model.sections.map(\.title).contains("Ranks"))
    let page = model.markdown(chartName: nil)
    #expect(page.contains("Ranks of Open MPI v4.1.4 on one host with so many each: node (2)."))
    #expect(page.contains("| ranks launched by | `mpirun -n {ranks}` |"))
    let csv = model.csv.split(separator: "\n")
    #expect(csv.count == 4)
    #expect(csv[0].contains(",ranks,") && csv[0].contains(",ranks_bound"))
    #expect(try model.html().contains("What ranks bring, against threads"))
    #expect(model.threadComparison(usingColor: false).contains("2×1"))
    #expect(try model.result(named: "denoise/128/2x1").cell.ranks == 2)
    #expect(try model.jmh.contains("\"ranks\" : \"2\""))
  }

  /// The page's own answer, not that nothing scales.
  @Test func aRunOverRanksAnswersWhatRanksBring() throws {
    #expect(
      try model(of: replicates()).answer.hasPrefix(
        "With 2 ranks × 1 thread, training runs 1.60× as fast as in one process (one case, 1 of 1 inconclusive); "
          + "arithmetic is the limit in 1 of 1. With 2 threads "))
    let slow = try model(of: replicates() + replicates(batchSize: 32, microseconds: 20_000))
    #expect(
      try #require(RankAnswer(of: slow)).sentence(hosts: 2).hasPrefix(
        "With 2 ranks × 1 thread on 2 hosts, training runs 0.400× as fast as in one process (geometric mean "
          + "over 2 cases; 0.100× to 1.60×, 2 of 2 inconclusive)"))
    #expect(try RankAnswer(of: exampleModel()) == nil)
  }

  /// A mean hides cases of which nothing is known; those of too few turns are such.
  @Test func casesOfRanksWithoutAVerdictAreCounted() throws {
    func answer(_ change: (inout Replicate) -> Void) throws -> RankAnswer? {
      let all = replicates().map { replicate in
        var replicate = replicate
        // A second trainer with one thread tells how much is noise.
        var control = replicate.contestants[0]
        control.isControl = true
        let count = replicate.contestants.count
        replicate.contestants.append(control)
        replicate.blocks += replicate.blocks.filter { $0.contestant == 0 }.map { block in
          var block = block
          block.contestant = count
          return block
        }
        change(&replicate)
        return replicate
      }
      return RankAnswer(of: try model(of: all))
    }
    let told = try #require(try answer { _ in })
    #expect(told.cases.map(\.verdict) == [.faster])
    #expect(told.sentence(hosts: 1).contains("(one case);"))
    let few = try #require(try answer { $0.blocks.removeAll { $0.round > 0 } })
    #expect(few.cases.map(\.verdict) == [.inconclusive])
    #expect(few.sentence(hosts: 1).contains("(one case, 1 of 1 inconclusive);"))
  }

  /// Who opens the page of such a run asks about ranks first, and what connected them.
  @Test func aRunOverRanksBeginsWithThem() throws {
    let model = try model(of: replicates())
    let page = model.page()
    #expect(page.charts.first?.drawing.title == "What ranks bring, against threads")
    #expect(page.sections.first?.title == "Ranks")
    #expect(
      page.trust.hasPrefix("Each rank could send 40.0 Gbit/s, with 1.00 µs of latency. All 3 cells")
    )
    #expect(try exampleModel().surroundings == nil)
  }

  @Test func hostsThatShareAMachineSaySo() throws {
    func sentence(_ launcher: String, names: [String]) throws -> String? {
      try model(of: replicates(), by: launcher, on: names).surroundings?.sentence
    }
    #expect(
      try sentence(namespaces, names: ["gradmark-1-1", "gradmark-1-2"])
        == "The 2 hosts are network namespaces of one machine and share its 2 CPUs; each rank could send "
        + "40.0 Gbit/s over the wire, with 1.00 µs of latency.")
    #expect(
      try sentence("mpirun -n {ranks}", names: ["a", "b"])
        == "Each rank could send 40.0 Gbit/s over the wire, with 1.00 µs of latency.")
  }

  private let namespaces = "mpirun --mca plm_rsh_agent /opt/gradmark/Benchmarks/hosts -n {ranks}"

  /// A run over ranks on hosts of these names, a rank each.
  private func model(
    of replicates: [Replicate], by launcher: String, on names: [String]
  ) throws -> ReportModel {
    let log = try rankLog(of: replicates)
    let entries = try log.entries.map { entry -> LogEntry in
      guard case .plan(let plan) = entry else { return entry }
      let hosts = names.enumerated().map {
        Launched.Host(name: $1, ranks: [$0], fingerprint: plan.fingerprint)
      }
      return .plan(
        try PlanEntry(
          plan: plan.plan, fingerprint: plan.fingerprint,
          launch: Launched(engine: "Open MPI v4.1.4", launcher: launcher, hosts: hosts),
          advice: [], date: plan.date))
    }
    return try ReportModel(name: "run", log: RunLog(entries: entries))
  }

  /// Older records do not tell that such hosts share CPUs: four ranks on two of these are no answer.
  @Test func ranksOfNamespacesThatCrowdAMachineAreMarkedAndLeftOutOfAnswers() throws {
    var all = replicates(ranks: 2, microseconds: 1250)
    let crowds = replicates(ranks: 4, microseconds: 500).map { $0.part(ofRanks: 4) }
    for index in all.indices { all[index].add(crowds[index]) }
    let names = (1...4).map { "gradmark-1-\($0)" }
    let shared = try model(of: all, by: namespaces, on: names)
    #expect(shared.strongRankTable.markdown.contains("| denoise | 128 | 4×1* |"))
    #expect(
      shared.answer.hasPrefix(
        "With 2 ranks × 1 thread on 2 hosts, training runs 1.60× as fast as in one process"))
    #expect(shared.rankScaling.first?.speedups.map(\.ranks) == [1, 2])
    #expect(!shared.bestThroughputText.contains("4 ranks"))
    let apart = try model(of: all, by: "mpirun -n {ranks}", on: names)
    #expect(apart.strongRankTable.markdown.contains("| denoise | 128 | 4×1 |"))
    #expect(apart.answer.hasPrefix("With 4 ranks × 1 thread on 4 hosts, training runs 4.00×"))
  }

  /// A share of the work above all of it explains nothing.
  @Test func ranksThatAreSlowerThanOneHaveNoSerialShare() throws {
    let slow = try model(of: replicates(microseconds: 20_000))
    let table = slow.strongRankTable
    let column = try #require(table.header.firstIndex { $0.text == "serial share" })
    #expect(table.rows.map { $0[column].text } == ["—"])
    let points = (1...6).map { (threads: $0, speedup: $0 == 1 ? 1 : 0.02) }
    #expect(ScalingFit(universal: points).universalText == "does not apply: slower than one alone")
  }

  @Test func runsWithoutRanksHaveNothingOfTheKind() throws {
    let model = try exampleModel()
    #expect(model.ranked.isEmpty && model.rankBlocks.isEmpty)
    #expect(!model.csv.contains("ranks"))
    #expect(!model.markdown(chartName: nil).contains("rank"))
  }

  @Test func otherBitsFailTheCellOfTheRanksAlone() throws {
    let model = try model(of: replicates(digest: "ffff"))
    #expect(
      model.failures.map(\.failure)
        == [
          "weights after 16 steps differ between 2 ranks × 1 thread in process 0 and 1 thread in process 0"
        ])
    #expect(model.failures.map(\.cell.ranks) == [2])
    #expect(model.verified.count == 2)
    let log = try rankLog(of: replicates(digest: "ffff"))
    let check = log.workChecks.first { $0.claim.hasPrefix("all ranks, thread counts and") }
    #expect(check != nil && check?.outcome != .holds)
  }

  @Test func ranksAloneHaveNoSpeedup() throws {
    let alone = replicates().map { $0.part(ofRanks: 2) }
    let model = try model(of: alone)
    #expect(model.groups.isEmpty)
    #expect(model.ownCells.map(\.cell.team) == [Team(ranks: 2, threads: 1)])
    #expect(model.ownCells[0].measurement != nil)
    #expect(model.ownCells[0].measurement?.speedup == nil)
    #expect(!model.markdown(chartName: nil).isEmpty)
    #expect(model.answer.hasPrefix("Measured with 2 ranks × 1 thread alone, "))
    #expect(!model.threadComparison(usingColor: false).contains("network  batch\n"))
    _ = try model.html()
  }

  @Test func weakScalingKeepsTheBatchOfARank() throws {
    let model = try model(
      of: replicates(batchSize: 64, microseconds: 1000)
        + replicates(batchSize: 128, microseconds: 2500))
    // Two ranks with 128 samples against one with 64: 2,000 µs over 2,500.
    let rows = model.rankWeakScaling
    #expect(rows.map(\.samplesPerRank) == [64])
    #expect(rows.map(\.team) == [Team(ranks: 2, threads: 1)])
    #expect(abs((rows.first?.efficiency.value ?? 0) - 0.8) < 1e-9)
    #expect(try model.html().contains("weak efficiency"))
  }

  @Test func theUniversalLawNeedsSixNumbersOfRanks() throws {
    var all = replicates()
    func add(_ ranks: Int) {
      let step = 2000 * (0.1 + 0.9 / Double(ranks))
      let others = replicates(ranks: ranks, microseconds: step).map { $0.part(ofRanks: ranks) }
      for index in all.indices { all[index].add(others[index]) }
    }
    for ranks in 3...5 { add(ranks) }
    #expect(try model(of: all).rankLawTable.rows.isEmpty)
    add(6)
    let scaling = try #require(try model(of: all).rankScaling.first)
    #expect(scaling.speedups.map(\.ranks) == [1, 2, 3, 4, 5, 6])
    #expect(try model(of: all).rankLawTable.rows.count == 1)
  }

  @Test func otherLaunchesAreNeverPooled() throws {
    let first = try rankLog(of: Array(replicates().prefix(1)))
    let second = try rankLog(
      of: Array(replicates().suffix(1)),
      hosts: [
        .init(name: "node", ranks: [0], fingerprint: nil),
        .init(name: "other", ranks: [1], fingerprint: nil),
      ])
    let selection = RunLog(entries: first.entries + second.entries).selection()
    #expect(selection.results[0].replicates.count == 1)
    #expect(selection.omissions == [.otherMachine: 1])
  }
}
