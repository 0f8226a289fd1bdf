import Records
import Suites
import Testing

@testable import Sweeps

@Suite struct CaseMeasurementTests {
  @Test func aReplicateHoldsEvidenceAndBlocksOfEveryThreadCountAndAControl() throws {
    let replicate = try ScriptedCase().replicate()
    #expect(replicate.contestants.map(\.threads) == [1, 2, 1])
    #expect(replicate.contestants.map(\.isControl) == [false, false, true])
    #expect(replicate.contestants.allSatisfy { $0.failure == nil })
    let evidence = try #require(replicate.contestants[1].evidence)
    #expect(evidence.startDigest != evidence.finalDigest)
    #expect(evidence.digestedSteps == 1_000)
    #expect(evidence.losses == [1, 0.75, 0.5])
    #expect(evidence.layers.map(\.reference) == [6])
    #expect(replicate.contestants[1].warmUp?.stepCount == 1_000)
    #expect(replicate.contestants[2].evidence == nil)
    #expect(replicate.flopsPerStep == 512)
    // 32 samples of 2 + 2 floats, 6 weights read and written.
    #expect(replicate.bytesPerStep == 4 * (32 * 4 + 2 * 6))
    #expect(replicate.caseDigest == "case")
    #expect(replicate.dataDigest == "data")
    #expect(replicate.binaryDigest == "program")
    #expect(replicate.peakMemoryBytes == 1_000_000)
    #expect(
      replicate.missing
        == [
          "loadAverage": "/proc/loadavg cannot be read",
          "thermalThrottles": "no CPU counts it, as outside Intel's",
        ])
  }

  /// A contestant's own trainer and step count, what others in its process do not.
  @Test func aFirstStepCountsFromTheStartOfItsProcess() throws {
    let scripted = ScriptedCase()
    scripted.job.startNanoseconds = scripted.clock.nanoseconds - 7_000_000
    let replicate = try scripted.replicate()
    #expect(
      replicate.contestants.map(\.firstStepNanoseconds) == [8_000_000, 7_500_000, nil])
    // What comes between its job and measuring, such as the digest of its program, does not.
    let late = ScriptedCase(), arrival = late.clock.nanoseconds
    late.job.startNanoseconds = arrival - 7_000_000
    late.clock.nanoseconds += 100_000_000
    #expect(
      try late.measurement(arrival: arrival).replicate().contestants.map(\.firstStepNanoseconds)
        == [8_000_000, 7_500_000, nil])
    scripted.job.startNanoseconds = nil
    #expect(try scripted.replicate().contestants.allSatisfy { $0.firstStepNanoseconds == nil })
  }

  @Test func roundsAreLatinSquaresInTheOrderOfTime() throws {
    let replicate = try ScriptedCase().replicate()
    let rounds = Dictionary(grouping: replicate.blocks, by: \.round)
    for square in 0..<2 {
      let orders = (3 * square..<3 * square + 3).map { rounds[$0]?.map(\.contestant) ?? [] }
      for order in orders { #expect(order.sorted() == [0, 1, 2]) }
      for place in 0..<3 { #expect(Set(orders.map { $0[place] }) == [0, 1, 2]) }
    }
    #expect(replicate.blocks.map(\.round) == replicate.blocks.map(\.round).sorted())
  }

  @Test func theOrderFollowsFromSeedAndProcess() throws {
    func order(_ process: Int) throws -> [Int] {
      let scripted = ScriptedCase()
      scripted.job.process = process
      scripted.job.threads = [1, 2, 3, 4]
      return try scripted.replicate().blocks.map(\.contestant)
    }
    #expect(try order(0) == order(0))
    #expect(try order(0) != order(1))
  }

  @Test func everyThreadCountHasAControlInTurn() throws {
    let scripted = ScriptedCase()
    scripted.job.threads = [1, 2, 8]
    let controls = try (0..<4).map { process in
      scripted.job.process = process
      return try scripted.replicate().contestants.first { $0.isControl }?.threads
    }
    #expect(controls == [1, 2, 1, 2])
  }

  @Test func blocksCarryTheCeilingsOfTheirThreads() throws {
    let replicate = try ScriptedCase().replicate()
    for block in replicate.blocks {
      let threads = Double(replicate.contestants[block.contestant].threads)
      #expect(block.peakFlopsPerSecond == threads * 1e11)
      #expect(block.memoryBytesPerSecond == threads * 1e10)
      #expect(block.coreLatencyNanoseconds == (threads > 1 ? threads * 10 : nil))
    }
  }

  @Test func blocksCarryTheCountersOfTheirOwnInterval() throws {
    let scripted = ScriptedCase()
    scripted.stealPercent = [4: 9]
    let blocks = try scripted.replicate().blocks
    for (index, block) in blocks.enumerated() {
      #expect(
        block.counters
          == Disturbance(
            wallNanoseconds: block.times.groupNanoseconds.reduce(0, +),
            cpuMicroseconds: Int64(index), stealPercent: index == 4 ? 9 : 0,
            cpuPressureMicroseconds: 1, memoryPressureMicroseconds: 2, ioPressureMicroseconds: 3,
            throttledPeriods: 0, throttledMicroseconds: 0, lostNanoseconds: 0))
      #expect(block.cpuNanoseconds == Int64(index) * 1_000)
      #expect(block.disturbances == block.counters?.reasons)
    }
    #expect(blocks[4].disturbances == ["9.0 % of CPU time went to other virtual machines"])
  }

  @Test func equalRatiosStopItAfterSixRounds() throws {
    let replicate = try ScriptedCase().replicate()
    #expect(replicate.stop == .precise)
    #expect(replicate.blocks.count == 3 * 6)
  }

  @Test func timeStopsItWhereRatiosScatter() throws {
    let scripted = ScriptedCase()
    scripted.job.precision = -1
    let replicate = try scripted.replicate()
    #expect(replicate.stop == .time)
    let nanoseconds = replicate.blocks.reduce(0) { $0 + $1.times.groupNanoseconds.reduce(0, +) }
    // Three contestants of 0.6 s each.
    #expect(abs(Double(nanoseconds) - 1.8e9) < 0.4e9)
  }

  @Test func aDisturbedRoundIsMeasuredAgainAndKept() throws {
    let scripted = ScriptedCase()
    scripted.stealPercent = [4: 9]
    let replicate = try scripted.replicate()
    #expect(replicate.blocks.count == 3 * 7)
    #expect(replicate.blocks.filter { !$0.disturbances.isEmpty }.map(\.round) == [1])
    #expect(replicate.stop == .precise)
  }

  /// Ctrl-Z and fg: 20 s in a block, of a process that has less than 2 s.
  @Test func aBlockInWhichTheProcessStoodStillIsMeasuredAgainAndCostsNoTime() throws {
    let scripted = ScriptedCase()
    scripted.faults = [2: .init(stops: [3: 20_000_000_000])]
    let replicate = try scripted.replicate()
    #expect(replicate.stop == .precise)
    #expect(replicate.blocks.count == 3 * 7)
    let disturbed = replicate.blocks.filter { !$0.disturbances.isEmpty }
    #expect(disturbed.map(\.round) == [2])
    #expect(disturbed.map(\.counters?.lostNanoseconds) == [20_000_000_000])
    #expect(
      disturbed.map(\.disturbances)
        == [["a worker was kept from running for 99.7 % of the time"]])
    // Ratios that scatter take all the time: as much of it as without the stop.
    scripted.job.precision = -1
    let stopped = try scripted.replicate()
    scripted.faults = [:]
    #expect(try stopped.blocks.count == scripted.replicate().blocks.count + 3)
  }

  @Test func aMachineThatIsAlwaysDisturbedTakesHalfTheTimeLongerAtMost() throws {
    let scripted = ScriptedCase()
    for block in 0..<10_000 { scripted.stealPercent[block] = 9 }
    let replicate = try scripted.replicate()
    #expect(replicate.stop == .time)
    let nanoseconds = replicate.blocks.reduce(0) { $0 + $1.times.groupNanoseconds.reduce(0, +) }
    // Three contestants of 0.6 s, and half of that.
    #expect(Double(nanoseconds) > 2.4e9)
    #expect(Double(nanoseconds) < 3.2e9)
  }

  @Test func moreThreadsThanCPUsPlayByThemselvesAgainstOneThread() throws {
    let scripted = ScriptedCase()
    scripted.job.threads = [1, 2, 8]
    let replicate = try scripted.replicate()
    #expect(replicate.contestants.map(\.isOversubscribed) == [false, false, true, false])
    let crowded = Set(replicate.blocks.filter { $0.contestant == 2 }.map(\.round))
    for round in crowded {
      let contestants = replicate.blocks.filter { $0.round == round }.map(\.contestant)
      #expect(contestants.sorted() == [0, 2])
    }
    #expect(!crowded.isEmpty)
  }

  @Test func moreThreadsThanCPUsAreCountedButNeverDisturbed() throws {
    let scripted = ScriptedCase()
    scripted.job.threads = [1, 8]
    for block in 0..<10_000 { scripted.stealPercent[block] = 9 }
    let replicate = try scripted.replicate()
    for block in replicate.blocks {
      #expect(block.counters?.stealPercent == 9)
      #expect(block.disturbances.isEmpty == (block.contestant == 1))
    }
    #expect(Set(replicate.blocks.map(\.contestant)) == [0, 1, 2])
  }

  @Test func workersAddUpOverAllBlocksAndLeaveVerificationOut() throws {
    let replicate = try ScriptedCase().replicate()
    let steps = replicate.blocks.filter { $0.contestant == 1 }.reduce(0) {
      $0 + $1.times.stepCount
    }
    let workers = replicate.contestants[1].workers
    #expect(workers.map(\.steps) == [steps, steps])
    #expect(workers.map(\.tasks) == [steps, steps])
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
      ScriptedTrainer.Faults(isRestless: true),
      "weights after 1000 steps differ between 2 and 1 threads"
    ),
  ])
  func aMismatchIsAFailureAndNotATime(faults: ScriptedTrainer.Faults, sentence: String) throws {
    let scripted = ScriptedCase()
    scripted.faults = [2: faults]
    let replicate = try scripted.replicate()
    #expect(replicate.contestants.map(\.failure) == [nil, sentence, nil])
    #expect(Set(replicate.blocks.map(\.contestant)) == [0, 2])
  }

  @Test func aLossThatTurnsInfiniteLaterFailsItsContestantAlone() throws {
    let scripted = ScriptedCase()
    scripted.faults = [2: .init(lossOfTurns: .infinity)]
    let replicate = try scripted.replicate()
    let failure = try #require(replicate.contestants[1].failure)
    #expect(failure.hasPrefix("the loss is not finite after "))
    #expect(replicate.contestants[0].failure == nil)
    #expect(replicate.stop == .precise)
  }

  @Test func turnsThatEndAtOtherWeightsThanOneThreadsFail() throws {
    let scripted = ScriptedCase()
    scripted.faults = [2: .init(weightAfterTurns: 7)]
    #expect(
      try scripted.replicate().contestants.map(\.failure)
        == [nil, "weights after a timed turn differ between 2 and 1 threads", nil])
  }

  @Test func aTrainerThatCannotBeMadeFailsAlone() throws {
    let scripted = ScriptedCase()
    scripted.impossible = [2]
    #expect(
      try scripted.replicate().contestants.map(\.failure)
        == [nil, "no trainer for 2 threads; use fewer", nil])
  }

  @Test func withoutAnySoundContestantThereAreNoBlocks() throws {
    let scripted = ScriptedCase()
    scripted.impossible = [1, 2]
    let replicate = try scripted.replicate()
    #expect(replicate.blocks.isEmpty)
    #expect(replicate.stop == .failed)
    #expect(replicate.contestants.allSatisfy { $0.failure != nil })
  }

  /// The control, which nobody verifies, would have neither blocks nor a failure, and the log takes no such record.
  @Test func ofACaseOfWhichNothingHoldsTheControlFailsToo() throws {
    let scripted = ScriptedCase()
    scripted.faults = [1: .init(lastLoss: .nan), 2: .init(lastLoss: .nan)]
    let replicate = try scripted.replicate()
    #expect(replicate.blocks.isEmpty)
    #expect(
      replicate.contestants.map(\.failure)
        == [
          "the loss is not finite", "the loss is not finite", "it doubles one that does not hold",
        ])
  }

  @Test func phasesAreToldInOrderAndFractionsStayWithinOne() throws {
    let scripted = ScriptedCase()
    _ = try scripted.replicate()
    #expect(
      Array(scripted.phases.prefix(3))
        == [.preparing, .verifying(threads: 1), .verifying(threads: 2)])
    #expect(scripted.phases.contains(.measuring(threads: 2)))
    #expect(scripted.fractions.allSatisfy { (0...1).contains($0) })
  }

  @Test func aNetworkThatNobodyKnowsIsRefused() throws {
    let scripted = ScriptedCase()
    scripted.job.subject.model = "resnet"
    #expect(throws: SweepError.self) { try scripted.replicate() }
  }
}
