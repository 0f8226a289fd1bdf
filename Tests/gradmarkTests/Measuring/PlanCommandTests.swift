import Foundation
import Peers
import Records
import Suites
import TestSupport
import Testing

@testable import gradmark

/// What `gradmark plan` tells, as text and as JSON.
@Suite struct PlanCommandTests {
  private struct Plan: Decodable {
    let plan: BenchmarkPlan
    let digest: String?
    let usableCPUs: Int
    let cells: Int
    let processes: Int
    let estimatedSeconds: Double
    let folder: String
    let obstacles: [String]?
  }

  private let program = String(repeating: "a", count: 64)
  private let machine = Machine.ofTwoCPUs

  @Test func aPlanIsTextForPeopleAndJSONForPrograms() throws {
    let flags = [
      "--preset", "quick", "--models", "pair", "--batch-sizes", "32", "--threads", "1,2,4",
      "--seed",
      "9", "--output", "here",
    ]
    let text = try PlanCommand.parse(flags).output(on: machine, program: .value(program))
    #expect(text.contains("\npair              6     32  1, 2, 4*"))
    #expect(text.contains("* more threads than the 2 CPUs that this process may use\n"))
    let bound = try PlanCommand.parse(flags + ["--pin", "cores"]).output(
      on: machine, program: .value(program))
    #expect(bound.contains("that this process may use: bound to none\n"))
    #expect(text.contains("3 cells in 2 processes, 2 for each network and batch, in about 0:0"))
    #expect(countedProcesses(1) == "1 process" && countedProcesses(2) == "2 processes")
    #expect(text.hasSuffix("Results go to here\n"))
    let json = try PlanCommand.parse(flags + ["--format", "json"]).output(
      on: machine, program: .value(program))
    let plan = try JSONDecoder().decode(Plan.self, from: Data(json.utf8))
    #expect(plan.plan.cases.map(\.threads) == [[1, 2, 4]])
    #expect(try plan.plan.digest() == plan.digest)
    #expect((plan.cells, plan.processes, plan.usableCPUs) == (3, 2, 2))
    #expect(plan.plan.seed == 9 && plan.folder == "here")
    #expect((1..<60).contains(plan.estimatedSeconds))
  }

