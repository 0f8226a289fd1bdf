import Foundation
import Glibc
import Networks
import Testing
@testable import Suites
import TestSupport

@Suite struct SuiteTests {
  @Test func everyKeyIsRead() throws {
    let read = try suite(
      """
      # a comment
      batch_sizes: [32, 128]
      threads: [1, 4, auto]
      ranks: [1, 2]
      reduction: [auto, tree]
      kernels: [gradmark, "cblas:libopenblas.so.0"]
      exchange: [auto, blocks]
      pin: none
      processes: 5
      precision: 0.01
      seconds_per_cell: 0.5
      models:
        pair: {batch_sizes: [8]}
        denoise:
      """)
    var expected = Suites.Suite(
      models: [.init(name: "pair", batchSizes: [8]), .init(name: "denoise")],
      batchSizes: [32, 128], threads: [1, 4], processes: 5, secondsPerCell: 0.5, precision: 0.01)
    expected.addsAutomaticThreads = true
    expected.choices = [
      "reduction": [nil, "tree"], "kernels": [nil, "cblas:libopenblas.so.0"],
      "exchange": [nil, "blocks"],
    ]
    expected.ranks = [1, 2]
    #expect(read == expected)
    // The command line leaves what it does not name.
    #expect(try read.selecting(SweepSelection()) == expected)
  }

  @Test func ranksArePlacedByTheirLauncher() throws {
    #expect(try suite("pin: scatter").pinning == .scatter)
    var selection = SweepSelection()
    selection.ranks = [1, 4]
    #expect(try suite("threads: [2]").selecting(selection).ranks == [1, 4])
    for (yaml, ranks) in [("pin: scatter", [2]), ("pin: compact\nranks: [2]", nil)] {
      selection.ranks = ranks
      let error = #expect(throws: SweepError.self) { try suite(yaml).selecting(selection) }
      #expect(error?.sentence.contains("ranks are placed by their launcher") == true)
    }
    selection.ranks = [0]
    let error = #expect(throws: SweepError.self) { try suite("").selecting(selection) }
    #expect(error?.sentence == "--ranks: 0 is out of range; use whole numbers from 1 to 4096")
  }

