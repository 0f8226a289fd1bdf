import ArgumentParser
import Foundation
import Networks
import Records
import Suites
import Sweeps
import Training

/// The flags that `bench` and `plan` share: what is swept, and where its results go.
struct SweepOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Networks to train; 'gradmark models' lists them. A model file that 'gradmark train' reads is one, "
        + "too: my-model.keras,denoise.", valueName: "a,b"),
    completion: .networks)
  var models: String?

  @OptionGroup var ownModel: OwnModelOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Samples in a step.", valueName: "32,128"))
  var batchSizes: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Thread counts; more than the usable CPUs are allowed, and marked. 'auto' is as many of the "
        + "usable CPUs as the work of a step is worth.", valueName: "1,2,auto"))
  var threads: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Processes that train together over MPI, each with so many threads, as with mpirun; 'bench' launches "
        + "them.", valueName: "1,2,4"))
  var ranks: String?

  @Option(
    help: ArgumentHelp(
      "How gradients are summed over the batch, each way a case of its own: by the owner of each "
        + "block, in a tree, or as shapes choose.", valueName: "auto,owned,tree"))
  var reduction: String?

  @Option(
    help: ArgumentHelp(
      "Whose matrix products, each a case of its own: gradmark's, gradmark's without minimal filtering "
        + "of convolutions, or those of a library with the C interface of BLAS, in chains of dense "
        + "layers.", valueName: "gradmark,direct,cblas:path"))
  var kernels: String?

  @Option(
    help: ArgumentHelp(
      "How ranks share the sums of gradients, each way a case of its own; no bit depends on it.",
      valueName: "auto,chain,blocks,samples"))
  var exchange: String?

  @Option(
    help: ArgumentHelp("A suite of one's own: a YAML file.", valueName: "file"),
    completion: .file(extensions: ["yml", "yaml"]))
  var suite: String?

  @Option(
    help: ArgumentHelp(
      // The parser itself lists the values.
      "A suite that comes with gradmark.", valueName: "name"))
  var preset: Preset?

  @Flag(help: "The same as --preset quick: a look in some 20 seconds.")
  var quick = false

  /// Those that take a list by being given again.
  static let repeatableFlags: Set<Substring> = ["--filter", "--skip"]

  @Option(
    help: ArgumentHelp(
      "Only cases whose name, such as denoise/128, contains this; may be given again.",
      valueName: "text"))
  var filter: [String] = []

  @Option(help: ArgumentHelp("Leave out cases whose name contains this.", valueName: "text"))
  var skip: [String] = []

  @Option(
    help: ArgumentHelp(
      "The CPU that each thread is bound to: none (the default), compact (neighbours), cores (one a core), scatter (apart).",
      valueName: "none|compact|cores|scatter"))
  var pin: Pinning?

  /// The suites that come with gradmark.
  enum Preset: String, ExpressibleByArgument, CaseIterable {
    case quick
    case standard
    case full
  }

  @Option(
    help: ArgumentHelp(
      "The folder of the run; else results/<date>-<machine>.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    parsing: .unconditional,
    help: "Settles data, start weights, shuffling, and the order of turns.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "MNIST's IDX files, plain or gzip, where digits are learnt; else they are drawn.",
      valueName: "folder"), completion: .directory)
  var digits: String?

  /// The ways to compute a step that are asked for, by the names of `BenchmarkCase.choices`.
  var choiceTexts: [String: String] {
    ["reduction": reduction, "kernels": kernels, "exchange": exchange].compactMapValues(\.self)
  }

  /// The networks that are asked for by name.
  var modelNames: [String]? {
    // A file may have a comma in its name.
    models.map { FileManager.default.fileExists(atPath: $0) ? [$0] : names($0) }
  }

  func validate() throws {
    if output == "" { throw ValidationError("--output is empty; name a folder.") }
  }

  /// What will be measured on this machine.
  ///
  /// - Parameter shipped: the file of a suite that comes with gradmark; `nil` where it is not there.
  /// - Throws: a `SweepError` that names the flag or the key, the value and the remedy.
  func plan(
    for machine: Machine, shipped: (Preset) -> String? = Self.shippedSuite
  ) throws -> SweepPlan {
    var selection = SweepSelection(
      models: modelNames,
      batchSizes: try batchSizes.map { try numbers(names($0), "--batch-sizes") },
      threads: try threads.map { try numbers(names($0).filter { $0 != "auto" }, "--threads") },
      containing: filter, notContaining: skip)
    selection.ranks = try ranks.map { try numbers(names($0), "--ranks") }
    selection.addsAutomaticThreads = threads.map(names)?.contains("auto") ?? false
    for choice in BenchmarkCase.choices {
      selection.choices[choice.name] = try choiceTexts[choice.name].map {
        try choice.values(of: names($0), name: "--\(choice.name)")
      }
    }
    selection.pinning = pin
    let preset = try chosenPreset()
    let path = suite ?? shipped(preset)
    // Without the suites that it comes with, the program tells mistakes of the other flags first.
    let chosen = try path.map { try Suite(contentsOf: $0) } ?? Suite()
    let selected = try ownModel.applied(to: chosen.selecting(selection))
    let plan = try SweepPlan(
      suite: selected, usableCPUs: machine.usableCores, seed: seed, digitsFolder: digits,
      recordings: selected.models.compactMap { model in
        try model.file.map { try BenchmarkPlan.Model(named: model.name, from: $0) }
      })
    try plan.checkModels()
    guard digits == nil || plan.groups.contains(where: \.entry.learnsDigits) else {
      throw SweepError(
        .usage,
        "--digits is for \(Catalog.digitsLearners), which are not in the sweep; leave it out")
    }
    guard path != nil else { throw Self.missing(preset) }
    return plan
  }

  /// Where the run goes that starts now.
  ///
  /// - Parameters:
  ///   - nickname: what the machine's owner calls it.
  ///   - suffix: what stands behind a name that nobody chose.
  func folder(for machine: Machine, nickname: String? = nil, suffix: String = "") -> RunFolder {
    output.map { RunFolder(path: $0) }
      ?? RunFolder(
        path: RunFolder(results: "results", date: Date(), machine: machine, nickname: nickname)
          .path + suffix)
  }

  private func names(_ list: String) -> [String] {
    list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func numbers(_ list: [String], _ flag: String) throws -> [Int] {
    try list.map { text in
      guard let number = Int(text) else {
        throw SweepError(
          .usage, "\(flag): '\(text)' is no whole number; write numbers such as 1,2,4")
      }
      return number
    }
  }

  /// The suite that comes with gradmark and is taken where no file is named.
  private func chosenPreset() throws -> Preset {
    let choices = [suite != nil, preset != nil, quick].count { $0 }
    guard choices <= 1 else {
      throw SweepError(
        .usage, "--suite, --preset and --quick each choose a suite; leave all but one out")
    }
    return quick ? .quick : preset ?? .standard
  }

  /// The file of a suite that comes with gradmark; `nil` where it is nowhere.
  private static func shippedSuite(_ preset: Preset) -> String? {
    Shipped.path(
      "Benchmarks/Suites/\(preset).yml", installed: "share/gradmark/Suites/\(preset).yml")
  }

  private static func missing(_ preset: Preset) -> SweepError {
    SweepError(
      .missingInput,
      "the suite '\(preset)' is neither in a repository, as Benchmarks/Suites/\(preset).yml in this folder "
        + "or above the program, nor installed with the program, as ../share/gradmark/Suites/\(preset).yml "
        + "beside it; run gradmark in its repository, install it with 'make install', or name a file with "
        + "--suite")
  }
}

extension Pinning: ExpressibleByArgument {}
