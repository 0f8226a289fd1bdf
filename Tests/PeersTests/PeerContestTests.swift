import Foundation
import Records
import Suites
import TestSupport
import Testing

@testable import Peers
@testable import Sweeps

/// Gradmark and a library as scripts: each of gradmark's processes answers a line with the next line of a
/// file, and the driver answers by the verb.
@Suite struct PeerContestTests {
  /// A driver's script, in a shell's words.
  private struct Driver {
    var greeting = #"{"parameters":6}"#
    /// The first loss; each further one is a share of it.
    var firstLoss = 1.0
    var parameters = 6
    var steps = #"echo "$((count * 2)) $count""#
    /// In place of all that.
    var instead: String?

    var script: String {
      instead ?? """
        echo '\(greeting)'
        while read verb count; do
          case $verb in
            form) echo scan;;
            prove) awk -v n="$count" 'BEGIN {
              printf "{\\"losses\\":["
              for (i = 0; i < n; i++) printf "%s%g", i ? "," : "", \(firstLoss) / (i + 1)
              print "],\\"parameters\\":\(parameters),\\"digest\\":\\"beef\\"}" }';;
            steps) \(steps);;
          esac
        done
        """
    }
  }

  private let program = String(repeating: "a", count: 64)

  private func plan(
    _ model: Suite.Model, _ peers: [ReadyPeer], shuffled: Bool = false,
    recordings: [BenchmarkPlan.Model] = []
  ) throws -> SweepPlan {
    let suite = Suite(
      models: [model], batchSizes: [32], threads: [1], processes: 3,
      secondsPerCell: 3e-9)
    return try SweepPlan(suite: suite, usableCPUs: 4, seed: 1, recordings: recordings).beside(
      [.init(name: BenchmarkPlan.Implementation.gradmark, program: program)]
        + peers.map(\.implementation)
        + (shuffled
          ? [.init(name: BenchmarkPlan.Implementation.shuffled, program: program)] : []))
  }

  /// All answers of one of gradmark's processes.
  private func answers(turns: Int) -> [ChildMessage] {
    let block = Replicate.Block(
      contestant: 0, round: 0, times: .init(groupNanoseconds: [1_000], stepsPerGroup: 1))
    let evidence = Replicate.Evidence(
      layers: [.init(layer: "dense", reference: 6, formula: 6, buffers: 6, gradients: 6)],
      countBeforeTraining: 6, countAfterTraining: 6, startDigest: "a", finalDigest: "b",
      digestedSteps: 1_000, losses: (1...10).map { 1 / Double($0) } + [0.001])
    let replicate = Replicate(
      subject: BenchmarkCase(model: "pair", batchSize: 32), process: 0, caseDigest: "case",
      seed: 1, dataDigest: "data", binaryDigest: program, date: "", parameterCount: 6,
      flopsPerStep: 512, bytesPerStep: 560,
      contestants: [Replicate.Contestant(threads: 1, evidence: evidence)], blocks: [], stop: .time)
    return [.ready(stepNanoseconds: [1_000])]
      + [ChildMessage](repeating: .turn(block), count: turns) + [.replicate(replicate)]
  }

