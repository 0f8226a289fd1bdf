import Datasets
import Foundation
import Networks
import Records
import Suites
import TestSupport
import Testing
import Training

@testable import Peers
@testable import Sweeps

/// Gradmark and a library over ranks, as scripts: each of gradmark's processes and launches answers a line with
/// the next line of a file, and a script stands for the launcher.
@Suite struct PeerRanksTests {
  private let program = String(repeating: "a", count: 64)

  /// All answers of one of gradmark's processes, or of a launch.
  private func answers(ranks: Int) throws -> String {
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
      contestants: [
        Replicate.Contestant(threads: 1, evidence: evidence, ranks: ranks == 1 ? nil : ranks)
      ], blocks: [], stop: .time,
      hosts: ranks == 1 ? nil : (0..<ranks).map { "node\($0)" })
    let messages =
      [.ready(stepNanoseconds: [1_000])] + [ChildMessage](repeating: .turn(block), count: 5)
      + [.replicate(replicate)]
    return try messages.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) + "\n" }
      .joined()
  }

  /// Says what it was called with as its difference, where that is asked for.
  private let driver = """
    [ "$RANKS" = 2 ] && [ -z "$4" ] && exit 9
    echo '{"parameters":6}'
    while read verb count; do
      case $verb in
        prove) awk -v n="$count" 'BEGIN {
          printf "{\\"losses\\":["
          for (i = 0; i < n; i++) printf "%s%g", i ? "," : "", 1 / (i + 1)
          print "],\\"parameters\\":6,\\"digest\\":\\"'"beef$RANKS"'\\"}" }';;
        steps) echo "$((count * 2)) $count";;
      esac
    done
    """

  @Test func aLibraryTakesTurnsOverRanks() throws {
    try withTemporaryFolder { folder in
      for ranks in [1, 2] {
        try Data(answers(ranks: ranks).utf8).write(to: URL(filePath: "\(folder)/own\(ranks)"))
      }
      try writeProgram(
        """
        #!/bin/sh
        if [ "$1 $2" = 'launch --' ]; then shift 2; exec "$@"; fi
        exec 3<\(folder)/own${RANKS:-1}
        while IFS= read -r ask; do IFS= read -r say <&3; echo "$say"; done
        """, to: "\(folder)/gradmark")
      try writeProgram(
        "#!/bin/sh\nexport RANKS=$1; shift; exec \"$@\"\n", to: "\(folder)/launcher")
      try writeProgram("#!/bin/sh\n\(driver)\n", to: "\(folder)/driver")
      let path = "/usr/bin:/bin"
      let own = MeasuringProcess(
        command: ["\(folder)/gradmark", "measure-case"], environment: ["PATH=\(path)"],
        hasFixedProgram: true, launcher: try Launcher("\(folder)/launcher {ranks}", path: path))
      let peer = ReadyPeer(
        try #require(Peer("torch-ddp")), command: ["\(folder)/driver"],
        implementation: .init(
          name: "torch-ddp", program: String(repeating: "e", count: 64), version: "Scripted 1"))
      var suite = Suite(
        models: [Suite.Model(name: "pair")], batchSizes: [32], threads: [1], processes: 3,
        secondsPerCell: 3e-9)
      suite.ranks = [1, 2]
      let plan = try SweepPlan(suite: suite, usableCPUs: 1, seed: 1).beside(
        [.init(name: BenchmarkPlan.Implementation.gradmark, program: program), peer.implementation])
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
      let (one, two) = (Team(threads: 1), Team(ranks: 2, threads: 1))
      #expect(replicate.contestants.map(\.team) == [one, two, one, one, two])
      #expect(replicate.contestants.map(\.isControl) == [false, false, true, false, false])
      #expect(
        replicate.contestants.map(\.implementation)
          == ["gradmark", "gradmark", "gradmark", "torch-ddp", "torch-ddp"])
      #expect(replicate.contestants.compactMap(\.failure) == [])
      // Each launch has its own weights, and the losses of gradmark's work.
      #expect(
        replicate.contestants.compactMap(\.evidence?.finalDigest) == [
          "b", "b", "b", "beef", "beef2",
        ])
      #expect(replicate.hosts == ["node0", "node1"])
      let rounds = Dictionary(grouping: replicate.blocks, by: \.round)
      #expect(rounds.values.allSatisfy { Set($0.map(\.contestant)) == [0, 1, 2, 3, 4] })
      // What this process reaches says nothing of ranks.
      #expect(
        Set(replicate.blocks.filter { $0.peakFlopsPerSecond == nil }.map(\.contestant)) == [1, 4])
    }
  }
}

/// The real driver, where PyTorch is set up for it.
@Suite(.enabled(if: TorchDriver.isHere, "torch is not set up"))
struct TorchDDPDriverTests {
  /// Two processes that take each other for ranks, with parts of a batch that are not equally large.
  @Test func twoRanksProveTheWorkOfGradmark() throws {
    try withTemporaryFolder { path in
      let entry = Catalog.ladder[1]
      let task = try PeerTask(entry, batchSize: 9)
      let data = try Workload(entry).makeData(seed: 1, trainingCount: 18, heldOutCount: 1).training
      let trainer = try Trainer(
        entry.trainingNetwork, training: entry.training,
        options: TrainerOptions(batchSize: 9, shuffles: false))
      try TaskFolder(path: path).export(task, start: trainer.weights(), data: data)
      let ranks = try [1, 0].map { rank in
        try PeerProcess(
          [
            "env", "PMI_RANK=\(rank)", "PMI_SIZE=2", TorchDriver.python, TorchDriver.path, path,
            "1",
            "", "\(path)/meeting",
          ], cpus: [allowedCPUs()[0]])
      }
      let first = ranks[1]
      let greeting = try JSONDecoder().decode(Greeting.self, from: Data(first.listen().utf8))
      #expect(greeting.parameters == entry.referenceCounts.compactMap(\.self).reduce(0, +))
      #expect(greeting.difference == nil)
      let proof = try JSONDecoder().decode(PeerProof.self, from: Data(first.ask("prove 10").utf8))
      try trainer.load(inputs: data.inputs, targets: data.targets)
      for loss in proof.losses {
        let expected = trainer.run(steps: 1).lastLoss
        #expect(abs((loss ?? .nan) - expected) <= 1e-4 * abs(expected))
      }
      #expect(try first.ask("steps 7").split(separator: " ").last == "7")
      // The other rank lives until here.
      withExtendedLifetime(ranks) {}
    }
  }
}

private enum TorchDriver {
  static let path = URL(filePath: #filePath)
    .appending(path: "../../../Benchmarks/Peers/torch_ddp_peer.py").standardized.path
  static let python =
    "\(ProcessInfo.processInfo.environment["HOME"] ?? "")/.cache/gradmark/peers/torch/bin/python"
  static let isHere = FileManager.default.fileExists(atPath: python)
}
