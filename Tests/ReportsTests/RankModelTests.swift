import Records
import Testing

@testable import Reports

@Suite struct RankModelTests {
  /// 2.4 MB of weights in 4 shards and 10 blocks, 10 ms alone; a wire of 100 MB/s and 0.1 ms.
  private func model(allowsChain: Bool = true) -> RankModel {
    RankModel(
      step: .init(
        exchange: allowsChain ? .chain : .blocks, allowsChain: allowsChain, shards: 4, blocks: 10,
        sampleBytes: allowsChain ? 9_000_000 : 800_000, scoreBytes: 0, sumBytes: 2_400_000,
        weightBytes: 2_400_000),
      secondsAlone: 0.010, passShare: 0.6, updateShare: 0.1)
  }
  private let wire = RankModel.Wire(latency: 1e-4, bytesPerSecond: 1e8)

  private func expect(
    _ seconds: Double, _ expected: Double, _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(abs(seconds / expected - 1) < 1e-9, sourceLocation: location)
  }

  /// Half the passes, 24 ms of bytes, and two hops of a first message of 15 KiB.
  @Test func aChainTravelsWhileItComputes() {
    expect(
      model().seconds(.chain, ranks: 2, wire: wire), 0.003 + 0.024 + 2 * (1e-4 + 15_360e-8) + 1e-4)
    // Beyond the shards no rank has less to do: a quarter of the passes, and 4.2 MB.
    expect(
      model().seconds(.chain, ranks: 8, wire: wire), 0.0015 + 0.042 + 8 * (1e-4 + 15_360e-8) + 7e-4)
  }

  /// A wire without end leaves the arithmetic; of many ranks, the updates of the last one.
  @Test func aFastWireLeavesTheArithmetic() {
    let wire = RankModel.Wire(latency: 0, bytesPerSecond: .infinity)
    expect(model().seconds(.chain, ranks: 2, wire: wire), 0.005)
    expect(model().seconds(.chain, ranks: 100, wire: wire), 0.0025)
    expect(model().seconds(.chain, ranks: 2, wire: wire, slowness: 2), 0.010)
  }

  /// 1.6 MB, and nothing travels meanwhile.
  @Test func blocksComputeOrTravel() {
    let blocks = model(allowsChain: false)
    expect(blocks.seconds(.blocks, ranks: 2, wire: wire), 0.003 + 0.002 + 0.016 + 2e-4)
    // Of ten blocks, a rank of three has four, and of four shards two, which it tells to two others.
    expect(
      blocks.seconds(.blocks, ranks: 3, wire: wire),
      0.003 + 0.0016 + (800_000 + 2_400_000.0 * 2 / 3) * 1e-8 + 4e-4)
  }

  /// Half of 0.8 MB, and all sums on every rank.
  @Test func samplesTravelAlone() {
    let samples = model(allowsChain: false)
    expect(samples.seconds(.samples, ranks: 2, wire: wire), 0.003 + 0.004 + 0.004 + 1e-4)
  }

  @Test func moreRanksChooseTheExchangeThatTakesLeast() {
    let fewSamples = model(allowsChain: false)
    expect(
      fewSamples.leastSeconds(ranks: 2, wire: wire),
      fewSamples.seconds(.samples, ranks: 2, wire: wire))
    expect(
      model().leastSeconds(ranks: 2, wire: wire), model().seconds(.chain, ranks: 2, wire: wire))
    let fast = RankModel.Wire(latency: 0, bytesPerSecond: 1e12)
    expect(
      fewSamples.leastSeconds(ranks: 2, wire: fast),
      fewSamples.seconds(.blocks, ranks: 2, wire: fast))
    #expect(fewSamples.step.allowedExchanges == [.blocks, .samples])
  }

  @Test func bytesFollowFromTheVolumes() {
    let step = model().step
    // By minimal filtering sums are four times as many as weights: 9.6 MB against 4.6 with three ranks.
    var filtered = step
    (filtered.sumBytes, filtered.sampleBytes) = (9_600_000, 4_500_000)
    #expect(filtered.bytes(.chain, ranks: 3) == 10_400_000)
    #expect(filtered.bytes(.blocks, ranks: 4) == 0.75 * 6_900_000)
    #expect(filtered.bytes(.samples, ranks: 4) == 0.75 * 4_500_000)
    // Two of four shards go to two others; of eight ranks four have one each, for seven others.
    #expect(filtered.bytes(.blocks, ranks: 3) == 4_500_000 + 1_600_000)
    #expect(filtered.bytes(.samples, ranks: 3) == 4_500_000)
    #expect(filtered.bytes(.samples, ranks: 8) == 4_500_000 * 7 / 4)
    // One of ten blocks, to 19 others.
    #expect(filtered.bytes(.blocks, ranks: 20) == 25_935_000)
  }

  /// Two ranks of 1,250 µs; one process takes 2,000.
  @Test func cellsAreHeldAgainstTheModel() throws {
    let step = model().step
    let replicates = rankReplicates(batchSize: 128, ranks: 2, microseconds: 1250, digest: nil).map {
      var replicate = $0
      for place in replicate.contestants.indices
      where replicate.contestants[place].team.ranks == 2 {
        replicate.contestants[place].sharedStep = step
      }
      return replicate
    }
    let report = try ReportModel(name: "run", log: rankLog(of: replicates))
    let row = try #require(report.modelledRanks.first)
    #expect(report.modelledRanks.count == 1)
    #expect(row.cell.team == Team(ranks: 2, threads: 1))
    // 1 µs and 5 GB/s: two thirds of 1 ms, 480 µs, and two hops of 4.07 µs with one of 1.
    let expected = 2e-3 / 3 + 480e-6 + 2 * (1e-6 + 15_360 / 5e9) + 1e-6
    #expect(abs(row.modelled / expected - 1) < 1e-6)
    #expect(abs(row.error / (expected / 1250e-6 - 1) - 1) < 1e-3)
    #expect(row.model.secondsAlone == 0.002)
    let markdown = report.markdown(chartName: nil)
    #expect(markdown.contains("A model, not a measurement: of 1 cell it is off by"))
    #expect(
      markdown.contains("| network | batch | threads of a rank | Gbit/s | 8 ranks | 32 ranks |"))
    // Cases that differ in threads alone are told apart where columns are few.
    let table = report.rankForecastTable
    #expect(
      table.header.filter { $0.weight == .essential }.map(\.text)
        == ["network", "threads of a rank", "Gbit/s", "1,024 ranks"])
    #expect(markdown.contains("| denoise | 128 | 2×1 | 1.25 ms |"))
    #expect(report.exchangeTable.markdown.contains("chain"))
    #expect(report.csv.contains("formula_bytes_per_step"))
    // Records that do not tell how a step is shared have no model.
    let silent = try ReportModel(
      name: "run",
      log: rankLog(of: rankReplicates(batchSize: 128, ranks: 2, microseconds: 1250, digest: nil)))
    #expect(silent.modelledRanks.isEmpty && silent.rankModelBlocks.isEmpty)
  }
}
