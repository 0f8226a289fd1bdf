import Records
import Testing

@testable import Sweeps

@Suite struct ServedTurnsTests {
  private let pace = Pace(stepNanoseconds: [1e6], turnNanoseconds: 1e7)

  /// What a measurement answers to requests, and what it leaves.
  private func served(
    _ requests: [TurnRequest], change: (ScriptedCase) -> Void = { _ in }
  ) throws -> (answers: [ChildMessage], replicate: Replicate?) {
    let scripted = ScriptedCase()
    change(scripted)
    var left = requests[...]
    var answers: [ChildMessage] = []
    let replicate = try scripted.measurement().serve(
      next: { left.popFirst() }, answer: { answers.append($0) })
    return (answers, replicate)
  }

  private func turn(_ contestant: Int, round: Int, measuresCeilings: Bool = false) -> TurnRequest {
    .turn(
      .init(contestant: contestant, round: round, pace: pace, measuresCeilings: measuresCeilings))
  }

  @Test func turnsAreTakenAsTheyAreAskedFor() throws {
    let requests = [
      turn(1, round: 0, measuresCeilings: true), turn(0, round: 0), turn(0, round: 1),
      .end(.time),
    ]
    let (answers, replicate) = try served(requests)
    guard case .ready(let steps) = answers[0] else { throw Unexpected() }
    #expect(steps.count == 2)
    let record = try #require(replicate)
    #expect(record.blocks.map(\.contestant) == [1, 0, 0])
    #expect(record.blocks.map(\.round) == [0, 0, 1])
    #expect(record.blocks.map { $0.peakFlopsPerSecond != nil } == [true, false, false])
    #expect(record.blocks.allSatisfy { $0.times.stepCount == pace.stepsPerTurn })
    #expect(record.stop == .time)
    let blocks = answers.dropFirst().compactMap { answer in
      if case .turn(let block) = answer { block } else { nil }
    }
    #expect(blocks == record.blocks)
  }

  @Test func nobodyIsLeftToAsk() throws {
    #expect(try served([turn(0, round: 0)]).replicate == nil)
  }

  @Test func aContestantThatIsNotThereEndsIt() throws {
    #expect(try served([turn(9, round: 0), .end(.time)]).replicate == nil)
  }

  @Test func withoutATrainerNothingIsReady() throws {
    let (answers, replicate) = try served([turn(0, round: 0), .end(.failed)]) {
      $0.impossible = [1, 2]
    }
    guard case .ready(let steps) = answers[0], case .turn(let block) = answers[1] else {
      throw Unexpected()
    }
    #expect(steps.isEmpty)
    #expect(block == nil)
    #expect(replicate?.contestants.allSatisfy { $0.failure != nil } == true)
  }

  @Test func theControlCanBeLeftOut() throws {
    let (_, replicate) = try served([turn(0, round: 0), turn(1, round: 0), .end(.time)]) {
      $0.job.hasNoTwin = true
    }
    #expect(replicate?.contestants.map(\.threads) == [1, 2])
  }

  private struct Unexpected: Error {}
}