  /// One process has nobody to share sums with, and a tree's are no chain.
  @Test func anExchangeNeedsRanks() throws {
    func sentence(_ yaml: String, _ change: (inout SweepSelection) -> Void = { _ in }) -> String {
      var selection = SweepSelection()
      change(&selection)
      do {
        _ = try suite(yaml).selecting(selection)
        return "none"
      } catch {
        return (error as? SweepError)?.sentence ?? "\(error)"
      }
    }
    let remedy =
      "is how ranks share their sums, and one process has nobody to share with; say with --ranks how many "
      + "train together, or leave it out"
    for yaml in ["", "ranks: [1]"] {
      #expect(
        sentence("exchange: [auto, chain]\n\(yaml)") == "'exchange' of the suite: chain \(remedy)")
      #expect(
        sentence(yaml) { $0.choices["exchange"] = ["blocks"] } == "--exchange: blocks \(remedy)")
      #expect(sentence("exchange: [auto]\n\(yaml)") == "none")
    }
    #expect(sentence("exchange: [chain]\nranks: [1, 2]") == "none")
    #expect(sentence("exchange: [samples]") { $0.ranks = [2] } == "none")
    #expect(
      sentence("ranks: [2]\nreduction: [auto, tree]") { $0.choices["exchange"] = [nil, "chain"] }
        == "--exchange: chain hands on sums in the order of samples, which a tree's are not; leave it out, "
        + "or --reduction tree")
    #expect(sentence("ranks: [2]\nreduction: [tree]\nexchange: [blocks]") == "none")
  }

  /// What may stand in a suite file stands on the page about it, and nothing else does.
  @Test func everyKeyIsOnThePage() throws {
    let page = try String(
      contentsOf: URL(filePath: #filePath).appending(
        path: "../../../Sources/Suites/Suites.docc/SuiteFiles.md"
      ).standardized, encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
    let keys = rows.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
    #expect(keys == Suites.Suite.keys + Suites.Suite.fileKeys)
  }

  /// What editors of other systems leave, and what YAML allows in comments and between quotes.
  @Test(arguments: [
    "batch_sizes: [32]\r\nmodels:\r\n  pair:\r\n", "batch_sizes: [32]\rmodels:\r  pair:\r",
    "batch_sizes: [32] # 2 * 16, *all of *them\nmodels:\n  pair:",
    "# *a\nbatch_sizes: [32]\nmodels: {pair: }",
    "# &a *a\nbatch_sizes: [32]  \t\nmodels: {pair: {}}  ",
    "\t# a tab\nbatch_sizes:\t[32]\t# two\n \t\nmodels: {pair: }\n\t",
    "---\nbatch_sizes: [32]\nmodels: {pair: }\n...\n",
    "%YAML 1.1\n---\nbatch_sizes: [32]\nmodels: {pair: }",
    "\"batch_sizes\": [32] # '\n'models': {\"pair\": } # \"*",
    "batch_sizes: &sizes [32]\nmodels: {pair: }",
  ])
  func whatYAMLAllowsIsRead(yaml: String) throws {
    #expect(try suite(yaml) == Suites.Suite(models: [.init(name: "pair")], batchSizes: [32]))
  }

  @Test func aByteOrderMarkIsNoPartOfTheText() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/bom.yml"
      let text = Data("\u{FEFF}processes: 7\n".utf8)
      try text.write(to: URL(filePath: path))
      #expect(try Suites.Suite(contentsOf: path).processes == 7)
      try #require("processes: 7\n".data(using: .utf16)).write(to: URL(filePath: path))
      let error = #expect(throws: SweepError.self) { try Suites.Suite(contentsOf: path) }
      #expect(error?.description.hasSuffix("is no UTF-8 text; save it as UTF-8") == true)
    }
  }

  @Test func keysThatAreLeftOutHaveDefaults() throws {
    #expect(try suite("processes: 5") == Suites.Suite())
    #expect(try suite("# nothing") == Suites.Suite())
  }

  @Test(arguments: [
    (
      "thraeds: [1]",
      "suite 'my.yml', line 1: unknown key 'thraeds' in the suite; did you mean 'threads'? "
        + "(known: models, batch_sizes, threads, ranks, reduction, kernels, exchange, pin, processes, "
        + "seconds_per_cell, precision)"
    ),
    (
      "processes: 5\nprocesses: 6",
      "suite 'my.yml': line 1: key 'processes' stands there twice; keep one"
    ),
    (
      "processes: 5\n!other processes: 6",
      "suite 'my.yml', line 2: key 'processes' stands there twice; keep one"
    ),
    (
      "processes: many",
      "suite 'my.yml', line 1: 'processes' is 'many'; write a whole number from 1 to 1000"
    ),
    (
      "processes: \"5\"",
      "suite 'my.yml', line 1: 'processes' is '5'; write a whole number from 1 to 1000"
    ),
    (
      "threads: [1, 0]",
      "suite 'my.yml', line 1: 'threads' is '0'; write a whole number from 1 to 8192"
    ),
    (
      "threads: [automatic]",
      "suite 'my.yml', line 1: 'threads' is 'automatic'; write a whole number from 1 to 8192"
    ),
    (
      "threads: [auto, auto]",
      "suite 'my.yml', line 1: 'threads' holds auto twice; name each value once"
    ),
    (
      "reduction: tree",
      "suite 'my.yml', line 1: 'reduction' is 'tree'; write a list such as [auto]"
    ),
    (
      "reduction: [three]",
      "suite 'my.yml', line 1: 'reduction': 'three' is no choice; use auto, owned or tree"
    ),
    (
      "exchange: [ring]",
      "suite 'my.yml', line 1: 'exchange': 'ring' is no choice; use auto, chain, blocks or samples"
    ),
    (
      "kernels: ['cblas:']",
      "suite 'my.yml', line 1: 'kernels': 'cblas:' is no choice; use gradmark, direct or cblas:PATH"
    ),
    (
      "pin: [none]",
      "suite 'my.yml', line 1: 'pin' is a list; use one of none, compact, cores, scatter"
    ),
    ("threads: 2", "suite 'my.yml', line 1: 'threads' is '2'; write a list such as [1, 2]"),
    ("threads: []", "suite 'my.yml', line 1: 'threads' is a list; write a list such as [1, 2]"),
    (
      "threads: [2, 2]", "suite 'my.yml', line 1: 'threads' holds 2 twice; name each value once"
    ),
    (
      "\nbatch_sizes: [-1]",
      "suite 'my.yml', line 2: 'batch_sizes' is '-1'; write a whole number from 1 to 65536"
    ),
    (
      "seconds_per_cell: .nan",
      "suite 'my.yml', line 1: 'seconds_per_cell' is '.nan'; write a number from 0.001 to 3600.0"
    ),
    (
      "models:\n  denoize:",
      "suite 'my.yml', line 2: unknown key 'denoize' in models; did you mean 'denoise'? "
        + "(known: \(Catalog.entries.map(\.name).joined(separator: ", "))); a network out of a file needs 'file'"
    ),
    ("models: {}", "suite 'my.yml', line 1: 'models' is empty; name at least one network"),
    ("models: [pair]", "suite 'my.yml', line 1: models is a list; write 'key: value' lines"),
    (
      "models:\n  pair: {batch_size: [1]}",
      "suite 'my.yml', line 2: unknown key 'batch_size' in 'pair'; did you mean 'batch_sizes'? "
        + "(known: batch_sizes, file, data, expected, optimizer, loss)"
    ),
    ("- 1", "suite 'my.yml', line 1: the suite is a list; write 'key: value' lines"),
    (
      "a: &x [1]\nb: *x", "suite 'my.yml', line 2: it holds the alias '*x'; write the value out"
    ),
    (
      "a: &x [1] # 'b\nb: {'*': [1, *x]}",
      "suite 'my.yml', line 2: it holds the alias '*x'; write the value out"
    ),
    (
      "a: &x [1]\nb: {it's: *x, \"#\": *x}",
      "suite 'my.yml', line 2: it holds the alias '*x'; write the value out"
    ),
    (
      "--- \nprocesses: 1\n---\nprocesses: 2",
      "suite 'my.yml': line 3 is no YAML (but found another document); correct it"
    ),
    (
      "{", "suite 'my.yml': line 2 is no YAML (did not find expected node content); correct it"
    ),
    (
      "\u{1B}[31m: 1", "suite 'my.yml': it is no YAML; correct it"
    ),
  ])
  func aMistakeEndsInOneSentence(yaml: String, expected: String) {
    #expect(sentence(yaml) == expected)
  }

  @Test func hostileTextEndsSoonInOneSentence() {
    let hostile = [
      String(repeating: "[", count: 60_000), String(repeating: "{a: ", count: 15_000),
      String(repeating: "- ", count: 30_000), String(repeating: "? ", count: 30_000),
      String(repeating: "a", count: 70_000), String(repeating: "{[", count: 30_000),
      "a: &a [x]\n" + (0..<30).map { "b\($0): &b\($0) [*a, *a]\n" }.joined(),
      (0..<300).map { String(repeating: " ", count: $0) + "a:\n" }.joined(), "\0\0\0", "%YAML 9.9",
      "!!binary x", "--- a\n--- b", "\"\\", "key: |\n", "models: {pair: {batch_sizes: [[[[1]]]]}}",
    ]
    for text in hostile {
      let result = sentence(text)
      #expect(result.hasPrefix("suite 'my.yml'") && !result.contains("\n"), "\(text.prefix(20))")
    }
  }

  @Test func aFileThatIsNotThereIsNamed() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/my.yml"
      let error = #expect(throws: SweepError.self) { try Suites.Suite(contentsOf: path) }
      #expect(error?.kind == .missingInput)
      #expect(
        error?.sentence.hasSuffix(
          "' cannot be opened (No such file or directory); check the path and its permissions; name "
            + "a file of YAML with --suite") == true)
    }
    #expect(throws: SweepError.self) { try Suites.Suite(contentsOf: "/") }
    // Endless, and no text: neither may hang or fill the memory.
    #expect(throws: SweepError.self) { try Suites.Suite(contentsOf: "/dev/zero") }
  }

  @Test func aPipeThatNobodyWritesToIsRefused() throws {
    try withTemporaryFolder { folder in
      try #require(mkfifo("\(folder)/pipe", 0o600) == 0)
      let error = #expect(throws: SweepError.self) {
        try Suites.Suite(contentsOf: "\(folder)/pipe")
      }
      #expect(error?.kind == .missingInput)
      #expect(
        error?.sentence.hasSuffix(
          "is no regular file; name a file, not a folder or a device; name a file of YAML with "
            + "--suite") == true)
    }
  }
}

func suite(_ yaml: String) throws -> Suites.Suite {
  try Suites.Suite(yaml: yaml, file: "my.yml")
}

/// The sentence that a suite ends in.
func sentence(_ yaml: String) -> String {
  do {
    _ = try suite(yaml)
    return "no error"
  } catch {
    return "\(error)"
  }
}
