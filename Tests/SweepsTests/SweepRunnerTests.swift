import Records
import Suites
import Testing
import Sweeps

@Suite struct SweepRunnerTests {
  @Test func everyCellBecomesARecordWithAllRounds() throws {
    let sweep = ScriptedSweep()
    let outcome = try sweep.run(.scripted)
    #expect(outcome.failures.isEmpty)
    #expect(!outcome.wasInterrupted)
    #expect(sweep.saved == outcome.records)
    #expect(sweep.saved.map(\.cell.threads) == [1, 2])
    for record in sweep.saved {
      #expect(record.rounds.count == 3)
      #expect(record.verification.startDigest != record.verification.finalDigest)
      #expect(record.verification.digestedSteps == 1_000)
      #expect(record.verification.layers.map(\.reference) == [6])
      #expect(record.flopsPerStep == 1_000)
      #expect(record.date == "2026-01-31T12:00:00Z")
      #expect(
        record.rounds.allSatisfy { $0.peakFlopsPerSecond == Double(record.cell.threads) * 1e11 })
    }
  }

  @Test func workersAddUpOverAllTimedTurnsAndLeaveVerificationOut() throws {
    let sweep = ScriptedSweep()
    _ = try sweep.run(.scripted)
    let record = sweep.saved[1]
    // Steps of 1 and 0.5 ms fill turns of 0.1 s with 133 steps at their mean.
    #expect(record.rounds.map(\.groupNanoseconds.count) == [133, 133, 133])
    #expect(record.workers.map(\.steps) == [399, 399])
    #expect(record.workers.map(\.pieces) == [399, 399])
    #expect(record.workers.map(\.allocatedBytes) == [48, 48])
  }

  @Test func threadCountsTakeTurnsAndEachComesFirstEquallyOften() throws {
    let sweep = ScriptedSweep()
    var suite = Suite.scripted
    suite.rounds = 2
    _ = try sweep.run(suite)
    let threads = sweep.turns.map { String($0.suffix(2)) }
    #expect(threads == threads.prefix(2) + threads.prefix(2).reversed())
    #expect(Set(threads) == ["t1", "t2"])
    #expect(
      sweep.turns.map { String($0.dropLast(3)) }
        == ["pair/32 r1", "pair/32 r1", "pair/32 r2", "pair/32 r2"])
  }

  @Test func aTrainerThatCannotBeMadeFailsItsCellAlone() throws {
    let sweep = ScriptedSweep()
    sweep.impossible = [1]
    let outcome = try sweep.run(.scripted)
    #expect(outcome.records.map(\.failure) == ["no trainer for 1 threads; use fewer", nil])
    #expect(outcome.records.map(\.rounds.count) == [0, 3])
    #expect(outcome.records[0].flopsPerStep > 0)
  }

  @Test func aGroupWithoutAnyTrainerIsAllFailuresAndTheNextGroupRuns() throws {
    let sweep = ScriptedSweep()
    sweep.impossible = [1, 2]
    var suite = Suite.scripted
    suite.models.append(.init(name: "and"))
    let outcome = try sweep.run(suite)
    #expect(outcome.records.count == 4)
    #expect(outcome.failures.count == 4)
  }

  @Test(arguments: [
    (
      ScriptedTrainer.Faults(missingGradients: 1),
      "layer 'dense': reference 6, formula 6, buffers 6, gradients 5 differ"
    ),
    (
      ScriptedTrainer.Faults(missingBuffers: 2),
      "layer 'dense': reference 6, formula 6, buffers 4, gradients 6 differ"
    ),
    (ScriptedTrainer.Faults(startWeight: 7), "start weights differ between 2 and 1 threads"),
    (
      ScriptedTrainer.Faults(finalWeight: -0.0),
      "weights after 1000 steps differ between 2 and 1 threads"
    ),
    (ScriptedTrainer.Faults(lastLoss: .nan), "the loss is not finite"),
    (ScriptedTrainer.Faults(lastLoss: 1), "the loss has not fallen: 1.0 at first, 1.0 at last"),
    (
      ScriptedTrainer.Faults(lossOfTurns: .infinity), "the loss is not finite after 133 steps"
    ),
    (
      ScriptedTrainer.Faults(isRestless: true),
      "weights after 1000 steps differ between 2 and 1 threads"
    ),
  ])
  func aMismatchIsAFailureAndNotATime(faults: ScriptedTrainer.Faults, sentence: String) throws {
    let sweep = ScriptedSweep()
    sweep.faults = [2: faults]
    let outcome = try sweep.run(.scripted)
    #expect(outcome.records.map(\.failure) == [nil, sentence])
    #expect(outcome.records[0].rounds.count == 3)
    #expect(outcome.records[1].rounds.count < 3)
  }

  @Test func turnsThatEndAtOtherWeightsThanTheFirstFailTheCell() throws {
    let sweep = ScriptedSweep()
    sweep.faults = [1: .init(isRestless: true)]
    var suite = Suite.scripted
    suite.threads = [1]
    let outcome = try sweep.run(suite)
    #expect(
      outcome.records.map(\.failure)
        == ["weights after the same 100 steps differ between rounds 1 and 2"])
  }

  @Test func turnsThatEndAtOtherWeightsThanOneThreadsFailTheCell() throws {
    let sweep = ScriptedSweep()
    sweep.faults = [2: .init(weightAfterTurns: 7)]
    let outcome = try sweep.run(.scripted)
    #expect(
      outcome.records.map(\.failure)
        == [nil, "weights after a timed turn differ between 2 and 1 threads"])
  }

  @Test func aCtrlCKeepsFinishedGroupsAndDropsTheRunningOne() throws {
    let sweep = ScriptedSweep()
    sweep.turnsUntilInterruption = 8
    var suite = Suite.scripted
    suite.models.append(.init(name: "and"))
    let outcome = try sweep.run(suite)
    #expect(outcome.wasInterrupted)
    #expect(sweep.saved.map(\.cell.model) == ["pair", "pair"])
    #expect(sweep.turns.count == 8)
  }

  @Test func aFolderThatCannotBeWrittenEndsTheSweep() throws {
    let plan = try SweepPlan(suite: .scripted, usableCPUs: 2, seed: 1)
    let clock = ScriptedClock()
    let surroundings = Surroundings(
      trainers: { group, _ in
        {
          try ScriptedTrainer(
            group.entry.network, threads: $0, stepNanoseconds: 1e6, clock: clock)
        }
      }, nanoseconds: { clock.nanoseconds }, multiplyAddRate: { _ in 1 },
      machine: {
        Machine(
          name: "m", architecture: "x86_64", cores: 2, usableCores: 2,
          build: Machine.Build(
            compiler: "", flags: "", targetCPU: "", vectorLanes: 4, commit: nil, allocator: ""))
      }, date: { "" })
    #expect(throws: ScriptedSweep.Refusal.self) {
      try SweepRunner(plan: plan, surroundings: surroundings).run(
        save: { _ in throw ScriptedSweep.Refusal(description: "disk full") },
        isInterrupted: { false }, report: { _ in })
    }
  }

  @Test func progressCountsCellsAndLetsTheTimeLeftFall() throws {
    let sweep = ScriptedSweep()
    var suite = Suite.scripted
    suite.models.append(.init(name: "and"))
    _ = try sweep.run(suite)
    let progress = sweep.events.map { event in
      switch event {
      case .measuring(_, _, let progress), .finished(_, let progress): progress
      }
    }
    #expect(progress.allSatisfy { $0.cellCount == 4 })
    #expect(progress.map(\.finishedCells) == progress.map(\.finishedCells).sorted())
    #expect(progress.last?.finishedCells == 4)
    #expect(try #require(progress.last).secondsLeft < 1e-9)
    #expect(progress[0].secondsLeft > 1)
  }
}
