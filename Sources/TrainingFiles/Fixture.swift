import Foundation
import KerasFormat
import Networks
import TensorFiles
import Training

/// A recorded run of Keras in a folder, and what it asks for.
public enum Fixture: Sendable {
  /// Names, shapes and counts only.
  case counts(Summary)
  /// The whole training.
  case train(Session)

  /// Reads a folder: `fixture.json`, `model.json`, and for a training `data.safetensors` and
  /// `weights_initial.safetensors`.
  ///
  /// - Parameters:
  ///   - folder: its path.
  ///   - threads: workers to train with.
  /// - Throws: a `FileError` that names the file, the value and the remedy.
  public init(folder: String, threads: Int) throws {
    let settings = try FixtureSettings(path: "\(folder)/fixture.json")
    let model = try ModelFile(path: "\(folder)/model.json")
    switch try settings.kind() {
    case .counts:
      self = .counts(model.network.summary(optimizer: model.optimizerVariables))
    case .train:
      let files = try SampleFiles(data: "\(folder)/data.safetensors")
      self = .train(
        Session(
          network: model.network.network, training: try model.training(),
          options: TrainerOptions(
            batchSize: try settings.count("batch_size"), threads: threads,
            shuffles: try settings.truth("shuffle")),
          samples: try files.training(for: model.network.network),
          validation: try files.validation(for: model.network.network),
          validationSplit: try settings.fraction("validation_split"),
          startWeights: try Session.StartWeights(reading: "\(folder)/weights_initial.safetensors"),
          course: try settings.course(), snapshotSteps: try settings.counts("snapshots")))
    }
  }
}

/// The settings in a `fixture.json`.
private struct FixtureSettings {
  let path: String
  let root: JSONValue

  enum Kind: String {
    case counts
    case train
  }

  init(path: String) throws {
    self.path = path
    do {
      root = try JSONParser.parse(try WholeFile.read(path))
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(path: path, problem: .malformed, reason: "is no JSON: \(error)")
    }
  }

  func kind() throws -> Kind {
    guard let kind = root["kind"]?.text.flatMap(Kind.init) else {
      throw wrong("kind", "'train' or 'counts'")
    }
    return kind
  }

  /// The steps to record, and the `fit` that Keras made beside them.
  func course() throws -> Session.Course {
    let steps = try count("steps")
    guard let epochs = root["fit_epochs"], epochs != .null else { return .steps(steps) }
    return .stepsThenEpochs(steps: steps, epochs: try count("fit_epochs"))
  }

  func count(_ name: String) throws -> Int {
    guard let count = root[name]?.wholeNumber, count >= 1 else {
      throw wrong(name, "a whole number of at least 1")
    }
    return count
  }

  func counts(_ name: String) throws -> [Int] {
    guard let values = root[name] else { return [] }
    let counts = values.elements?.compactMap(\.wholeNumber)
    guard let counts, counts.count == values.elements?.count else {
      throw wrong(name, "a list of whole numbers")
    }
    return counts
  }

  /// A number that is 0 where the file has none.
  func fraction(_ name: String) throws -> Double {
    guard let value = root[name], value != .null else { return 0 }
    guard let number = value.realNumber else { throw wrong(name, "a number from 0 to 1") }
    return number
  }

  /// A truth value that is false where the file has none.
  func truth(_ name: String) throws -> Bool {
    guard let value = root[name], value != .null else { return false }
    guard let truth = value.truth else { throw wrong(name, "true or false") }
    return truth
  }

  private func wrong(_ name: String, _ expected: String) -> FileError {
    let value = root[name].map { "is \($0)" } ?? "is missing"
    return FileError(
      path: path, problem: .malformed,
      reason: "'\(name)' \(value), but must be \(expected); correct the file")
  }
}
