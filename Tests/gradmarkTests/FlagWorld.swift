import ArgumentParser
import Foundation
import Networks
import Records
import TensorFiles
import TestSupport

@testable import gradmark

/// The flags of the commands as the parser itself tells them, so that new ones are among them.
struct DumpedHelp: Decodable {
  let command: Command

  struct Command: Decodable {
    let commandName: String
    let subcommands: [Command]?
    let arguments: [Argument]?

    /// All flags but those that every command has.
    var flags: [Argument] {
      (arguments ?? []).filter { argument in
        argument.kind != "positional" && !["help", "version"].contains(argument.name)
      }
    }
  }

  struct Argument: Decodable {
    let kind: String
    let names: [Name]?

    struct Name: Decodable {
      let name: String
    }

    var name: String { names?.map(\.name).first { $0.count > 1 } ?? "" }
  }

  /// The commands that are listed.
  static func commands() throws -> [Command] {
    let help = try JSONDecoder().decode(DumpedHelp.self, from: Data(Gradmark._dumpHelp().utf8))
    return (help.command.subcommands ?? []).filter { $0.commandName != "help" }
  }
}

/// Files that flags can name, and what commands would do with flags.
struct FlagWorld {
  let folder: String
  private let library: String
  private let results = URL(filePath: #filePath).appending(path: "../../../results")
    .standardized.path

  private static let model = #"""
    {"class_name": "Sequential", "config": {"name": "net", "layers": [
      {"class_name": "Dense", "config": {"name": "dense", "units": 1, "batch_input_shape": [null, 2]}}]},
     "compile_config": {"optimizer": "sgd", "loss": "mse", "metrics": ["accuracy"]}}
    """#

  init(folder: String) throws {
    self.folder = folder
    library = try CBLASPaths.all()[0]
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }
    try write("model.json", Self.model)
    try write("counts.csv", "dense,4\n")
    try write("right.csv", "dense,3\n")
    try write(
      "suite.yml", "models: {pair: {batch_sizes: [32, 64]}, digits: {batch_sizes: [32, 64]}}")
    let x = Tensor(dimensions: [4, 2], elements: [0, 0, 0, 1, 1, 0, 1, 1])
    let y = Tensor(dimensions: [4, 1], elements: [0, 0, 1, 1])
    let other = Tensor(dimensions: [4, 2], elements: [2, 0, 0, 2, 2, 0, 2, 2])
    let many = ["x": Tensor(zeros: [2_048, 2]), "y": Tensor(zeros: [2_048, 1])]
    for (name, tensors) in [
      "many": many, "data": ["x": x, "y": y], "x": ["x": x], "y": ["y": y], "x_val": ["x": other],
      "y_val": ["y": y],
      "weights": [
        "dense/kernel": Tensor(dimensions: [2, 1], elements: [0.5, -2]),
        "dense/bias": Tensor(dimensions: [1], elements: [0.25]),
      ],
    ] {
      try Safetensors.write(
        tensors.map { NamedTensor(name: $0.key, tensor: $0.value) },
        to: "\(folder)/\(name).safetensors")
    }
  }

  /// What stands before a command's flags, in one or more ways.
  func bases(of command: String) -> [[String]] {
    let (model, weights) = ("\(folder)/model.json", ["--weights", "\(folder)/weights.safetensors"])
    let data = ["--data", "\(folder)/data.safetensors"]
    let parts = ["--inputs", "\(folder)/x.safetensors", "--targets", "\(folder)/y.safetensors"]
    let run = "\(results)/2026-11-21-amd-epyc-2c"
    return switch command {
    case "train":
      [
        ["pair"], [model] + data, [model] + parts, [model, "--optimizer", "rmsprop"] + data,
        [model, "--optimizer", "adamw"] + data,
      ]
    case "evaluate": [[model] + weights, [model] + data + weights, [model] + parts + weights]
    case "predict": [[model] + weights, [model] + data + weights]
    case "summary", "verify-counts": [["and"], [model]]
    case "explain": [["and"], []]
    case "export": [["and"]]
    case "compare": [[run], [run, run]]
    case "bench", "plan": [[], ["--models", model]]
    case "duel": [["a", "b"], ["a", "b", "--models", model]]
    case "report", "table", "verify": [[run]]
    case "reproduce": [[run, "digits/32/1"], [run, "pair/32/1"]]
    default: [[]]
    }
  }

  /// Arguments that say something else than what is so without the flag; `nil` where the test has
  /// none for a flag.
  func arguments(_ flag: DumpedHelp.Argument, of command: String) -> [String]? {
    guard flag.kind == "option" else { return ["--\(flag.name)"] }
    return value(flag.name, of: command).map { ["--\(flag.name)", $0] }
  }

  private func value(_ flag: String, of command: String) -> String? {
    let sweeps = [
      "data": "\(folder)/many.safetensors", "expected": "\(folder)/right.csv",
    ]
    if ["bench", "plan", "duel"].contains(command), let value = sweeps[flag] { return value }
    let own = [
      "bench name": "lab-7", "plan name": "lab-7", "table format": "csv",
      "export format": "mermaid",
      "bench threads": "1", "plan threads": "1", "explain inputs": "5", "duel threads": "1",
    ]
    let common = [
      "models": "digits", "batch-sizes": "16,64", "threads": "3", "reduction": "owned",
      "exchange": "chain", "step-timeout": "7", "kernels": "cblas:\(library)",
      "suite": "\(folder)/suite.yml", "preset": "full", "ranks": "1,2", "launcher": "env {ranks}",
      "filter": "/64", "skip": "digits", "pin": "compact", "output": "\(folder)/out",
      "seed": "9", "digits": folder, "seeds": "7", "format": "json",
      "baseline": "\(results)/2026-11-21-amd-epyc-zen3-2c",
      "against": "\(results)/2026-11-21-amd-epyc-zen3-2c", "margin": "40", "sort": "ratio",
      "color": "always", "results": folder, "head": "0123456789",
      "implementations": "gradmark,numpy", "environments": folder, "fixture": folder,
      "data": "\(folder)/data.safetensors", "inputs": "\(folder)/x.safetensors",
      "targets": "\(folder)/y.safetensors", "validation-inputs": "\(folder)/x_val.safetensors",
      "validation-targets": "\(folder)/y_val.safetensors", "optimizer": "adam",
      "learning-rate": "0.5", "momentum": "0.5", "beta-1": "0.5", "beta-2": "0.5",
      "epsilon": "0.5", "weight-decay": "0.5", "rho": "0.5", "loss": "bce", "metrics": "none",
      "batch-size": "3", "epochs": "2",
      "steps": "3", "save": "\(folder)/saved.safetensors", "validation-split": "0.5",
      "save-at": "1",
      "weights": "\(folder)/weights.safetensors", "verbose": "0", "from-parameters": "96",
      "style": "keras1", "layer": "dense_1", "expected": "\(folder)/counts.csv",
    ]
    return own["\(command) \(flag)"] ?? common[flag]
  }
}

/// Samples have thousands of numbers, and sessions are told by what they hold.
extension Tensor: CustomStringConvertible {
  /// The shape, and a number that tells other elements.
  public var description: String { "\(dimensions) \(elements.hashValue)" }
}

extension FlagWorld {
  private static let machine = Machine(
    name: "arm-2c", architecture: "aarch64", cores: 2, usableCores: 2,
    build: Machine.Build(
      compiler: "Swift 6.3.1", flags: "", targetCPU: "native", vectorLanes: 4, commit: nil,
      allocator: "jemalloc 5.3.0"))

  /// What a command would do: all that its flags can change, without those that it drops.
  ///
  /// - Throws: what the command refuses its flags with.
  func effect(_ arguments: [String]) throws -> String {
    switch try Gradmark.parsed(arguments) {
    case let command as BenchCommand:
      let options = command.options, plan = try options.plan(for: Self.machine)
      try command.quality.validate(plan, options)
      try command.ranks.check(plan)
      let work = command.quality.untilQuality ? "\(command.quality.work(of: plan))" : "\(plan)"
      let others = command.others, suffix = try others.folderSuffix()
      return "\(work) \(options.folder(for: Self.machine, suffix: suffix)) \(command.format) "
        + "\(command.named.name ?? "") \(try others.peers()) \(others.environments ?? "") "
        + "\(command.ranks.launcher ?? "") \(command.ranks.stepTimeout ?? 0)"
    case let command as PlanCommand:
      let run = try command.plannedRun(on: Self.machine, program: .value("program"))
      let work = run.work.map { "\($0)" } ?? "\(run.plan)"
      return
        "\(work) \(run.folder) \(run.machineName ?? "") \(run.launcher ?? "") \(run.obstacles) "
        + "\(run.bounds.map { "\($0)" } ?? "") \(command.format) \(command.ranks.stepTimeout ?? 0)"
    case let command as DuelCommand:
      let plan = try command.options.plan(for: Self.machine)
      return "\(plan) \(command.options.folder(for: Self.machine)) \(command.terms(.blocks)) "
        + "\(command.format)"
    case let command as TrainCommand:
      if let fixture = command.fixture { return "\(fixture) \(command.output ?? "")" }
      let session = try TrainingJob(command).session
      return
        "\(session) \(command.output ?? "") \(command.save ?? "") \(command.verbose) \(command.format)"
        + " \(command.workers.stepTimeout ?? 0)"
    case let command as EvaluateCommand:
      return try "\(command.text()) \(command.workers.forward) \(command.workers.stepTimeout ?? 0) "
        + (command.output ?? "")
    case let command as PredictCommand:
      return try "\(command.text()) \(command.workers.forward) \(command.workers.stepTimeout ?? 0) "
        + (command.output ?? "")
    case let command as SummaryCommand: return try command.output()
    case let command as ExplainCommand: return try command.output()
    case let command as VerifyCountsCommand: return try "\(command.output())"
    case let command: return "\(command)"
    }
  }
}
