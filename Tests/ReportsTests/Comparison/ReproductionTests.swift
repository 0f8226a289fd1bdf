import Testing

@testable import Records
@testable import Reports

@Suite struct ReproductionTests {
  @Test(arguments: [(2.0, "within"), (2.1, "withinSpread"), (1.0, "faster"), (3.0, "slower")])
  func theNewTimeIsSeenAgainstTheSessionAndAgainstAll(
    microseconds: Double, outcome: String
  ) throws {
    let reproduction = try Reproduction(
      of: "pair/32/2", recorded: model(), measured: model(microseconds: microseconds),
      others: [model(microseconds: 2.2)])
    #expect("\(reproduction.outcome)" == outcome)
    #expect(reproduction.cell.threads == 2)
    #expect(reproduction.range.contains(2e-6))
    #expect(reproduction.sessionRange?.contains(2.2e-6) == true)
    #expect(reproduction.sessionCount == 2)
  }

  @Test(arguments: [1.0, 3.0])
  func oneSessionDoesNotTellWhatSessionsDifferBy(microseconds: Double) throws {
    let reproduction = try Reproduction(
      of: "pair/32/2", recorded: model(), measured: model(microseconds: microseconds))
    #expect(reproduction.outcome == .unknownSpread)
    #expect(reproduction.sessionRange == nil)
  }

  @Test func otherWeightsAreNoReproductionOnTheSameMachine() throws {
    let other = try model(finalDigest: "c")
    let near = try Reproduction(of: "pair/32/1", recorded: model(), measured: other)
    #expect(near.outcome == .otherWeights)
    let far = try Reproduction(
      of: "pair/32/1", recorded: model(), measured: other, isCrossMachine: true)
    #expect(far.outcome == .within)
  }

  @Test func otherDataExplainOtherWeights() throws {
    let other = try model(finalDigest: "c") { $0.dataDigest = String(repeating: "e", count: 64) }
    let reproduction = try Reproduction(of: "pair/32/1", recorded: model(), measured: other)
    #expect(reproduction.outcome == .otherData)
    #expect(reproduction.text.contains("not reproduced: the data that it trains on are others"))
  }

  @Test func theNoiseFloorWidensTheInterval() throws {
    // Controls of the new run lie 50 % apart.
    let noisy = try model(microseconds: 2.5) { replicate in
      for index in replicate.blocks.indices where replicate.blocks[index].contestant == 2 {
        replicate.blocks[index].times.groupNanoseconds = [37_500, 37_500]
      }
    }
    let reproduction = try Reproduction(of: "pair/32/1", recorded: model(), measured: noisy)
    #expect(reproduction.outcome == .within)
    let recorded = try #require(reproduction.recorded.interval)
    #expect(abs(reproduction.range.upperBound / recorded.upperBound - 1.5) < 1e-9)
    #expect(abs(reproduction.range.lowerBound / recorded.lowerBound - 1 / 1.5) < 1e-9)
  }

  @Test func theComparisonIsThisText() throws {
    let reproduction = try Reproduction(
      of: "pair/32/2", recorded: model(), measured: model(microseconds: 3))
    #expect(
      reproduction.text == """
        pair, batch 32, 2 threads: slower now, beyond the interval of the session; what sessions \
        differ by is not known from one
          recorded step time  2.000 µs [1.995, 2.005]
          measured step time  3.000 µs [2.995, 3.005]
          the session allows  [1.995, 2.005] µs, its interval widened by the noise floor
          sessions allow      not known: this is the only session of the machine

        """)
  }

  @Test func aCellThatIsNotThereIsNamed() throws {
    let error = #expect(throws: RecordError.self) {
      try Reproduction(of: "pair/32/4", recorded: model(), measured: model())
    }
    #expect(
      error?.description
        == "run has no cell 'pair/32/4'; name one as network/batch/threads, such as denoise/128/2")
  }

  @Test func aCellThatFailedHasNoTime() throws {
    let failed = try model {
      $0.contestants[1].failure = "the loss is not finite"
    }
    let error = #expect(throws: RecordError.self) {
      try Reproduction(of: "pair/32/2", recorded: model(), measured: failed)
    }
    #expect(
      error?.description == "pair/32/2 has no valid time in run: the loss is not finite")
  }

  @Test func anotherMachineIsAnObstacle() throws {
    let model = try model()
    var fingerprint = model.fingerprint
    #expect(model.obstacle(on: fingerprint) == nil)
    fingerprint.build.binaryDigest = .absent
    fingerprint.build.commit = .value("fedcba9")
    #expect(
      model.obstacle(on: fingerprint)
        == "run is of another machine or build (another commit: fedcba9, abc1234); measure there, or add "
        + "--cross-machine")
  }

  @Test func aBuildIsKnownByItsDigest() throws {
    func model(_ digest: String, commit: String) throws -> ReportModel {
      let entries = try soundEntries()
      guard case .plan(var entry) = entries[0] else { throw RecordError(.malformed, "no plan") }
      entry.fingerprint.build.binaryDigest = .value(digest)
      entry.fingerprint.build.commit = .value(commit)
      return try ReportModel(
        name: "run", log: RunLog(entries: [.plan(entry)] + entries.dropFirst()))
    }
    let recorded = try model("aa", commit: "abc1234")
    let same = try model("aa", commit: "fedcba9").fingerprint
    #expect(recorded.obstacle(on: same) == nil)
    #expect(recorded.differences(on: same) == [])
    let other = try model("bb", commit: "abc1234").fingerprint
    #expect(
      recorded.obstacle(on: other)
        == "run is of another machine or build (another program: bb, aa); measure there, or add "
        + "--cross-machine")
    // What can explain another time, but makes no other machine.
    var updated = same
    updated.system.kernel = .value("Linux 7.0")
    updated.processor.microcode = .value("0x2")
    #expect(recorded.obstacle(on: updated) == nil)
    #expect(recorded.differences(on: updated) == ["another kernel: Linux 7.0, unknown"])
  }

  @Test func programsReadTheComparisonAsJSON() throws {
    let reproduction = try Reproduction(
      of: "pair/32/2", recorded: model(), measured: model(microseconds: 3))
    expectEqual(
      try reproduction.json,
      """
      {
        "allowedSecondsPerStep" : [
          1.995e-06,
          2.005e-06
        ],
        "allowedSecondsPerStepOfSessions" : null,
        "cell" : "pair, batch 32, 2 threads",
        "measuredSecondsPerStep" : {
          "high" : 3.005e-06,
          "low" : 2.995e-06,
          "value" : 3e-06
        },
        "outcome" : "unknownSpread",
        "recordedSecondsPerStep" : {
          "high" : 2.005e-06,
          "low" : 1.995e-06,
          "value" : 2e-06
        },
        "sessions" : 1
      }

      """)
  }

  private func model(
    microseconds: Double = 2, finalDigest: Character = "b",
    _ change: (inout Replicate) -> Void = { _ in }
  ) throws -> ReportModel {
    let entries = try soundEntries(microseconds: microseconds, finalDigest: finalDigest)
      .map { entry in
        guard case .replicate(var replicate) = entry else { return entry }
        change(&replicate)
        return LogEntry.replicate(replicate)
      }
    return try ReportModel(name: "run", log: RunLog(entries: entries))
  }
}
