import Foundation
import Records
import Suites

/// Who trains beside gradmark: a library whose driver comes with it, or the driver that a path names.
public struct Peer: Sendable, Equatable {
  /// What it is called on the command line, in records and on pages.
  public let name: String
  /// The virtual environment that holds it.
  let environment: String
  /// Whether its ranks train together, started by a launcher of MPI; others train in single processes.
  public let trainsOverRanks: Bool
  private let driver: Driver
  private let forms: [String]
  private let formsOfImages: [String]

  /// The program that drives it.
  private enum Driver: Equatable {
    /// A file in the folder of the drivers.
    case shipped(String)
    /// A file anywhere, of somebody's own.
    case own(path: String)
  }

  /// A library whose driver comes with gradmark.
  ///
  /// - Parameters:
  ///   - forms: the ways in which it can train.
  ///   - formsOfImages: further ways in which it can train convolutions.
  ///   - trainsOverRanks: whether its ranks train together.
  private init(
    _ name: String, _ driver: String, environment: String? = nil, forms: [String] = [""],
    formsOfImages: [String] = [], trainsOverRanks: Bool = false
  ) {
    self.name = name
    self.trainsOverRanks = trainsOverRanks
    self.environment = environment ?? name
    self.driver = .shipped(driver)
    self.forms = forms
    self.formsOfImages = formsOfImages
  }

  /// The libraries whose drivers come with gradmark.
  public static let known = [
    Peer("jax", "jax_peer.py", forms: ["step", "scan"]),
    Peer("torch", "torch_peer.py", forms: ["eager"], formsOfImages: ["channels-last"]),
    Peer(
      "torch-ddp", "torch_ddp_peer.py", environment: "torch", forms: ["eager"],
      trainsOverRanks: true),
    Peer("torch-compile", "torch_peer.py", environment: "torch", forms: ["compile"]),
    Peer("keras-tf", "keras_peer.py", forms: ["tensorflow"]),
    Peer("keras-jax", "keras_peer.py", forms: ["jax"]),
    Peer("sklearn", "sklearn_peer.py"), Peer("fann", "fann_peer.py"),
    Peer("numpy", "numpy_peer.py"),
  ]

  /// Finds whom a word of the command line means.
  ///
  /// - Parameter text: the name of a known library, or the path of a driver, which has a slash: the library is
  ///   then called as the file is, without `_peer` and what stands behind a dot.
  /// - Returns: `nil` for a name that is not known.
  public init?(_ text: String) {
    if let known = Self.known.first(where: { $0.name == text }) {
      self = known
      return
    }
    guard text.contains("/") else { return nil }
    let file = URL(filePath: text).deletingPathExtension().lastPathComponent
    name = file.hasSuffix("_peer") ? String(file.dropLast(5)) : file
    environment = name
    driver = .own(path: text)
    trainsOverRanks = false
    (forms, formsOfImages) = ([""], [])
  }

  /// Whether its name is good for folders and tables, and none of those that this project's own programs have.
  public var hasNameOfItsOwn: Bool {
    let taken = [
      BenchmarkPlan.Implementation.gradmark, BenchmarkPlan.Implementation.shuffled, DuelTerms.base,
      DuelTerms.candidate,
    ]
    return !taken.contains(name) && name.contains { $0.isLetter || $0.isNumber }
      && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.+".contains($0) }
  }

  /// The ways in which it can train a task, or any where that is `nil`; an empty one where there is but one.
  func forms(for task: PeerTask?) -> [String] {
    forms + (task?.has(.convolution) == true ? formsOfImages : [])
  }

  /// What starts it.
  ///
  /// - Throws: a `SweepError` with the remedy where it is not set up.
  func command(in places: PeerPlaces) throws(SweepError) -> [String] {
    let (python, path) = (self.python(in: places), self.path(in: places))
    switch driver {
    case .shipped:
      for part in [python, path] where !FileManager.default.fileExists(atPath: part) {
        throw SweepError(
          .unavailable,
          "peer '\(name)' is not set up, as there is no \(part); \(remedy(in: places))")
      }
      return [python, path]
    case .own:
      guard FileManager.default.fileExists(atPath: path) else {
        throw SweepError(.missingInput, "there is no driver '\(path)'; name one that is there")
      }
      if path.hasSuffix(".py") {
        let searched = [places.drivers, places.searchPath].compactMap(\.self)
        let hasEnvironment = FileManager.default.fileExists(atPath: python)
        return [
          "env", "PYTHONPATH=\(searched.joined(separator: ":"))",
          hasEnvironment ? python : "python3", path,
        ]
      }
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw SweepError(
          .usage,
          "the driver '\(path)' cannot be run; type 'chmod +x \(path)', or let its name end in .py where it "
            + "is Python")
      }
      return [path]
    }
  }

  /// Why it cannot be started, as a sentence; `nil` where it can.
  public func obstacle(in places: PeerPlaces) -> String? {
    do {
      _ = try command(in: places)
      return nil
    } catch {
      return error.sentence
    }
  }

  /// As the plan has it: its name, and the digest of its driver with what that asks for.
  ///
  /// - Parameters:
  ///   - places: where drivers and environments are.
  ///   - version: the library's, as its driver tells it; `nil` where nobody has asked.
  public func implementation(
    in places: PeerPlaces, version: String?
  ) -> BenchmarkPlan.Implementation {
    let requirements = "\(places.environments)/\(environment)/requirements.txt"
    var hash = SHA256()
    for file in [path(in: places), "\(places.drivers)/peer.py", requirements] {
      hash.update((fileDigest(file).value ?? "none").utf8)
    }
    return BenchmarkPlan.Implementation(
      name: name, program: hash.hexadecimal(), version: version)
  }

  private func python(in places: PeerPlaces) -> String {
    "\(places.environments)/\(environment)/bin/python"
  }

  private func path(in places: PeerPlaces) -> String {
    switch driver {
    case .shipped(let file): "\(places.drivers)/\(file)"
    case .own(let path): path
    }
  }

  /// What mends a library that does not start, as a clause.
  func remedy(in places: PeerPlaces) -> String {
    switch driver {
    case .shipped:
      "type 'python3 \(places.drivers)/set_up.py \(places.environments) \(name)'"
    case .own: "\(places.drivers)/README.md tells what a driver hears and says"
    }
  }
}

/// Where drivers and libraries are.
public struct PeerPlaces: Sendable, Equatable {
  /// The folder of the drivers that come with gradmark.
  let drivers: String
  /// The folder of the virtual environments.
  let environments: String
  /// Where Python looks for modules besides, with colons between; `nil` for nowhere.
  let searchPath: String?

  /// Names the places.
  ///
  /// - Parameters:
  ///   - drivers: the folder of the drivers that come with gradmark.
  ///   - environments: the folder of the virtual environments.
  ///   - searchPath: where Python looks for modules besides, with colons between.
  public init(drivers: String, environments: String, searchPath: String? = nil) {
    self.drivers = drivers
    self.environments = environments
    self.searchPath = searchPath
  }
}
