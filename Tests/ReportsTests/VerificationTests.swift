import Foundation
import Records
import TestSupport
import Testing

@testable import Reports

@Suite struct VerificationTests {
  @Test func aSoundLogIsConsistent() throws {
    let verification = Verification(of: writtenLog(of: try soundEntries()))
    #expect(verification.fault == nil)
    #expect(verification.checks.allSatisfy { $0.outcome == .holds })
    #expect(
      verification.text(name: "results/run") == """
        results/run: consistent
          ✓ every line follows from the one before it
          ✓ the log ends with a whole line
          ✓ the digest of each plan is that of its content
          ✓ everything measured was planned before
          ✓ every outcome is of a process that was started before
          ✓ each sitting's lines were written one after the other
          ✓ all processes of a case trained on the same data
          ✓ every process ran the program of its plan
          ✓ parameters are counted alike everywhere, and the loss fell
          ✓ all thread counts and processes of a case trained to the same bits
          ✓ contestants take turns by Latin squares
          ✓ no case did more arithmetic than the FMA peak loop on as many threads, within 5 %, \
        of 3×3 convolutions a quarter counted
          ✓ the blocks of a process fit between its start and its end
          ✓ what disturbed a block follows from its counters
          ✓ rates, times and percentiles fit together
          last line: 0000000000000000000000000000000000000000000000000000000000000000
        This shows that the record is consistent, not that it is honest: who makes records up \
        with care passes. Measure the run again with 'gradmark reproduce'.

        """)
  }

  @Test func programsReadTheChecksAsJSON() throws {
    let sound = Verification(of: writtenLog(of: try soundEntries()))
    let wrong = Verification(of: writtenLog(of: try soundEntries()), expectedHead: "12345678")
    let text = try Verification.json([("results/a", sound), ("results/b", wrong)])
    let runs = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    #expect(runs.map { $0["run"] as? String } == ["results/a", "results/b"])
    #expect(runs.map { $0["isConsistent"] as? Bool } == [true, false])
    #expect(runs[0]["head"] as? String == sound.head)
    let checks = try #require(runs[1]["checks"] as? [[String: Any]])
    #expect(checks.count == wrong.checks.count)
    #expect(checks[0]["outcome"] as? String == "holds" && checks[0]["reason"] is NSNull)
    #expect(checks[2]["claim"] as? String == "the last line is the one that was named")
    #expect(checks[2]["outcome"] as? String == "fails")
    #expect(checks[2]["reason"] as? String == "its digest is \(wrong.head)")
  }

  @Test func aPlanHasToHaveItsDigest() throws {
    let fault = try verificationFault { entries in
      guard case .plan(var entry) = entries[0] else { return }
      entry.digest = String(repeating: "f", count: 64)
      entries[0] = .plan(entry)
    }
    #expect(fault == "the digest of each plan is that of its content: line 1 has another")
  }

  @Test func whatIsMeasuredHasToBePlanned() throws {
    let faults: [(change: (inout Replicate) -> Void, clause: String)] = [
      ({ $0.subject.batchSize = 64 }, "is of pair, batch 64, which no plan before it has"),
      ({ $0.process = 2 }, "is of process 2, but the plan has 2"),
      ({ $0.caseDigest = "cc" }, "has a digest of its case that is not the plan's"),
      ({ $0.seed = 8 }, "has the seed 8, the plan 7"),
      ({ $0.parameterCount = 7 }, "has 7 parameters, the plan 6"),
      ({ $0.contestants[1].threads = 4 }, "is of [1, 4] threads, the plan [1, 2]"),
    ]
    for (change, clause) in faults {
      let found = try replicateFault(change)
      #expect(found == "everything measured was planned before: line 5 \(clause)")
    }
  }

  @Test func aPlanHasToStandBeforeWhatIsMeasured() throws {
    let fault = try verificationFault { $0.append($0.removeFirst()) }
    #expect(
      fault
        == "everything measured was planned before: line 1 is of pair, batch 32, which no plan "
        + "before it has")
  }

  @Test func everyOutcomeHasToBeStarted() throws {
    let claim = "every outcome is of a process that was started before: line 4 is of process 1 of "
    #expect(
      try verificationFault { $0.remove(at: 3) } == claim + "pair, batch 32, which was not started")
    let failed = try verificationFault { entries in
      entries[3] = .failure(
        FailureEntry(
          subject: soundCase, process: 1, reason: "it was ended by signal 9",
          date: "2026-01-31T12:00:03Z"))
    }
    #expect(failed == claim + "pair, batch 32, which was not started")
  }

  @Test func oneStartHasOneOutcome() throws {
    #expect(
      try verificationFault { $0.insert($0[2], at: 3) }
        == "every outcome is of a process that was started before: line 4 is of process 0 of "
        + "pair, batch 32, which was not started")
  }

  @Test func aProcessThatLeftNothingIsNoFault() throws {
    #expect(try verificationFault { $0.insert($0[1], at: 1) } == nil)
  }

  @Test func datesAreInformationThatProvesNothing() throws {
    #expect(try replicateFault { $0.date = "2001-01-01T00:00:00Z" } == nil)
    #expect(try replicateFault { $0.date = "2099-01-01T00:00:00Z" } == nil)
  }

  @Test func theClockOnlyGoesOnWithinASitting() throws {
    func fault(_ seconds: [Int64], _ entries: [LogEntry]) -> String? {
      verificationFault(
        of: RunLog(
          lines: zip(entries, seconds).map { RunLog.Line($0, clock: $1 * 1_000_000_000) }))
    }
    let entries = try soundEntries()
    #expect(fault([5, 6, 7, 7, 8], entries) == nil)
    #expect(
      fault([5, 6, 7, 4, 8], entries)
        == "each sitting's lines were written one after the other: line 4 was written 3.00 s before the "
        + "line above it")
    // The machine was started anew before the sweep went on.
    let resumed = entries[..<3] + [entries[0]] + entries[3...]
    #expect(fault([5, 6, 7, 1, 2, 3], Array(resumed)) == nil)
  }

  @Test func aLogThatWasBegunWithoutTheClockIsVerifiedAsFarAsItGoes() throws {
    let clock = secondsClock()
    let lines = try soundEntries().enumerated().map {
      RunLog.Line($1, clock: $0 < 3 ? nil : clock())
    }
    let verification = Verification(of: RunLog(lines: lines))
    #expect(verification.fault == nil)
    let reason = "its lines have dates alone, which can be set"
    #expect(verification.checks.count { $0.outcome == .notRecorded(reason) } == 2)
  }

  @Test func countsHaveToAgreeAndLossesToFall() throws {
    let claim = "parameters are counted alike everywhere, and the loss fell: line 5, 2 threads: "
    #expect(
      try replicateFault { $0.contestants[1].evidence?.layers[0].gradients = 5 }
        == claim + "layer 'dense': reference 6, formula 6, buffers 6, gradients 5 differ")
    #expect(
      try replicateFault { $0.contestants[1].evidence?.losses = [1, 2] }
        == claim + "the loss has not fallen: 1.0 at first, 2.0 at last")
    #expect(
      try replicateFault { $0.contestants[1].evidence = nil }
        == claim + "nothing proves that the work was done")
  }

  @Test func aContestantThatFailedProvesNothing() throws {
    #expect(
      try replicateFault {
        $0.contestants[1].evidence = nil
        $0.contestants[1].failure = "the loss is not finite"
        $0.blocks.removeAll { $0.contestant == 1 }
      } == nil)
  }

  @Test func processesHaveToTrainToTheSameBits() throws {
    #expect(
      try replicateFault { $0.contestants[1].evidence?.finalDigest = "cc" }
        == "all thread counts and processes of a case trained to the same bits: pair, batch 32, "
        + "process 1: weights after 16 steps differ between 2 and 1 thread of the first process")
  }

  @Test func turnsHaveToFollowLatinSquares() throws {
    let faults: [(change: (inout Replicate) -> Void, clause: String)] = [
      ({ $0.blocks[1].contestant = 0 }, "a contestant has two turns in round 0"),
      ({ $0.blocks.swapAt(3, 4) }, "a contestant has place 1 twice in the square from round 0 on"),
      ({ $0.blocks.remove(at: 4) }, "a contestant is left out of round 1"),
      ({ $0.blocks.removeSubrange(3..<6) }, "round 2 comes after 1 others"),
    ]
    for (change, clause) in faults {
      let found = try replicateFault(change)
      #expect(found == "contestants take turns by Latin squares: line 5, \(clause)")
    }
  }

  @Test func noArithmeticIsFasterThanThePeakLoop() throws {
    let fault = try replicateFault { replicate in
      for index in replicate.blocks.indices where replicate.blocks[index].contestant == 1 {
        replicate.blocks[index].times.groupNanoseconds =
          replicate.blocks[index].times.groupNanoseconds.map { $0 / 1_000 }
      }
    }
    #expect(
      fault?.hasPrefix(
        "no case did more arithmetic than the FMA peak loop on as many threads, within 5 %, of 3×3 "
          + "convolutions a quarter counted: line 5, 2 threads: ") == true)
  }

  /// Minimal filtering takes a quarter of a convolution's products, where it is not left out.
  @Test func aConvolutionMayBeFourTimesAsFastAsThePeakLoop() {
    func saving(_ model: String, _ kernels: String? = nil) -> Double {
      BenchmarkCase(model: model, batchSize: 8, kernels: kernels).mostSaving()
    }
    #expect(saving("conv") == 4 && saving("resnet-8") == 4)
    #expect(saving("conv", "direct") == 1 && saving("denoise") == 1 && saving("unknown") == 1)
  }

  @Test func peakLoopsThatABusyMachineSlowedAccuseNobody() throws {
    // All of a process: another one's show what the machine can do.
    let fault = try replicateFault { replicate in
      for index in replicate.blocks.indices {
        replicate.blocks[index].peakFlopsPerSecond = 0.01e9
      }
    }
    #expect(fault == nil)
  }

  @Test func blocksHaveToFitIntoTheLifeOfTheirProcess() throws {
    #expect(
      try replicateFault { $0.blocks[0].times.groupNanoseconds[0] = 3_000_000_000 }
        == "the blocks of a process fit between its start and its end: line 5 has blocks of "
        + "3.00 s, 1.00 s after its start")
  }
}

