import Records
import Testing

@testable import Reports

/// What ranks bring, as pictures.
@Suite struct RankChartTests {
  /// Two ranks with one thread each, and one and two threads of one process.
  private func replicates(
    batchSize: Int = 128, ranks: Int = 2, microseconds: Double = 1250
  ) -> [Replicate] {
    rankReplicates(batchSize: batchSize, ranks: ranks, microseconds: microseconds, digest: nil)
  }

  private func model(of replicates: [Replicate]) throws -> ReportModel {
    try ReportModel(name: "run", log: rankLog(of: replicates))
  }

  /// The same with some more numbers of ranks.
  private func model(
    ranks: [Int], microseconds: (Int) -> Double = { 2000 / Double($0) }
  ) throws -> ReportModel {
    var all = replicates(microseconds: microseconds(2))
    for count in ranks {
      let others = replicates(ranks: count, microseconds: microseconds(count))
      for index in all.indices { all[index].add(others[index].part(ofRanks: count)) }
    }
    return try model(of: all)
  }

  private func texts(of drawing: Drawing) -> [String] {
    drawing.marks.compactMap { if case .text(let text, _, _, _) = $0 { text } else { nil } }
  }

  /// Two numbers of workers are no curve: a row each case.
  @Test func twoNumbersOfWorkersAreARowEachCase() throws {
    let run = try model(of: replicates() + replicates(batchSize: 1024, microseconds: 20_000))
    #expect(run.strongRankChart == nil && run.rankSpeedupChart == nil)
    let chart = try #require(run.rankDots)
    #expect(run.charts.first { $0.name == "ranks" }?.chart == .dots(chart))
    #expect(chart.groups.map(\.label) == [""])
    let rows = chart.groups[0].rows
    // The largest step first; those of threads before those of ranks.
    #expect(rows.map(\.label) == ["denoise 1,024", "denoise 128"])
    #expect(rows.map(\.note) == ["2.00×, 0.100×", "2.00×, 1.60×"])
    #expect(
      rows.allSatisfy { $0.dots.map(\.series) == [run.threadSeries(2), Palette.ranks] })
    #expect(rows.map(\.limit) == [2, 2])
    let shown = texts(of: chart.drawing)
    for text in ["2 threads of one process", "2 ranks × 1 thread", "ideal", "threads, ranks"] {
      #expect(shown.contains(text), "\(text)")
    }
    #expect(chart.description.contains(" Of 2 ranks × 1 thread, 2 of 2 inconclusive."))
  }

  @Test func severalTeamsAreARowEachBelowTheirCase() throws {
    let chart = try #require(model(ranks: [4]).rankDots)
    #expect(chart.groups.map(\.label) == ["denoise, batch 128"])
    #expect(chart.groups[0].rows.map(\.label) == ["2 ranks × 1 thread", "4 ranks × 1 thread"])
    // Nobody has trained with four threads.
    #expect(chart.groups[0].rows.map(\.note) == ["2.00×, 2.00×", "—, 4.00×"])
    #expect(texts(of: chart.drawing).contains("as many threads of one process"))
  }

  /// Curves begin with four numbers, as those of threads do.
  @Test func fourNumbersOfWorkersArePanels() throws {
    #expect(try model(ranks: [3]).strongRankChart == nil)
    let run = try model(ranks: [3, 4])
    #expect(run.rankDots == nil && run.rankSpeedupChart == nil)
    let chart = try #require(run.strongRankChart)
    #expect(chart.panels.map(\.title) == ["denoise, batch 128"])
    #expect(run.charts.first { $0.name == "ranks" }?.chart == .plot(chart))
    #expect(chart.description.hasSuffix(" Of 4 ranks × 1 thread, 1 of 1 inconclusive."))
  }

  /// Labels of ranks would collide where they are many, and where each has one thread the axis says it all.
  @Test func chartsOfRanksNameTheirThreadsOnce() throws {
    let texts = texts(of: try #require(model(ranks: [3, 4]).strongRankChart).drawing)
    #expect(texts.contains("ranks of 1 thread"))
    #expect(!texts.contains("2×1"))
  }

  /// Of points below the lowest tick nobody could read how low they are.
  @Test func theAxisOfRanksReachesItsLowestPoint() throws {
    let run = try model(ranks: [3, 4]) { _ in 110_000 }
    let ticks = texts(of: try #require(run.strongRankChart).drawing).compactMap {
      $0.hasSuffix("×") ? Double($0.dropLast()) : nil
    }
    #expect(try #require(ticks.min()) <= 2000.0 / 110_000)
  }

  /// One number beside 1 needs no picture.
  @Test func oneNumberOfRanksIsNoChart() throws {
    let alone = replicates().map { replicate in
      var replicate = replicate
      replicate.contestants.remove(at: 1)
      replicate.blocks.removeAll { $0.contestant == 1 }
      for index in replicate.blocks.indices where replicate.blocks[index].contestant > 1 {
        replicate.blocks[index].contestant -= 1
      }
      return replicate
    }
    let model = try model(of: alone)
    #expect(model.ranked.count == 1 && model.verified.count == 2)
    #expect(model.strongRankChart == nil && model.weakRankChart == nil)
    #expect(model.rankSpeedupChart == nil && model.rankDots == nil)
    // Of several cases bars tell more than their mean.
    let others = try self.model(
      of: alone
        + alone.map { replicate in
          var replicate = replicate
          replicate.subject = BenchmarkCase(model: "denoise", batchSize: 1024)
          return replicate
        })
    let chart = try #require(others.rankSpeedupChart)
    #expect(chart.title == "What 2 ranks × 1 thread bring")
    #expect(
      chart.legend
        == Legend([
          Legend.Entry(
            sign: .area(series: chart.groups[0].bars[0].parts[0].series), name: "2 ranks × 1 thread"
          )
        ]))
    #expect(chart.groups[0].bars.map(\.label) == ["denoise 128", "denoise 1,024"])
    #expect(chart.groups[0].bars.map(\.note) == ["1.60×", "1.60×"])
    #expect(chart.description.contains(" Of 2 ranks × 1 thread, 2 of 2 inconclusive."))
    #expect(others.charts.first?.name == "ranks")
  }
}