  /// Plays one square of gradmark, its control and the driver.
  ///
  /// - Parameters:
  ///   - shuffled: whether gradmark's shuffled training plays, too.
  ///   - heard: gets all that gradmark's processes were asked.
  private func replicate(
    _ driver: Driver, model: Suite.Model = Suite.Model(name: "pair"), turns: Int = 3,
    shuffled: Bool = false, recordings: [BenchmarkPlan.Model] = [],
    heard: (String) -> Void = { _ in }
  ) throws -> Replicate {
    try withTemporaryFolder { folder in
      let lines = try answers(turns: turns).map {
        String(decoding: try JSONEncoder().encode($0), as: UTF8.self) + "\n"
      }
      try Data(lines.joined().utf8).write(to: URL(filePath: "\(folder)/own"))
      let own = MeasuringProcess(
        command: [
          "sh", "-c",
          "exec 3<\(folder)/own; while IFS= read -r ask; do echo \"$ask\" >>\(folder)/heard; "
            + "IFS= read -r say <&3; echo \"$say\"; done",
        ], environment: ["PATH=/usr/bin:/bin"], hasFixedProgram: true)
      let peer = ReadyPeer(
        try #require(Peer("jax")), command: ["sh", "-c", driver.script],
        implementation: .init(
          name: "jax", program: String(repeating: "e", count: 64), version: "Scripted 1"))
      let plan = try plan(model, [peer], shuffled: shuffled, recordings: recordings)
      var now: Int64 = 0
      let contest = PeerContest(
        plan: plan, own: own, peers: [peer], trainers: WorkloadTrainers(),
        folder: try ScratchFolder(in: folder),
        nanoseconds: {
          now += 1_000
          return now
        }, ceilings: { CeilingRates(peak: Double($0) * 1e11, memory: 1e10) })
      let replicate = try contest.replicate(
        plan.job(plan.groups[0], process: 0), cpus: nil, isInterrupted: { false },
        report: { _, _ in })
      heard(try String(contentsOfFile: "\(folder)/heard", encoding: .utf8))
      return replicate
    }
  }

  @Test func gradmarkItsControlAndALibraryTakeTurnsByLatinSquares() throws {
    let replicate = try replicate(Driver())
    #expect(replicate.contestants.map(\.implementation) == ["gradmark", "gradmark", "jax"])
    #expect(replicate.contestants.map(\.isControl) == [false, true, false])
    #expect(replicate.contestants.allSatisfy { $0.takesPart })
    let rounds = Dictionary(grouping: replicate.blocks, by: \.round).sorted { $0.key < $1.key }
      .map { $0.value.map(\.contestant) }
    #expect(rounds.count == 3)
    for place in 0..<3 { #expect(Set(rounds.map { $0[place] }) == [0, 1, 2]) }
    #expect(replicate.binaryDigests?["gradmark"] == program)
    #expect(replicate.binaryDigests?["jax"]?.count == 64)
    let library = replicate.contestants[2]
    #expect(library.form == "scan")
    #expect(library.warmUp == .init(groupNanoseconds: [2_000], stepsPerGroup: 1_000))
    #expect(library.evidence?.losses.count == 11)
    #expect(try #require(library.firstStepNanoseconds) > 0)
    #expect(library.evidence?.finalDigest == "beef")
    for block in replicate.blocks where block.contestant == 2 {
      #expect(block.times.nanosecondsPerStep == 2)
      #expect(block.peakFlopsPerSecond == 1e11)
      #expect(block.counters != nil)
    }
  }

  /// What libraries leave out, shuffling and metrics, gradmark does in turns of its own.
  @Test func gradmarkAlsoTakesTurnsAtTheWorkOfASweep() throws {
    var heard = ""
    let replicate = try replicate(Driver(), turns: 4, shuffled: true) { heard = $0 }
    #expect(
      replicate.contestants.map(\.implementation)
        == ["gradmark", "gradmark", "gradmark-shuffled", "jax"])
    #expect(replicate.contestants.allSatisfy { $0.takesPart })
    #expect(replicate.contestants.map(\.isOfPeer) == [false, false, false, true])
    #expect(Set(replicate.blocks.map(\.contestant)) == [0, 1, 2, 3])
    #expect(replicate.binaryDigests?["gradmark-shuffled"] == program)
    let jobs = heard.split(separator: "\n").filter { $0.contains("secondsPerContestant") }
    #expect(jobs.map { $0.contains(#""isOrdered":true"#) } == [true, true, false])
  }

