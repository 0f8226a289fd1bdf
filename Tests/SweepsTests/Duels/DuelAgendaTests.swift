import Records
import Suites
import Testing

@testable import Sweeps

@Suite struct DuelAgendaTests {
  private static let builds = ["A", "B"].map {
    BenchmarkPlan.Implementation(name: $0, program: $0)
  }

  /// Two cases with one thread, eight pairs each.
  private func plan() throws -> SweepPlan {
    try SweepPlan(
      suite: Suite(
        models: [.init(name: "pair"), .init(name: "and")], batchSizes: [32], threads: [1],
        processes: 2, secondsPerCell: 0.3), usableCPUs: 2, seed: 1
    ).dueling(Self.builds, DuelTerms(margin: 0.05, turns: .blocks))
  }

  /// A pair of processes whose ratio is told.
  private func replicate(_ process: PlannedProcess, ratio: Double) -> Replicate {
    Replicate(
      subject: process.group.subject, process: process.index, caseDigest: "", seed: 1, date: "",
      parameterCount: 6, flopsPerStep: 1, bytesPerStep: 1,
      contestants: ["A", "B"].map { Replicate.Contestant(threads: 1, implementation: $0) },
      blocks: [ratio * 1_000_000, 1_000_000].enumerated().map { place, nanoseconds in
        Replicate.Block(
          contestant: place, round: 0,
          times: .init(groupNanoseconds: [Int64(nanoseconds)], stepsPerGroup: 1))
      }, stop: .time)
  }

  /// How many pairs each case gets, where its ratios are told by the number of the pair.
  private func pairs(_ ratio: (_ model: String, _ index: Int) -> Double) throws -> [String: Int] {
    var agenda = DuelAgenda(try plan()) { _ in nil }
    var counts: [String: Int] = [:]
    while let process = agenda.next() {
      let model = process.group.subject.model
      #expect(process.index == counts[model, default: 0])
      counts[model, default: 0] += 1
      agenda.finish(process, replicate(process, ratio: ratio(model, process.index)))
    }
    return counts
  }

  @Test func casesTakeTurnsProcessByProcess() throws {
    var agenda = DuelAgenda(try plan()) { _ in nil }
    let first = (0..<4).compactMap { _ in agenda.next() }
    #expect(first.map(\.group.subject.model) == ["pair", "and", "pair", "and"])
    #expect(first.map(\.index) == [0, 0, 1, 1])
    #expect(agenda.processCount == 16)
  }

  @Test func aCaseEndsWhereItsVerdictStands() throws {
    // Equal to a hair: 'same' after half of the pairs. Far apart and scattered: never.
    let counts = try pairs { model, index in
      model == "pair" ? 1 + 0.0001 * Double(index % 3) : index % 2 == 0 ? 0.5 : 2
    }
    #expect(counts == ["pair": 4, "and": 8])
  }

  @Test func savedTimeGoesToACaseThatIsNearAVerdict() throws {
    // A mean of 3.5 % that eight pairs cannot tell from 0, and sixteen could.
    let counts = try pairs { model, index in
      model == "pair" ? 1 : 1.035 + [-0.04, 0.04, -0.02, 0.02][index % 4]
    }
    #expect(counts["pair"] == 4)
    #expect(counts["and"] == 12)
  }

  @Test func aDifferenceNeedsAllPlannedPairs() throws {
    let counts = try pairs { _, index in 1.5 + 0.001 * Double(index % 2) }
    #expect(counts == ["pair": 8, "and": 8])
  }

  @Test func whatTheLogHasIsNotPlayedAgain() throws {
    let plan = try plan()
    var agenda = DuelAgenda(plan) { process in
      process.index < 3 ? replicate(process, ratio: 1) : nil
    }
    #expect(agenda.earlierCount == 6)
    #expect(agenda.next()?.index == 3)
  }

  @Test func aCaseThatFailsIsLeftAlone() throws {
    var agenda = DuelAgenda(try plan()) { _ in nil }
    let next = agenda.next()
    let first = try #require(next)
    agenda.finish(first, nil)
    var rest: [String] = []
    while let process = agenda.next() {
      rest.append(process.group.subject.model)
      agenda.finish(process, replicate(process, ratio: 1))
    }
    #expect(Set(rest) == ["and"])
  }
}
