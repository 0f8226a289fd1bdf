import ArgumentParser
import Foundation
import Peers
import Records
import Suites
import TestSupport
import Testing

@testable import gradmark

/// The commands around a sweep, as far as they measure nothing.
@Suite struct MeasuringCommandTests {
  private let program = String(repeating: "a", count: 64)
  private let machine = Machine.ofTwoCPUs

  @Test func aPathMayHaveAComma() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a,b.json"
      try Data().write(to: URL(filePath: path))
      #expect(try SweepOptions.parse(["--models", path]).modelNames == [path])
      #expect(
        try SweepOptions.parse(["--models", "pair, denoise"]).modelNames == ["pair", "denoise"])
    }
  }

  @Test func aLauncherIsOfRanks() throws {
    let flags = ["--preset", "quick", "--models", "pair", "--launcher", "env {ranks}"]
    func check(_ more: [String]) throws {
      let command = try BenchCommand.parse(flags + more)
      try command.ranks.check(command.options.plan(for: machine))
    }
    try check(["--ranks", "2", "--step-timeout", "5"])
    let alone = ["--preset", "quick", "--models", "pair", "--step-timeout", "5"]
    let command = try BenchCommand.parse(alone)
    let refusal = #expect(throws: SweepError.self) {
      try command.ranks.check(command.options.plan(for: machine))
    }
    #expect(refusal?.sentence.contains("--step-timeout 5.0 is of ranks") == true)
    #expect(throws: (any Error).self) { try BenchCommand.parse(alone + ["--step-timeout", "0"]) }
    for more in [[], ["--ranks", "1"]] {
      let error = #expect(throws: SweepError.self) { try check(more) }
      #expect(error?.sentence.contains("say how many with --ranks") == true)
    }
  }

  /// A case has times once all of its processes have measured; those that have are not lost.
  @Test func whatIsKeptOfACaseThatLostAProcessIsTold() {
    #expect(
      BenchCommand.failureSentence(cells: 1, kept: 0, folder: "here")
        == "1 cell failed, and has no times")
    #expect(
      BenchCommand.failureSentence(cells: 4, kept: 3, folder: "here")
        == "4 cells failed, and have no times; what 3 processes of the same cases measured is kept: run the "
        + "same command with --output here to measure what was lost again")
  }

  @Test func aMachinesNameIsOneShortLine() throws {
    #expect(try BenchCommand.parse(["--name", "lab-7, rack 2"]).named.name == "lab-7, rack 2")
    for name in ["", "  ", "/", "a\nb", "a\u{1B}[31m", String(repeating: "a", count: 41)] {
      let error = #expect(throws: (any Error).self) {
        try BenchCommand.parse(["--name", name])
      }
      let message = error.map { Gradmark.message(for: $0) } ?? ""
      #expect(message.hasPrefix("--name '") && !message.contains("\n"), "\(message)")
    }
  }

  /// A library over the same ranks, and a session on both sides, are told in the terminal.
  @Test(arguments: [
    (
      ["2026-11-29-amd-epyc-2c-namespaces-ranks-100mbit-torch-ddp"],
      "denoise +128 +2×1 +torch-ddp "
    ),
    (
      ["2026-11-21-amd-epyc-zen3-2c", "2026-11-21-amd-epyc-zen3-2c"],
      "B's session '.*2026-11-21-amd-epyc-zen3-2c' is also A's"
    ),
  ])
  func comparisonsOfCommittedRunsTell(arguments: [String], pattern: String) throws {
    let results = URL(filePath: #filePath).appending(path: "../../../../results").standardized.path
    let text = try CompareCommand.parse(arguments.map { "\(results)/\($0)" }).result().text
    #expect(text.contains(try Regex(pattern)))
  }

  /// `compare results/* --baseline results/a` names the baseline twice, which is no candidate.
  @Test func theBaselineIsNoCandidate() throws {
    let results = URL(filePath: #filePath).appending(path: "../../../../results").standardized.path
    let (base, other) = (
      "\(results)/2026-11-21-amd-epyc-zen3-2c", "\(results)/2026-11-21-amd-epyc-2c"
    )
    func csv(_ runs: [String]) throws -> String {
      let command = try CompareCommand.parse(
        runs + ["--baseline", base, "--format", "csv", "--cross-machine"])
      return try command.result().text
    }
    #expect(try csv([base, other]) == csv([other]))
    #expect(try csv([other]).contains("b_over_a"))
    #expect(try csv([base]).contains("b_over_a"))
  }

  /// Slower and incorrect cells need runs that nobody commits: `ComparisonOutcomeTests` has them.
  @Test(arguments: [
    (["2026-11-21-amd-epyc-zen3-2c"], 0),
    (["2026-11-21-amd-epyc-zen3-2c", "2026-11-21-amd-epyc-zen3-2c"], 0),
    (["2026-11-21-amd-epyc-zen3-2c", "--baseline", "schema"], 5),
    (["2026-11-21-amd-epyc-zen3-2c", "2026-11-21-amd-epyc-2c"], 0),
    (["2026-11-21-amd-epyc-zen3-2c-quality"], 0),
  ])
  func comparingCommittedRunsEndsInTheDocumentedStatus(
    arguments: [String], status: Int
  ) throws {
    let results = URL(filePath: #filePath).appending(path: "../../../../results").standardized.path
    let paths = arguments.map { $0.hasPrefix("--") ? $0 : "\(results)/\($0)" }
    for format in ["text", "markdown", "csv", "html", "json"] {
      let result = try CompareCommand.parse(paths + ["--format", format]).result()
      #expect(Int(result.outcome.rawValue) == status)
      let isJSON = (try? JSONSerialization.jsonObject(with: Data(result.text.utf8))) != nil
      #expect(isJSON == (format == "json" && status != 5))
      #expect(result.text.isEmpty == (status == 5))
    }
  }

  @Test(arguments: ["--", "--against"])
  func flagsMayStandBehindTheRunsOfTheOtherSide(word: String) throws {
    let command = try Gradmark.parsed(["compare", "a", word, "b", "c", "--sort", "ratio"])
    let compare = try #require(command as? CompareCommand)
    #expect(compare.runs == ["a"] && compare.others == ["b", "c"] && compare.sort == .ratio)
  }

  /// One session named three times knows nothing of other sessions, nor do those of several machines.
  @Test func aSideHoldsSessionsOfOneMachineEachOnce() throws {
    let results = URL(filePath: #filePath).appending(path: "../../../../results").standardized.path
    let (first, other) = (
      "\(results)/2026-11-21-amd-epyc-zen3-2c", "\(results)/2026-11-21-amd-epyc-2c"
    )
    func refusal(_ sessions: [String], _ flags: [String] = []) throws -> String? {
      do {
        let command = try Gradmark.parsed(["compare"] + flags + sessions + ["--"] + sessions)
        _ = try #require(command as? CompareCommand).result()
        return nil
      } catch let error as UserError {
        #expect(error.status == .usage)
        return error.sentence
      }
    }
    #expect(
      try refusal([first, first, first])
        == "'\(first)' and '\(first)' are one session, which tells nothing of the spread between sessions; "
        + "name each one once on a side")
    #expect(
      try refusal([first, other])?.hasPrefix(
        "'\(first)' and '\(other)' are sessions of one side and of different machines (") == true)
    #expect(try refusal([first, other], ["--cross-machine"]) == nil)
    #expect(try refusal([first]) == nil)
  }

  @Test func aFlagIsGivenOnce() throws {
    let twice = #expect(throws: UserError.self) {
      try Gradmark.refuseRepeatedFlags(["bench", "--models", "pair", "--seed=1", "--models=and"])
    }
    #expect(
      twice?.description
        == "--models is given more than once, and only one would count; give it once")
    try Gradmark.refuseRepeatedFlags(
      ["bench", "--filter", "a", "--filter", "b", "--skip", "c", "--skip", "d", "--quick"])
    // What stands behind two dashes is no flag.
    try Gradmark.refuseRepeatedFlags(["verify", "--format", "json", "--", "--format"])
  }

  @Test(arguments: [
    ("jax", "'jax' is not gradmark and a library beside it; write a list such as gradmark,jax"),
    ("gradmark", "'gradmark' is not gradmark and a library beside it"),
    ("", "'' is not gradmark and a library beside it"),
    ("gradmark,jax,jax", "jax stands there twice; name each one once"),
    ("gradmark,caffe", "'caffe' is unknown; use some of gradmark, jax, torch,"),
    ("gradmark,./gradmark.py", "the driver './gradmark.py' is called 'gradmark', which cannot be"),
    ("gradmark,jax,./jax_peer.py", "jax stands there twice; name each one once"),
  ])
  func whoTrainsBesideGradmarkIsTold(list: String, sentence: String) throws {
    let command = try BenchCommand.parse(["--implementations", list])
    let error = #expect(throws: SweepError.self) { _ = try command.others.peers() }
    #expect(error?.kind == .usage)
    #expect(error?.sentence.hasPrefix("--implementations: \(sentence)") == true)
  }

  @Test func librariesAreTheOnesThatAreNamedInTheirOrder() throws {
    let command = try BenchCommand.parse(["--implementations", "gradmark, torch,jax"])
    #expect(try command.others.peers().map(\.name) == ["torch", "jax"])
    let machine = machine
    let folder = command.options.folder(
      for: machine, suffix: try command.others.folderSuffix())
    #expect(folder.name.hasSuffix("-arm-2c-torch-jax"))
    #expect(try BenchCommand.parse([]).others.peers() == [])
  }

  @Test func mistakesOfFlagsAreToldBeforeAMissingSuite() throws {
    func sentence(_ flags: [String]) throws -> String? {
      #expect(throws: SweepError.self) {
        try SweepOptions.parse(flags).plan(for: machine) { _ in nil }
      }?.sentence
    }
    #expect(
      try sentence(["--models", "denois"])?.hasPrefix("--models: no network is called 'denois'")
        == true)
    #expect(try sentence(["--threads", "0"])?.hasPrefix("--threads: 0 is out of range") == true)
    #expect(try sentence(["--filter", "nowhere"])?.hasPrefix("--filter: no case has") == true)
    #expect(
      try sentence(["--quick"])
        == "the suite 'quick' is neither in a repository, as Benchmarks/Suites/quick.yml in this folder or "
        + "above the program, nor installed with the program, as ../share/gradmark/Suites/quick.yml beside "
        + "it; run gradmark in its repository, install it with 'make install', or name a file with --suite"
    )
    // A suite that is named needs none of them.
    try withTemporaryFolder { folder in
      let path = "\(folder)/my.yml"
      try Data("models: {pair: }\n".utf8).write(to: URL(filePath: path))
      let plan = try SweepOptions.parse(["--suite", path]).plan(for: machine) { _ in nil }
      #expect(Set(plan.groups.map(\.entry.name)) == ["pair"])
    }
    #expect(
      try #require(throws: SweepError.self) {
        try PlanCommand.parse(["--implementations", "gradmark,nobody", "--models", "denois"])
          .output(on: machine, program: .value(program))
      }.sentence.hasPrefix("--implementations: 'nobody' is unknown"))
  }

  @Test func aLibraryThatIsNotSetUpIsToldWithTheRemedy() throws {
    let command = try BenchCommand.parse([
      "--implementations", "gradmark,jax", "--environments", "/dev/null",
    ])
    let error = #expect(throws: SweepError.self) { _ = try command.others.readyPeers() }
    #expect(error?.kind == .unavailable)
    #expect(
      error?.sentence.hasPrefix(
        "peer 'jax' is not set up, as there is no /dev/null/jax/bin/python; type 'python3 /")
        == true)
    #expect(error?.sentence.hasSuffix("/Benchmarks/Peers/set_up.py /dev/null jax'") == true)
  }

  /// The parser puts a word and a colon behind a group's name.
  @Test func headsOfTheHelpAreWholeWords() {
    let help = Gradmark.helpMessage()
    let heads = help.matches(of: #/(?m)^([A-Z: ]+):$/#).map { String($0.1) }
    #expect(
      heads == ["OPTIONS", "MEASURING SUBCOMMANDS", "TRAINING SUBCOMMANDS", "COUNTING SUBCOMMANDS"])
    let presets = PlanCommand.helpMessage(columns: 1_000)
      .components(separatedBy: "quick, standard, full")
    #expect(presets.count == 2)
  }

  @Test func anUnknownCommandIsToldWithTheKnownOnes() throws {
    for arguments in [["bensh"], ["help", "bensh"]] {
      let error = #expect(throws: UserError.self) { try Gradmark.refuseUnknownCommand(arguments) }
      #expect(error?.status == .usage)
      #expect(
        error?.sentence.hasPrefix(
          "there is no command 'bensh'; did you mean 'bench'? (known: bench, duel, plan,") == true)
      #expect(error?.sentence.contains("measure-case") == false)
    }
    for known in [
      ["bench"], ["measure-case"], ["help"], ["help", "bench"], ["help", "--help"], ["--version"],
      ["-h"], [],
    ] {
      try Gradmark.refuseUnknownCommand(known)
    }
  }

  @Test(arguments: [
    ["plan", "--seed", "-1"], ["compare", "run", "--margin", "-3"],
    ["verify", "a", "b", "--head", "0123456789"], ["verify", "a", "--head", "12"],
    ["plan", "--pin", "sideways"],
    ["bench", "--environments", "here"],
    ["bench", "--until-quality", "--implementations", "gradmark,jax"],
    ["plan", "--until-quality", "--implementations", "gradmark,jax"],
    ["plan", "--environments", "here"], ["plan", "--seeds", "7"],
  ])
  func mistakesInFlagsAreRefused(arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try Gradmark.parsed(arguments) }
    #expect(error.map { Gradmark.exitCode(for: $0) } == .validationFailure)
    let value = arguments.last ?? ""
    #expect(error.map { Gradmark.message(for: $0).contains(value) } == true)
  }
}