  @Test func otherLossesAreOtherWork() throws {
    let replicate = try replicate(Driver(firstLoss: 1.1))
    #expect(
      replicate.contestants[2].failure
        == "other work than gradmark: the loss of step 1 is 1.1, gradmark's 1.0")
    #expect(replicate.contestants[0].failure == nil)
  }

  @Test func otherCountsOfParametersAreAFailure() throws {
    let replicate = try replicate(Driver(parameters: 7), turns: 2)
    #expect(
      replicate.contestants[2].failure
        == "parameters in total: network 6, before training 6, after training 7, sum of the layers 6 "
        + "differ")
    #expect(replicate.blocks.allSatisfy { $0.contestant < 2 })
  }

  @Test func aTurnCannotTakeLongerThanItsAnswer() throws {
    let replicate = try replicate(
      Driver(steps: #"echo "$((count * 1000000000)) $count""#), turns: 2)
    #expect(
      replicate.contestants[2].failure?.hasPrefix(
        "it says that 1000 steps took 1000000000000 ns, but answered after ") == true)
    #expect(replicate.blocks.allSatisfy { $0.contestant < 2 })
  }

  @Test func aLibraryThatEndsInATurnEndsNobodyElse() throws {
    let replicate = try replicate(
      Driver(steps: #"turns=$((turns + 1)); [ $turns = 2 ] && exit 9; echo "9 $count""#))
    #expect(replicate.contestants[2].failure == "it ended with status 9")
    #expect(replicate.blocks.count { $0.contestant == 0 } == 3)
    #expect(replicate.blocks.allSatisfy { $0.contestant < 2 })
  }

  @Test func whoCannotTrainTheNetworkSaysSoAndHasNotFailed() throws {
    let refusing = try replicate(
      Driver(instead: "echo 'Scripted has no such layers' >&2; exit 2"), turns: 2)
    #expect(refusing.contestants[2].refusal == "Scripted has no such layers")
    #expect(refusing.contestants[2].failure == nil)
    let different = try replicate(
      Driver(
        greeting: #"{"difference":"only relu","parameters":6}"#),
      turns: 2)
    #expect(different.contestants[2].refusal == "it would do other work: only relu")
  }

  @Test func whatIsNoGreetingIsAFailure() throws {
    let replicate = try replicate(Driver(greeting: "Loading"), turns: 2)
    #expect(
      replicate.contestants[2].failure == "it greets with 'Loading', which is no greeting")
  }

  @Test func aNetworkThatDriversAreNotToldOfHasNoLibraries() throws {
    let mine = BenchmarkPlan.Model(
      name: "mine",
      json: #"""
        {"class_name": "Sequential", "config": {"name": "mine", "layers": [
          {"class_name": "Dense", "config": {"name": "dense", "units": 1, "use_bias": false,
            "batch_input_shape": [null, 2]}}]}, "compile_config": {"optimizer": "sgd", "loss": "mse"}}
        """#)
    let replicate = try replicate(
      Driver(), model: Suite.Model(name: "mine", file: ModelSource(path: "mine.json")), turns: 2,
      recordings: [mine])
    #expect(
      replicate.contestants[2].refusal == "drivers are not told of a Dense as 'mine' has it")
  }

  /// Where elements are dropped, a driver is told which, for the steps that it has to prove.
  @Test(arguments: ["mnist-cnn", "pair"])
  func driversDropWhatGradmarkDrops(model: String) throws {
    let replicate = try replicate(
      Driver(instead: "ls $0 | paste -s -d' ' >&2; exit 2"), model: Suite.Model(name: model),
      turns: 2)
    let files = ["data.safetensors", "factors.safetensors", "start.safetensors", "task.json"]
    #expect(
      replicate.contestants[2].refusal
        == files.filter { model == "mnist-cnn" || !$0.hasPrefix("factors") }
        .joined(separator: " "))
  }

  @Test func moreThreadsThanCPUsAreRefusedBeforeAnyWork() throws {
    let suite = Suite(models: [Suite.Model(name: "pair")], batchSizes: [32], threads: [1, 8])
    let plan = try SweepPlan(suite: suite, usableCPUs: 2, seed: 1)
    let error = #expect(throws: SweepError.self) { try plan.beside([]) }
    #expect(error?.kind == .usage)
    #expect(error?.sentence.hasPrefix("--threads: 8 are more than the 2 CPUs") == true)
  }
}
