import Records
import Testing

@testable import Reports

@Suite struct QualityResultTests {
  private func entry(
    _ values: [Double], seed: UInt64, threads: Int = 2, goal: Double = 0.9
  ) -> QualityEntry {
    QualityEntry(
      subject: BenchmarkCase(model: "digits", batchSize: 32), threads: threads, seed: seed,
      measure: "accuracy", goal: goal, values: values,
      seconds: values.indices.map { Double($0 + 1) / 2 }, date: "2026-01-31T13:00:00Z")
  }

  @Test func theMedianOverSeedsCountsThoseThatNeverGotThere() throws {
    let results = QualityResult.all(of: [
      entry([0.5, 0.95], seed: 1), entry([0.9], seed: 2), entry([0.1, 0.2], seed: 3),
    ])
    #expect(results.count == 1)
    #expect(results[0].epochs == [1, 2])
    #expect(results[0].seconds == [0.5, 1])
    #expect(results[0].medianEpochs == 2)
    #expect(results[0].medianSeconds == 1)
    let failed = QualityResult.all(of: [entry([0.95], seed: 1), entry([0.1], seed: 3)])
    #expect(failed[0].medianSeconds == nil)
    #expect(failed[0].seedCount == 2)
  }

  @Test func aSeedThatWasRepeatedCountsOnce() {
    let results = QualityResult.all(of: [
      entry([0.1], seed: 1), entry([0.95], seed: 1), entry([0.95], seed: 1, threads: 1),
      entry([0.95], seed: 1, goal: 0.5),
    ])
    #expect(results.map(\.seedCount) == [1, 1, 1])
    #expect(results.map(\.threads) == [2, 1, 2])
    #expect(results[0].epochs == [1])
  }

  @Test func trainingsToAQualityAreNoSessionOfCells() throws {
    let sweep = try exampleModel()
    let log = try exampleLog(of: [])
    let quality = try ReportModel(
      name: "quality", log: RunLog(entries: log.entries + [.quality(entry([0.9], seed: 1))]))
    let machines = MachineRuns.all(of: [sweep, quality])
    #expect(machines.count == 1 && machines[0].runs.count == 2)
    #expect(!machines[0].verifiedText.contains("session"))
    let peers = try ReportModel(name: "peers", log: writtenLog(of: peerEntries()))
    let all = MachineRuns.all(of: [sweep, quality, peers])
    #expect(all.first?.verifiedText.contains(" in 2 sessions") == true)
  }

  @Test func theTableHasTheseLines() throws {
    let log = try exampleLog(of: [])
    let model = try ReportModel(
      name: "run",
      log: RunLog(
        entries: log.entries + [
          .quality(entry([0.5, 0.95], seed: 1)), .quality(entry([0.9], seed: 2)),
          .quality(entry([0.1], seed: 3)), .quality(entry([0.1], seed: 1, threads: 1)),
        ]))
    #expect(
      model.qualityTable.markdown == """
        | network | batch | threads | goal | reached | time | shortest to longest | epochs |
        | :-- | --: | --: | :-- | --: | --: | --: | --: |
        | digits | 32 | 2 | accuracy of 0.9 | 2 of 3 | 1.00 s | 500 ms to 1.00 s | 2 (1 to 2) |
        | digits | 32 | 1 | accuracy of 0.9 | 0 of 1 | not measured | not measured | not measured |

        """)
    #expect(model.markdown(chartName: nil).contains("## Time to quality\n"))
    #expect(
      model.verificationSentence == "2 of 4 trainings reached their goal; no cell was timed.")
    // The page's own answer, not that nothing scales.
    #expect(
      model.answer
        == "`digits` with 2 threads reaches an accuracy of 0.9 in 1.00 s (median over 3 seeds; 500 ms to 1.00 "
        + "s); `digits` with 1 thread reaches an accuracy of 0.9 from 0 of 1 seeds alone.")
    let page = model.page()
    #expect(page.sections.map(\.title).prefix(2) == ["Time to quality", "Machine"])
    #expect(page.charts.count == 1)
    #expect(model.charts.map(\.name) == ["quality"])
    // Seeds stand in one row: those of the next row are far.
    let places = try #require(model.qualityChart).drawing.marks.compactMap {
      if case .dot(let place, _, true, _) = $0 { place.y } else { nil }
    }
    #expect(places.count == 2 && Set(places).count == 1)
    // Nothing took turns, and no thread counts were compared.
    let html = try page.html()
    #expect(html.contains("A training ends with the first epoch that reaches the goal"))
    #expect(!html.contains("Latin square") && !html.contains("scales"))
  }
}
