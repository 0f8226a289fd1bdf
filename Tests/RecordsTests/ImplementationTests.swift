import Testing

@testable import Records

@Suite struct ImplementationTests {
  private func block(_ contestant: Int) -> Replicate.Block {
    Replicate.Block(
      contestant: contestant, round: 0,
      times: .init(groupNanoseconds: [Int64(contestant + 1)], stepsPerGroup: 1))
  }

  private var replicate: Replicate {
    Replicate(
      subject: BenchmarkCase(model: "pair", batchSize: 32), process: 0, caseDigest: "", seed: 1,
      date: "", parameterCount: 6, flopsPerStep: 1, bytesPerStep: 1,
      contestants: [
        .init(threads: 1, implementation: "gradmark"), .init(threads: 1, implementation: "jax"),
        .init(threads: 2, implementation: "gradmark"), .init(threads: 2, implementation: "jax"),
      ], blocks: [3, 1, 0, 2].map(block), stop: .time)
  }

  @Test func aPartHasTheContestantsAndBlocksOfOneImplementation() {
    #expect(replicate.implementations == ["gradmark", "jax"])
    let part = replicate.part(of: "jax")
    #expect(part.contestants.map(\.threads) == [1, 2])
    #expect(part.blocks.map(\.contestant) == [1, 0])
    #expect(part.blocks.map { $0.times.groupNanoseconds[0] } == [4, 2])
    var alone = replicate
    for index in alone.contestants.indices { alone.contestants[index].implementation = nil }
    #expect(alone.implementations == [nil])
    #expect(alone.part(of: nil) == alone)
  }

  @Test func whoRefusesNeedsNoBlocks() {
    var replicate = replicate
    replicate.blocks = [0, 2, 3].map(block)
    #expect(replicate.impossibility == "'contestants.1' has neither blocks nor a failure")
    replicate.contestants[1].refusal = "it has no such layer"
    #expect(replicate.impossibility == nil)
  }

  @Test func librariesAreThoseBesideGradmarkAndNoBuilds() {
    var plan = BenchmarkPlan(cases: [], processes: 1, secondsPerCell: 1, precision: 0, seed: 1)
    #expect(plan.peers.isEmpty)
    plan.implementations = ["gradmark", "jax"].map { .init(name: $0, program: "") }
    #expect(plan.peers.map(\.name) == ["jax"])
    plan.duel = DuelTerms(margin: 0.05, turns: .blocks)
    #expect(plan.peers.isEmpty)
    #expect(replicate.contestants.map(\.isOfPeer) == [false, true, false, true])
  }

  @Test func aLibraryTellsTheTotalOfItsParametersAlone() {
    var evidence = Replicate.Evidence(
      layers: [], countBeforeTraining: 6, countAfterTraining: 6, startDigest: "a",
      finalDigest: "b", digestedSteps: 1, losses: [2, 1])
    #expect(evidence.mismatch(parameterCount: 6, isOfPeer: true) == nil)
    #expect(evidence.mismatch(parameterCount: 6) != nil)
    evidence.countAfterTraining = 7
    #expect(evidence.mismatch(parameterCount: 6, isOfPeer: true) != nil)
  }

  @Test func whatAnotherProcessHasUsedStandsInTheKernelsFiles() {
    let files = SystemFiles(
      read: { path in
        switch path {
        case "/proc/7/stat":
          .value("7 (a (b) c) S 1 7 7 0 -1 4194304 100 0 12 0 5 6 0 0 20 0 2 0 1 2 3\n")
        case "/proc/7/task/7/status": .value("Name:\ta\nnonvoluntary_ctxt_switches:\t40\n")
        case "/proc/7/task/8/status": .value("Name:\ta\nnonvoluntary_ctxt_switches:\t2\n")
        default: .absent
        }
      }, names: { $0 == "/proc/7/task" ? .value(["7", "8"]) : .absent })
    #expect(
      ProcessUsage(ofProcess: 7, cpuMicroseconds: 5, files: files)
        == ProcessUsage(cpuMicroseconds: 5, involuntarySwitches: 42, majorFaults: 12))
    #expect(
      ProcessUsage(ofProcess: 9, cpuMicroseconds: 5, files: files)
        == ProcessUsage(cpuMicroseconds: 5, involuntarySwitches: 0, majorFaults: 0))
  }
}
