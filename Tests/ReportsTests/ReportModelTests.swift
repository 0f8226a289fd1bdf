import Records
import Testing

@testable import Reports

@Suite struct ReportModelTests {
  @Test func cellsAreOrderedBySizeBatchAndThreads() {
    let model = ReportModel(name: "run", records: twoThreadRecords().reversed())
    #expect(model.groups == exampleModel.groups)
    #expect(
      model.cells.map(\.cell.description) == [
        "pair, batch 32, 1 thread", "pair, batch 32, 2 threads",
        "denoise, batch 128, 1 thread", "denoise, batch 128, 2 threads",
        "denoise, batch 1024, 1 thread", "denoise, batch 1024, 2 threads",
      ])
  }

  @Test func theLastRecordOfACellCounts() throws {
    var failed = pair(threads: 1, microseconds: [1])
    failed.failure = "the loss is not finite"
    let good = pair(threads: 1, microseconds: [3])
    let recovered = ReportModel(name: "run", records: [failed, good])
    #expect(recovered.cells.map { $0.measurement?.secondsPerStep.value } == [3e-6])
    let relapsed = ReportModel(name: "run", records: [good, failed])
    #expect(relapsed.failures.map(\.failure) == ["the loss is not finite"])
  }

  @Test func aFailedCellHasNoNumbersAndGivesNoSpeedup() {
    var single = pair(threads: 1, microseconds: [2])
    single.verification.layers[0].gradients = 5
    let model = ReportModel(
      name: "run", records: [single, pair(threads: 2, microseconds: [1])])
    #expect(
      model.cells.map(\.failure) == [
        "layer 'dense': reference 6, formula 6, buffers 6, gradients 5 differ", nil,
      ])
    #expect(model.cells.map { $0.measurement?.speedup } == [nil, nil])
  }

  @Test func roundsOfDifferentNumberArePairedWithNothing() {
    let model = ReportModel(
      name: "run",
      records: [pair(threads: 1, microseconds: [2, 2]), pair(threads: 2, microseconds: [1])])
    #expect(model.cells[1].measurement?.speedup == nil)
  }

  @Test func aPeakThatWasNotMeasuredGivesNoShare() {
    var record = pair(threads: 1, microseconds: [2])
    record.rounds[0].peakFlopsPerSecond = 0
    let model = ReportModel(name: "run", records: [record])
    #expect(model.cells[0].measurement?.peakShare == nil)
  }

  @Test func slowGroupsWeighInTheStepTime() {
    var record = pair(threads: 1, microseconds: [2])
    // Nine groups of 10 µs and one of 110: 2 µs a step on average, though 1 µs is typical.
    record.rounds[0].groupNanoseconds = [Int64](repeating: 10_000, count: 9) + [110_000]
    let measurement = ReportModel(name: "run", records: [record]).cells[0].measurement
    #expect(abs((measurement?.secondsPerStep.value ?? 0) - 2e-6) < 1e-15)
    #expect(abs((measurement?.stepQuantiles.p50 ?? 0) - 1e-6) < 1e-15)
  }

  @Test func mixedRunsAreSaidToBeMixed() {
    var other = pair(threads: 2, microseconds: [1], digest: "other seed, other bits")
    other.seed = 8
    other.machine.name = "other"
    other.machine.build.commit = "other"
    let model = ReportModel(name: "run", records: [pair(threads: 1, microseconds: [2]), other])
    #expect(
      model.warnings == [
        "The cells were measured with 2 different binaries.",
        "The cells were measured on different machines.",
        "The cells were measured with different seeds.",
      ])
    #expect(model.failures == [])
    #expect(exampleModel.warnings == [])
  }
}
