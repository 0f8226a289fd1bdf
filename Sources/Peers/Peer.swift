import Foundation
import Suites

/// A library that can be driven, by its name on the command line.
public enum Peer: String, Sendable, CaseIterable {
  case jax
  case torch
  case torchCompile = "torch-compile"
  case kerasOnTensorFlow = "keras-tf"
  case kerasOnJAX = "keras-jax"
  case scikitLearn = "sklearn"
  case fann
  case numpy

  /// The ways in which it can train a task, or any where that is `nil`; an empty one where there is but one.
  func forms(for task: PeerTask?) -> [String] {
    switch self {
    case .jax: ["step", "scan"]
    case .torch: task?.has(.convolution) == true ? ["eager", "channels-last"] : ["eager"]
    case .torchCompile: ["compile"]
    case .kerasOnTensorFlow: ["tensorflow"]
    case .kerasOnJAX: ["jax"]
    case .scikitLearn, .fann, .numpy: [""]
    }
  }

  /// The program that drives it, in the folder of drivers.
  var driver: String {
    switch self {
    case .jax: "jax_peer.py"
    case .torch, .torchCompile: "torch_peer.py"
    case .kerasOnTensorFlow, .kerasOnJAX: "keras_peer.py"
    case .scikitLearn: "sklearn_peer.py"
    case .fann: "fann_peer.py"
    case .numpy: "numpy_peer.py"
    }
  }

  /// The virtual environment that holds it.
  var environment: String { self == .torchCompile ? Peer.torch.rawValue : rawValue }

  /// The program and the script that start it.
  ///
  /// - Parameters:
  ///   - drivers: the folder of the drivers.
  ///   - environments: the folder of the virtual environments.
  /// - Throws: a `SweepError` with the remedy where it is not set up.
  func command(drivers: String, environments: String) throws(SweepError) -> [String] {
    let command = ["\(environments)/\(environment)/bin/python", "\(drivers)/\(driver)"]
    for path in command where !FileManager.default.fileExists(atPath: path) {
      throw SweepError(
        .unavailable,
        "peer '\(rawValue)' is not set up, as there is no \(path); "
          + remedy(drivers: drivers, environments: environments))
    }
    return command
  }

  /// What sets it up, as a clause: of installed drivers their own script does.
  func remedy(drivers: String, environments: String) -> String {
    drivers.hasSuffix(Self.installedFolder)
      ? "run 'python3 \(drivers)/set_up.py \(environments) \(rawValue)'"
      : "run 'make set-up-peers PEERS=\(rawValue)' in gradmark's repository"
  }

  /// Where drivers stand in the repository.
  public static let repositoryFolder = "Benchmarks/Peers"
  /// Where they stand below the folder that the program was installed in.
  public static let installedFolder = "share/gradmark/Peers"
}
