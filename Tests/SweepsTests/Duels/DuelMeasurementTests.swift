import Foundation
import Records
import TestSupport
import Testing

@testable import Sweeps

/// Builds that are scripts: each answers a line with the next line of a file.
@Suite struct DuelMeasurementTests {
  /// A build whose steps take so long, and what its child says.
  private struct Script {
    var nanoseconds: Int64
    var losses: [Double] = [1, 0.9, 0.5]
    var digest = "b"
    var dataDigest: String? = "data"
    var isReady = true

    var contestants: [Replicate.Contestant] {
      let evidence = Replicate.Evidence(
        layers: [.init(layer: "dense", reference: 6, formula: 6, buffers: 6, gradients: 6)],
        countBeforeTraining: 6, countAfterTraining: 6, startDigest: "a", finalDigest: digest,
        digestedSteps: 10, losses: losses)
      return [Replicate.Contestant(threads: 1, evidence: evidence)]
    }

    /// All answers, more than are asked for.
    func answers(turns: Int) -> [ChildMessage] {
      let block = Replicate.Block(
        contestant: 0, round: 0,
        times: .init(groupNanoseconds: [nanoseconds], stepsPerGroup: 1))
      let replicate = Replicate(
        subject: BenchmarkCase(model: "pair", batchSize: 32), process: 0, caseDigest: "case",
        seed: 1, dataDigest: dataDigest, date: "", parameterCount: 6, flopsPerStep: 512,
        bytesPerStep: 560, contestants: contestants, blocks: [block],
        stop: .time)
      return isReady
        ? [.ready(stepNanoseconds: [Double(nanoseconds)])]
          + [ChildMessage](repeating: .turn(block), count: turns) + [.replicate(replicate)]
        : [.replicate(replicate)]
    }
  }

  /// Plays both scripts against each other over so many rounds of turns.
  private func replicate(
    _ base: Script, _ candidate: Script, turns: DuelTerms.Turns = .blocks
  ) throws -> Replicate {
    try withTemporaryFolder { folder in
      // Two contestants take turns in one square.
      let sides = try [(DuelTerms.base, base), (DuelTerms.candidate, candidate)].map {
        name, script in
        let lines = try script.answers(turns: 2).map {
          String(decoding: try JSONEncoder().encode($0), as: UTF8.self) + "\n"
        }
        let file = "\(folder)/\(name)"
        try Data(lines.joined().utf8).write(to: URL(filePath: file))
        let command =
          "exec 3<\(file); while read -r ask; do IFS= read -r say <&3; echo \"$say\"; done"
        return DuelMeasurement.Side(.init(name: name, program: "program \(name)")) { _ in
          MeasuringProcess(
            command: ["sh", "-c", command], environment: ["PATH=/usr/bin:/bin"],
            hasFixedProgram: true)
        }
      }
      var job = ScriptedCase().job
      job.threads = [1]
      job.precision = 0
      job.secondsPerContestant = 1e-9
      var now: Int64 = 0
      let duel = DuelMeasurement(sides: sides, turns: turns) {
        now += 1_000
        return now
      }
      return try duel.replicate(job, cpus: nil, isInterrupted: { false }, report: { _, _ in })
    }
  }

  @Test func bothBuildsTakeTurnsByLatinSquares() throws {
    let replicate = try replicate(Script(nanoseconds: 2_000), Script(nanoseconds: 1_000))
    #expect(replicate.contestants.map(\.implementation) == ["A", "B"])
    let rounds = Dictionary(grouping: replicate.blocks, by: \.round).sorted { $0.key < $1.key }
      .map { $0.value.map(\.contestant) }
    #expect(rounds.count == 2)
    for place in 0..<2 { #expect(Set(rounds.map { $0[place] }) == [0, 1]) }
    #expect(replicate.binaryDigests == ["A": "program A", "B": "program B"])
    #expect(replicate.contestants.allSatisfy { $0.failure == nil })
    let ratio = try #require(speedRatio(of: [replicate], threads: 1, level: 0.95))
    #expect(abs(ratio.value - 2) < 1e-9)
  }

  @Test func otherBitsAreNoFault() throws {
    let replicate = try replicate(
      Script(nanoseconds: 1_000), Script(nanoseconds: 1_000, digest: "c"))
    #expect(replicate.contestants.allSatisfy { $0.failure == nil })
  }

  @Test func otherLossesAreOtherWork() throws {
    let replicate = try replicate(
      Script(nanoseconds: 1_000), Script(nanoseconds: 1_000, losses: [1, 0.8, 0.5]))
    #expect(
      replicate.contestants.last?.failure
        == "other work than A: the loss of step 2 is 0.8, the base's 0.9")
    #expect(replicate.contestants[0].failure == nil)
  }

  @Test func otherDataAreOtherWork() throws {
    let replicate = try replicate(
      Script(nanoseconds: 1_000), Script(nanoseconds: 1_000, dataDigest: "others"))
    #expect(replicate.contestants.last?.failure == "other work than A: it trained on other data")
  }

  @Test func aBuildFromBeforeDataHadDigestsIsProvenByItsLosses() throws {
    let replicate = try replicate(
      Script(nanoseconds: 1_000, dataDigest: nil), Script(nanoseconds: 1_000))
    #expect(replicate.contestants.allSatisfy { $0.failure == nil })
  }

  @Test func buildsThatKnowNothingOfBlocksMeasureProcessByProcess() throws {
    let replicate = try replicate(
      Script(nanoseconds: 3_000, isReady: false), Script(nanoseconds: 1_000, isReady: false),
      turns: .processes)
    #expect(replicate.contestants.map(\.implementation) == ["A", "B"])
    let ratio = try #require(speedRatio(of: [replicate], threads: 1, level: 0.95))
    #expect(abs(ratio.value - 3) < 1e-9)
  }

  @Test func aBuildThatDoesNotWaitForTurnsFails() {
    #expect(throws: MeasuringFailure.self) {
      try replicate(Script(nanoseconds: 1_000), Script(nanoseconds: 1_000, isReady: false))
    }
  }
}
