import Foundation
import Records
import Testing

@testable import Reports

/// A ratio that nothing is known of would look like one that is known, where there is no room for words.
@Suite struct UndecidedRatioTests {
  /// JAX with two threads is now three times as fast, now three times as slow.
  private func restless(_ replicate: inout Replicate) {
    for index in replicate.blocks.indices where replicate.blocks[index].contestant == 4 {
      let isSlow = replicate.blocks[index].round.isMultiple(of: 2)
      replicate.blocks[index].times.groupNanoseconds = [isSlow ? 180_000 : 20_000]
    }
  }

  private func model(isRestless: Bool) throws -> ReportModel {
    let entries = isRestless ? try peerEntries(change: restless) : try peerEntries()
    return try ReportModel(name: "run", log: writtenLog(of: entries))
  }

  private let care = "All figures are to be taken with care: a case had 2 processes."
  private let note = " ?: inconclusive, so that nothing tells which of the two is faster."

  @Test func tablesWithoutRoomForWordsMarkIt() throws {
    let model = try model(isRestless: true)
    #expect(model.peers[0].cells.map(\.peerRatio?.verdict) == [.faster, .inconclusive])
    for text in [
      model.shortTable, try model.summary(of: ["pair/32"], askedBy: "README.md"),
      try model.showcase(of: ["pair/32"], in: "run", askedBy: "README.md"),
    ] {
      let row = try #require(text.split(separator: "\n").first { $0.contains("`pair`") })
      #expect(row.contains(#/\| 2\.00×, [0-9.]+× \? \|/#), "\(row)")
      #expect(text.contains(note.dropFirst()))
    }
    let page = model.markdown(chartName: nil)
    #expect(page.contains(#/\| pair \| 32 \| [0-9.]+× \? \| no part \| 2\.00× \| no part \|/#))
    #expect(page.contains("?: inconclusive, so that"))
  }

  /// The least of all ratios would be one that is not known.
  @Test func aRangeIsOfWhatIsKnown() throws {
    func text(isRestless: Bool) throws -> String {
      try model(isRestless: isRestless).showcase(of: ["pair/32"], in: "run", askedBy: "README.md")
    }
    let only = "2.00× (pair, batch 32, 1 thread)"
    #expect(
      try text(isRestless: true).contains(
        "in 1 of 2 cells, slower in 0, and cannot be told apart in 1; \(only) as fast where that is "
          + "known. \(care) All cells"))
    #expect(
      try text(isRestless: false).contains(
        "in 2 of 2 cells, slower in 0; from \(only) to 2.50× (pair, batch 32, 2 threads) as fast. \(care) All"
      ))
    let disturbed = try ReportModel(
      name: "run",
      log: writtenLog(
        of: peerEntries { $0.blocks[0].disturbances = ["steal"] }))
    let clause = try #require(disturbed.disturbedText)
    #expect(clause.hasPrefix("2 of 20 blocks (10"))
    #expect(
      try disturbed.showcase(of: ["pair/32"], in: "run", askedBy: "README.md").contains(
        " as fast. \(clause). \(care) All cells"))
  }

  /// Beside dots stand no words either.
  @Test func theChartMarksItToo() throws {
    let chart = try #require(model(isRestless: true).peerChart)
    let notes = chart.groups.flatMap(\.rows).map(\.note)
    #expect(notes.count == 2 && notes[0] == "2.00×, —")
    #expect(notes[1].contains(#/^[0-9.]+×\?, —$/#), "\(notes[1])")
    #expect(chart.description.hasSuffix(note))
    let decided = try #require(model(isRestless: false).peerChart)
    #expect(decided.groups.flatMap(\.rows).map(\.note) == ["2.00×, —", "2.50×, —"])
    #expect(!decided.description.contains("?"))
  }

  @Test func aVerdictHasNoMark() throws {
    let model = try model(isRestless: false)
    #expect(!model.shortTable.contains("?"))
    #expect(model.shortTable.contains("| 2.00×, 2.50× |"))
    #expect(!model.summaryNote(of: model.groups).contains("?"))
  }

  @Test func ranksHaveTheMarkToo() throws {
    let entries = try peerEntries(change: restless).map { entry -> LogEntry in
      guard case .replicate(var replicate) = entry else { return entry }
      // Each with two threads is two ranks now.
      for index in replicate.contestants.indices where replicate.contestants[index].threads == 2 {
        (replicate.contestants[index].threads, replicate.contestants[index].ranks) = (1, 2)
      }
      return .replicate(replicate)
    }
    let model = try ReportModel(name: "run", log: RunLog(entries: entries))
    #expect(model.shortTable.contains(note))
    #expect(model.rankSummaryTable.markdown.contains("× ? |"))
    #expect(
      try #require(model.rankPeerAnswer).hasSuffix(", 1 of 1 inconclusive)."))
  }
}
