import Records
import Suites
import Testing
import Sweeps

@Suite struct ResumptionTests {
  /// What a first sweep leaves, to be resumed.
  private func earlier(_ suite: Suite = .scripted) throws -> [RunRecord] {
    try ScriptedSweep().run(suite).records
  }

  @Test func whatIsMeasuredIsNotMeasuredAgain() throws {
    let sweep = ScriptedSweep()
    let outcome = try sweep.run(.scripted, resuming: earlier())
    #expect(outcome.records.isEmpty)
    #expect(outcome.skippedCells == 2)
    #expect(sweep.turns.isEmpty)
  }

  @Test func onlyMissingGroupsAreMeasured() throws {
    let sweep = ScriptedSweep()
    var suite = Suite.scripted
    suite.batchSizes = [32, 128]
    let outcome = try sweep.run(suite, resuming: earlier())
    #expect(outcome.records.map(\.cell.batchSize) == [128, 128])
    #expect(outcome.skippedCells == 2)
  }

  @Test func aGroupThatLacksAThreadCountIsMeasuredInFull() throws {
    let outcome = try ScriptedSweep().run(.scripted, resuming: Array(earlier().prefix(1)))
    #expect(outcome.records.map(\.cell.threads) == [1, 2])
  }

  @Test func aFailedCellIsTriedAgain() throws {
    var records = try earlier()
    records[1].failure = "the loss is not finite"
    #expect(try ScriptedSweep().run(.scripted, resuming: records).records.count == 2)
  }

  @Test func anotherSeedAnotherBinaryOrFewerRoundsDoNotCount() throws {
    let records = try earlier()
    #expect(try ScriptedSweep().run(.scripted, seed: 2, resuming: records).records.count == 2)

    let rebuilt = ScriptedSweep()
    rebuilt.build.commit = "def"
    #expect(try rebuilt.run(.scripted, resuming: records).records.count == 2)

    var longer = Suite.scripted
    longer.rounds = 4
    #expect(try ScriptedSweep().run(longer, resuming: records).records.count == 2)
  }
}