@Suite struct VerifiedFolderTests {
  @Test func aFolderIsVerifiedWithItsReports() throws {
    try withRun { folder in
      try folder.writeReports()
      let verification = try Verification(of: folder)
      #expect(verification.fault == nil)
      let path = "\(folder.path)/table.csv"
      let table = try String(contentsOfFile: path, encoding: .utf8)
      try folder.write(table.replacing("pair,,,6,32,2", with: "pair,,,6,32,4"), as: "table.csv")
      let fault = try Verification(of: folder).fault
      #expect(
        fault
          == "it does not hold that the reports are those of the records: line 3 of \(path) is not "
          + "what the records give; 'gradmark publish' makes it anew")
    }
  }

  /// A folder that was copied out of the results is as sound as it was there.
  @Test func theReportsHoldWhereverTheFolderIs() throws {
    try withRun { folder in
      for isListed in [false, true] {
        let model = try ReportModel(name: folder.name, log: folder.requiredLog())
        for file in RunFiles(model, isListed: isListed).files {
          try folder.write(file.text, as: file.name)
        }
        #expect(try Verification(of: folder).holds)
      }
    }
  }

  @Test func theLastLineIsKnownByItsDigest() throws {
    try withRun { folder in
      let log = try folder.logFile.log()
      #expect(Verification(of: log, expectedHead: log.head).fault == nil)
      #expect(Verification(of: log, expectedHead: String(log.head.prefix(12))).fault == nil)
      for other in ["", "abc", String(repeating: "0", count: 64)] {
        #expect(
          Verification(of: log, expectedHead: other).fault
            == "it does not hold that the last line is the one that was named: its digest is "
            + log.head)
      }
    }
  }

  @Test func aChangedOrCutLogIsNotConsistent() throws {
    try withRun { folder in
      let path = folder.logFile.path
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try folder.write(text.replacing(":03Z", with: ":02Z"), as: "records.jsonl")
      let changed = Verification(of: try folder.logFile.log()).fault
      #expect(
        changed
          == "it does not hold that every line follows from the one before it: line 5 does not "
          + "follow from the line before it")
      try folder.write(text + "{\"schema", as: "records.jsonl")
      let cut = Verification(of: try folder.logFile.log()).fault
      #expect(
        cut
          == "it does not hold that the log ends with a whole line: the last one was cut off; the "
          + "same 'gradmark bench' goes on without it")
    }
  }

  @Test func theFirstFormatIsVerifiedAsFarAsItGoes() throws {
    let results = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../results/2026-11-21-amd-epyc-2c").standardizedFileURL.path
    let verification = Verification(of: try RunFolder(path: results).requiredLog())
    #expect(verification.fault == nil)
    let notRecorded = verification.checks.filter {
      if case .notRecorded = $0.outcome { true } else { false }
    }
    #expect(
      notRecorded.map(\.claim) == [
        "every line follows from the one before it",
        "every outcome is of a process that was started before",
        "each sitting's lines were written one after the other",
        "all processes of a case trained on the same data",
        "every process ran the program of its plan",
        "contestants take turns by Latin squares",
        "the blocks of a process fit between its start and its end",
        "what disturbed a block follows from its counters",
      ])
    let text = verification.text(name: "run")
    #expect(text.hasPrefix("run: consistent, in all that was recorded when it was measured\n"))
    #expect(text.contains("one after the other: not recorded, its lines have dates"))
  }
}

/// Runs `body` with the folder `results/run` of a sound run, within a folder of its own.
func withRun(_ body: (RunFolder) throws -> Void) throws {
  try withTemporaryFolder { path in
    let folder = RunFolder(path: "\(path)/results/run")
    try folder.create()
    let writer = try folder.logFile.open(clock: secondsClock())
    for entry in try soundEntries() { try writer.append(entry) }
    try body(folder)
  }
}
