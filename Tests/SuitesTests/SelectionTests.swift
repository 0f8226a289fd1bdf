import Foundation
import Glibc
import Networks
import Testing
@testable import Suites
import TestSupport

/// What is chosen of a suite, and what becomes of its cases.
@Suite struct SelectionTests {
  @Test func aSelectionReplacesWhatTheSuiteSays() throws {
    let base = Suites.Suite(models: [.init(name: "pair", batchSizes: [8])], batchSizes: [32])
    let narrowed = try base.selecting(SweepSelection(models: ["denoise", "pair"], threads: [3]))
    #expect(
      narrowed.models == [.init(name: "denoise"), .init(name: "pair", batchSizes: [8])])
    #expect(narrowed.threads == [3])
    let resized = try base.selecting(SweepSelection(batchSizes: [64]))
    #expect(resized.models == [.init(name: "pair")])
    #expect(resized.batchSizes == [64])
    #expect(try base.selecting(SweepSelection()) == base)
  }

  @Test func aSuiteNamesModelFilesWithWhatIsSaidOfThem() throws {
    let yaml = """
      models:
        mine: {file: net.keras, expected: counts.csv, data: /x.safetensors, loss: mse, batch_sizes: [8]}
        pair:
      """
    let suite = try Suites.Suite(yaml: yaml, file: "suites/my.yml")
    var source = ModelSource(path: "suites/net.keras")
    source.expected = "suites/counts.csv"
    source.data = "/x.safetensors"
    source.loss = "mse"
    source.suite = "suites/my.yml"
    #expect(
      suite.models
        == [.init(name: "mine", batchSizes: [8], file: source), .init(name: "pair")])
    // A name of the suite is one that a flag may choose, and a filter keeps its file.
    let chosen = try suite.selecting(SweepSelection(models: ["mine"], containing: ["/8"]))
    #expect(chosen.models == [.init(name: "mine", batchSizes: [8], file: source)])
  }

  @Test(arguments: [
    (
      "models: {mine: {data: x}}",
      "suite 'my.yml', line 1: unknown key 'mine' in models; use one of "
        + Catalog.entries.map(\.name).joined(separator: ", ")
        + "; a network out of a file needs 'file'"
    ),
    (
      "models: {pair: {loss: mse}}",
      "suite 'my.yml', line 1: 'loss' is of a network out of a file; give 'file', too, or leave it out"
    ),
    (
      "models: {mine: {file: }}",
      "suite 'my.yml', line 1: 'file of mine' is empty; write a text"
    ),
    (
      "models: {pair: {file: a.json}}",
      "suite 'my.yml', line 1: 'pair' is a name of the catalogue, or has characters other than letters, "
        + "digits, - _ and .; call the network of the file otherwise"
    ),
    (
      "models: {a/b: {file: a.json}}",
      "suite 'my.yml', line 1: 'a/b' is a name of the catalogue, or has characters other than letters, "
        + "digits, - _ and .; call the network of the file otherwise"
    ),
  ])
  func aMistakeAboutAModelFileIsToldWithItsLine(yaml: String, sentence: String) {
    #expect(throws: SweepError(.badData, sentence)) { try suite(yaml) }
  }

  @Test(arguments: [
    ("net.keras", "net"), ("a/b/my net.h5", "my-net"), ("web/", "web"), ("web/model.json", "model"),
    ("pair.json", "pair.json"), ("./v1.2.keras", "v1.2"),
  ])
  func aModelFileIsCalledByItsName(word: String, name: String) throws {
    let chosen = try Suites.Suite().selecting(SweepSelection(models: [word, "denoise"]))
    #expect(
      chosen.models == [.init(name: name, file: ModelSource(path: word)), .init(name: "denoise")])
  }

  @Test(arguments: [
    (
      ["a/net.keras", "b/net.h5"],
      "--models: two networks are called 'net'; rename one of the files"
    ),
    (["a/..."], "--models: 'a/...' has no name that a table could show; rename the file"),
  ])
  func filesThatCannotBeToldApartAreRefused(words: [String], sentence: String) {
    #expect(throws: SweepError(.usage, sentence)) {
      try Suites.Suite().selecting(SweepSelection(models: words))
    }
  }

  @Test func casesAreChosenByPartsOfTheirNames() throws {
    let base = Suites.Suite(
      models: [.init(name: "pair", batchSizes: [8]), .init(name: "denoise")],
      batchSizes: [32, 128])
    let chosen = try base.selecting(SweepSelection(containing: ["noise/", "8"]))
    #expect(
      chosen.models
        == [
          .init(name: "pair", batchSizes: [8]), .init(name: "denoise", batchSizes: [32, 128]),
        ])
    let left = try base.selecting(SweepSelection(containing: ["denoise"], notContaining: ["/32"]))
    #expect(left.models == [.init(name: "denoise", batchSizes: [128])])
    func sentence(_ selection: SweepSelection) -> String? {
      #expect(throws: SweepError.self) { try base.selecting(selection) }?.sentence
    }
    #expect(
      sentence(SweepSelection(containing: ["8"], notContaining: ["/"]))
        == "--filter and --skip leave no case; the names are pair/8, denoise/32, denoise/128")
    #expect(
      sentence(SweepSelection(containing: ["pair", "64"]))
        == "--filter: no case has '64' in its name; the names are pair/8, denoise/32, denoise/128")
    #expect(
      sentence(SweepSelection(containing: ["denoise"], notContaining: ["pair"]))
        == "--skip: no case has 'pair' in its name; the names are denoise/32, denoise/128")
  }

  @Test(arguments: [
    (
      SweepSelection(models: ["ladder-65"]),
      "--models: no network is called 'ladder-65'; did you mean 'ladder-64'? "
        + "(known: \(Catalog.entries.map(\.name).joined(separator: ", ")))"
    ),
    (
      SweepSelection(models: ["transformer"]),
      "--models: no network is called 'transformer'; "
        + "use one of \(Catalog.entries.map(\.name).joined(separator: ", "))"
    ),
    (
      SweepSelection(batchSizes: [-1]),
      "--batch-sizes: -1 is out of range; use whole numbers from 1 to 65536"
    ),
    (
      SweepSelection(threads: [1, 0]),
      "--threads: 0 is out of range; use whole numbers from 1 to 8192"
    ),
    (
      SweepSelection(threads: [1, 1]), "--threads: 1 stands there twice; name each value once"
    ),
    (
      choosing { $0.choices["reduction"] = [nil, nil] },
      "--reduction: auto stands there twice; name each value once"
    ),
    (
      choosing { $0.choices["kernels"] = ["cblas:a", nil, "cblas:a"] },
      "--kernels: cblas:a stands there twice; name each value once"
    ),
    (
      SweepSelection(models: []),
      "--models is empty; name at least one value or leave the flag out"
    ),
  ])
  func aWrongSelectionNamesFlagAndValue(selection: SweepSelection, sentence: String) {
    #expect(throws: SweepError(.usage, sentence)) { try Suites.Suite().selecting(selection) }
  }
}

private func choosing(_ change: (inout SweepSelection) -> Void) -> SweepSelection {
  var selection = SweepSelection()
  change(&selection)
  return selection
}
