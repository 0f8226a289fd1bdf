import Records
import Testing

@testable import Reports

@Suite struct AutomaticThreadsTests {
  private func sentence(_ automaticThreads: Int?) throws -> String? {
    // Two threads are slower in the one case, by a quarter, and faster in the other, by half.
    let cases = [
      pair([1: [4, 4, 4], 2: [5, 5, 5]]), denoise(batchSize: 128, [1: [3, 3, 3], 2: [2, 2, 2]]),
    ]
    let log = try exampleLog(of: replicates(of: cases), automaticThreads: automaticThreads)
    return try ReportModel(name: "run", log: log).automaticSentence
  }

  @Test func theLossAgainstTheBestCountIsTold() throws {
    #expect(
      try sentence(2)
        == "Left to choose, gradmark takes the fastest thread count in 1 of 2 cases whose work threads share; "
        + "the most that it loses elsewhere is 25.0 % (pair, batch 32).")
    #expect(
      try sentence(1)
        == "Left to choose, gradmark takes the fastest thread count in 1 of 2 cases whose work threads share; "
        + "the most that it loses elsewhere is 50.0 % (denoise, batch 128).")
  }

  /// Both counts have the same median step, and in two of three pairs the second thread is slower.
  @Test func countsAreComparedByPairs() throws {
    let log = try exampleLog(
      of: replicates(of: [pair([1: [4, 2, 9], 2: [5, 3, 4]])]), automaticThreads: 2)
    let cases = try ReportModel(name: "run", log: log).automaticThreads
    #expect(cases.count == 1 && abs((cases.first?.loss ?? 0) - 0.25) < 1e-9)
  }

  @Test func noiseBetweenCellsOfOneWorkerIsNoLoss() throws {
    var short = pair([1: [4, 4, 4], 2: [5, 5, 5]])
    short.unshared = [2]
    func sentence(_ cases: [ExampleCase]) throws -> String? {
      let log = try exampleLog(of: replicates(of: cases), automaticThreads: 2)
      return try ReportModel(name: "run", log: log).automaticSentence
    }
    #expect(
      try sentence([short, denoise(batchSize: 128, [1: [3, 3, 3], 2: [2, 2, 2]])])
        == "Left to choose, gradmark takes the fastest thread count in 1 of 1 case whose work threads share."
    )
    #expect(try sentence([short]) == nil)
  }

  @Test func withoutARecordedOrMeasuredCountNothingIsTold() throws {
    #expect(try sentence(nil) == nil)
    #expect(try sentence(3) == nil)
  }
}