  @Test func aPlanHasEveryNumberOfRanksWithEveryThreadCount() throws {
    let flags = [
      "--preset", "quick", "--models", "pair", "--batch-sizes", "32", "--threads", "1,2",
      "--ranks", "1,2",
    ]
    func output(_ more: [String]) throws -> String {
      try PlanCommand.parse(flags + more).output(on: machine, program: .value(program))
    }
    let text = try output(["--launcher", "env {ranks}"])
    #expect(text.contains("ranks × threads"))
    #expect(text.contains("1×1, 1×2, 2×1, 2×2*"))
    #expect(text.contains("Ranks are started by 'env {ranks}'\n"))
    #expect(
      try output(["--launcher", "/nowhere {ranks}"]).contains("there is no command '/nowhere'"))
    let json = try output(["--format", "json"])
    let plan = try JSONDecoder().decode(Plan.self, from: Data(json.utf8))
    #expect(plan.plan.cases.map(\.ranks) == [[1, 2]])
    #expect(plan.cells == 4)
  }

  /// Cases that differ in nothing else have to be told apart.
  @Test func aPlanTellsHowACaseIsComputed() throws {
    func text(_ flags: [String]) throws -> String {
      try PlanCommand.parse(
        ["--models", "pair", "--batch-sizes", "32", "--threads", "1", "--launcher", "env {ranks}"]
          + flags
      ).output(on: machine, program: .value(program))
    }
    let plan = try text(["--ranks", "1,2", "--exchange", "auto,chain"])
    #expect(plan.contains("\npair                  6     32  1×1, 2×1"))
    #expect(plan.contains("\npair, chain           6     32  1×1, 2×1"))
    let error = #expect(throws: SweepError.self) { try text(["--exchange", "chain"]) }
    #expect(error?.kind == .usage)
    let ways = ["--reduction", "owned,tree", "--kernels", "gradmark,direct"]
    let names = ["pair, owned", "pair, owned, direct", "pair, tree", "pair, tree, direct"]
    for flags in [ways, ways + ["--bound"]] {
      let rows = try PlanCommand.parse(
        ["--models", "pair", "--batch-sizes", "32", "--threads", "1"] + flags
      ).output(on: machine, program: .value(program)).split(separator: "\n")
        .filter { $0.hasPrefix("pair") }
      #expect(rows.map { String($0.replacing(#/  .*/#, with: "")) }.sorted() == names)
    }
  }

  /// The bounds of granularity that the largest networks have to keep.
  @Test func aPlanTellsWhatThreadsCanBring() throws {
    func bounds(_ models: String, _ batches: String, _ threads: String) throws -> [Double] {
      let json = try PlanCommand.parse([
        "--models", models, "--batch-sizes", batches, "--threads", threads, "--bound", "--format",
        "json",
      ]).output(on: machine, program: .value(program))
      return try JSONDecoder().decode(Bounds.self, from: Data(json.utf8)).bounds.map(\.bound)
    }
    #expect(try bounds("pair,denoise", "32", "1") == [1, 1])
    #expect(try bounds("denoise", "32,128,1024", "16").allSatisfy { $0 >= 12 && $0 <= 16 })
    #expect(try bounds("conv", "8", "16").allSatisfy { $0 >= 12 && $0 <= 16 })
    #expect(try bounds("ladder-128,ladder-256", "32,128", "16").allSatisfy { $0 >= 8 })
    #expect(try bounds("denoise", "128,1024", "64").allSatisfy { $0 >= 40 && $0 <= 64 })
    let text = try PlanCommand.parse([
      "--models", "pair", "--batch-sizes", "32", "--threads", "1,128", "--bound",
    ]).output(on: machine, program: .value(program))
    #expect(text == "network  batch    1  128\npair        32  1.0  1.0\n")
    let error = #expect(throws: (any Error).self) {
      try PlanCommand.parse(["--models", "pair", "--ranks", "2", "--bound"])
    }
    #expect(
      error.map { Gradmark.message(for: $0) }
        == "--bound is of the threads of one process; leave it out, or --ranks.")
  }

  private struct Bounds: Decodable {
    struct Bound: Decodable {
      let bound: Double
    }

    let bounds: [Bound]
  }

  /// As bench would measure it, with nothing started: environments that are not there are told, too.
  @Test func aPlanBesideLibrariesTellsWhoTrainsForHowLong() throws {
    let flags = [
      "--quick", "--models", "pair,conv", "--threads", "1,2", "--implementations",
      "gradmark,jax,./my_peer.sh", "--environments", "/dev/null",
    ]
    let text = try PlanCommand.parse(flags).output(on: machine, program: .value(program))
    #expect(
      text.contains(
        "4 cells in 4 processes, each trained by gradmark, jax, my, gradmark-shuffled, in turns; 2 for each "
          + "network and batch, in about "))
    #expect(text.contains("-arm-2c-jax-my\n"))
    #expect(text.contains("\npeer 'jax' is not set up, as there is no /dev/null/jax/bin/python; "))
    #expect(text.hasSuffix("\nthere is no driver './my_peer.sh'; name one that is there\n"))
    func plan(_ flags: [String]) throws -> Plan {
      let json = try PlanCommand.parse(flags + ["--format", "json"])
        .output(on: machine, program: .value(program))
      return try JSONDecoder().decode(Plan.self, from: Data(json.utf8))
    }
    let beside = try plan(flags)
    #expect(
      beside.plan.implementations?.map(\.name) == ["gradmark", "jax", "my", "gradmark-shuffled"])
    #expect(beside.plan.implementations?.map(\.program.count) == [64, 64, 64, 64])
    #expect(beside.digest == nil && beside.obstacles?.count == 2)
    let alone = try plan(Array(flags.prefix(5)))
    #expect(beside.estimatedSeconds > 2 * alone.estimatedSeconds)
    let crowd = #expect(throws: SweepError.self) {
      try plan(["--threads", "1,8", "--implementations", "gradmark,jax"])
    }
    #expect(crowd?.sentence.hasPrefix("--threads: 8 are more than the 2 CPUs") == true)
  }

  /// A program that lies alone has no suites; what is wrong with the flags is told all the same, and first.
  @Test func aPlanTellsWhatIsTrainedToAQuality() throws {
    let text = try PlanCommand.parse([
      "--until-quality", "--models", "denoise", "--seeds", "7", "--name", "lab-7",
    ]).output(on: machine, program: .value(program))
    #expect(
      text.hasPrefix(
        """
        network  goal            threads  seeds  epochs at most
        denoise  gain of 4.0 dB        2      7              60

        7 trainings, each until its goal is reached, in at most about
        """))
    #expect(text.contains(#/\nResults of the machine 'lab-7' go to results/[-0-9]+-lab-7-/#))
  }
}

extension Machine {
  /// Where a plan is made.
  static let ofTwoCPUs = Machine(
    name: "arm-2c", architecture: "aarch64", cores: 2, usableCores: 2,
    build: Machine.Build(
      compiler: "Swift 6.3.1", flags: "", targetCPU: "native", vectorLanes: 4, commit: nil,
      allocator: "jemalloc 5.3.0"))
}
