import ArgumentParser
import Foundation
import KerasFormat
import ModelFiles
import Networks
import TrainingFiles

/// A network that the user named: one of the catalogue, or one in a file.
struct ModelArgument {
  /// The name or path as it was typed.
  let argument: String
  /// The network with all shapes.
  let network: ResolvedNetwork

  /// How many weights its file holds or lists, beside those counted; `nil` where it has none.
  let weightsSentence: String?
  /// Which weights in its file are not the network's; `nil` where all are, or it has none.
  let weightsMisfit: String?

  /// What commands say of the argument.
  static let help: ArgumentHelp =
    "A network of the catalogue, or a model file of Keras 1, 2 or 3 or TensorFlow.js, or its folder."

  /// Whether its file holds weights, whose shapes are those of the network.
  let isCheckedByItsWeights: Bool
  /// Whether its file holds weights too, or lists those beside it.
  let holdsWeights: Bool
  /// How many of its optimizer's variables its file holds; `nil` where it holds none.
  let optimizerCount: Int?
  /// Whether these are those of one that has begun to train.
  private let isOptimizerTrained: Bool

  private let source: Source

  private enum Source {
    case catalog(Catalog.Entry)
    case file(ModelReader)
  }

  /// Finds the network.
  ///
  /// - Throws: a `UserError` that lists the catalogue, or names the file and what is wrong in it.
  init(_ argument: String) throws(UserError) {
    self.argument = argument
    do {
      if let entry = Catalog.entry(named: argument) {
        source = .catalog(entry)
        network = try entry.network.resolved()
        (weightsSentence, weightsMisfit) = (nil, nil)
        (holdsWeights, isCheckedByItsWeights) = (false, false)
        (optimizerCount, isOptimizerTrained) = (nil, false)
      } else {
        let path = Self.file(argument)
        let start = try Self.contents(path)
        let saved = try ContainerGuard.reading(path) { () throws(ModelError) in
          try SavedModel(path: path, start: start)
        }
        let reader = try ModelReader(json: saved.json)
        source = .file(reader)
        network = try reader.network.resolved()
        // A list of weights that is damaged is no obstacle to counting.
        let manifest = try? reader.weightsManifest()
        holdsWeights = saved.weightShapes != nil || manifest != nil
        optimizerCount = saved.optimizerCount ?? manifest?.optimizerCount
        isOptimizerTrained = saved.isOptimizerTrained || manifest?.isOptimizerTrained == true
        var checked: String?, misfit: String?
        do {
          checked = try saved.checkedWeights(of: network)
        } catch {
          // The model can be counted all the same.
          misfit = "\(argument): \(error)"
        }
        isCheckedByItsWeights = checked != nil
        weightsSentence =
          checked ?? saved.heldNumbers(of: network) ?? manifest?.sentence(for: network)
        weightsMisfit = misfit
      }
    } catch let error as UserError {
      throw error
    } catch {
      throw UserError(.dataError, "\(argument): \(error)")
    }
  }

  /// The optimizer it is trained with; `nil` where its file says none.
  func optimizer() throws(ModelError) -> Optimizer? {
    switch source {
    case .catalog(let entry): entry.training.optimizer
    case .file(let reader): try reader.optimizer()
    }
  }

  /// The variables of its optimizer once training has begun; `nil` where its file says none.
  ///
  /// - Throws: a `UserError` where they cannot be counted, and its file holds none.
  func optimizerVariables() throws(UserError) -> Tally? {
    let held = isOptimizerTrained ? optimizerCount : nil
    let counted: Tally?
    do throws(ModelError) {
      counted =
        switch source {
        case .catalog(let entry): CompiledOptimizer(entry.training).variables(of: network)
        case .file(let reader): try reader.optimizerVariables(of: network)
        }
    } catch {
      guard let held else { throw UserError(.dataError, "\(argument): \(error)") }
      return Tally(count: held)
    }
    // What was trained tells best; what is counted knows the types, too.
    guard let held, held != counted?.count else { return counted }
    return Tally(count: held)
  }

  /// The optimizer with its schedule and its clipping; `nil` where its file says none.
  func compiledOptimizer() throws(ModelError) -> CompiledOptimizer? {
    switch source {
    case .catalog(let entry): CompiledOptimizer(entry.training)
    case .file(let reader): try reader.compiledOptimizer()
    }
  }

  /// What is minimised of each output; empty where its file does not say.
  func outputTraining() throws(ModelError) -> [OutputTraining] {
    switch source {
    case .catalog(let entry): entry.training.outputs
    case .file(let reader): try reader.outputTraining()
    }
  }

  /// The loss it is trained with; `nil` where its file says none.
  func loss() throws(ModelError) -> Loss? {
    switch source {
    case .catalog(let entry): entry.training.loss
    case .file(let reader): try reader.loss()
    }
  }

  /// What is reported beside the loss.
  func metrics() throws(ModelError) -> [Metric] {
    switch source {
    case .catalog(let entry): entry.training.metrics
    case .file(let reader): try reader.metrics()
    }
  }

  /// Whether its file says how it was compiled.
  var isCompiled: Bool {
    switch source {
    case .catalog: true
    case .file(let reader): reader.isCompiled
    }
  }

  /// Pairs of loss and activation that other backends of Keras train otherwise.
  func numericsAdvice() -> [String] {
    network.numericsAdvice(for: (try? outputTraining()) ?? [])
  }

  /// Warns where the weights in its file are not the network's.
  func warnOfWeights() {
    if let weightsMisfit { Files.warn(weightsMisfit) }
  }

  /// - Throws: a `UserError` where the weights in its file are not the network's.
  func requireItsWeights() throws(UserError) {
    if let weightsMisfit { throw UserError(.dataError, weightsMisfit) }
  }

  /// The model as Keras 3 writes it, with all that its file says of how it was compiled.
  func exported() -> String {
    switch source {
    case .catalog(let entry): ModelWriter.json(network, training: entry.training)
    case .file(let reader): ModelWriter.json(network, compiledAs: reader)
    }
  }

  /// The network to train on samples of that shape: convolutions of the catalogue take images of any
  /// size, all else is what it is.
  func trainingNetwork(for sample: Shape) -> NetworkDescription {
    guard case .catalog(let entry) = source, entry.trainingInput != nil else {
      return network.network
    }
    return network.network.replacingInput(with: sample)
  }

  /// How it is trained; `nil` where its file does not say.
  func training() throws(ModelError) -> TrainingDescription? {
    switch source {
    case .catalog(let entry): entry.training
    case .file(let reader): try reader.training()
    }
  }

  /// The counts that the catalogue is known to have; `nil` for a file.
  var referenceCounts: ExpectedCounts? {
    guard case .catalog(let entry) = source else { return nil }
    let layers = network.layers.filter { $0.parameterCount > 0 }
    let counts = entry.referenceCounts.compactMap(\.self)
    return ExpectedCounts(
      zip(layers, counts).map { .init(name: $0.name, count: $1) }
        + [.init(name: "total_params", count: counts.reduce(0, +))])
  }

  /// Weights for the model from safetensors, a `.keras` archive, an HDF5 file of Keras, or a
  /// `model.json` of TensorFlow.js with its files.
  func startWeights(_ path: String) throws -> Session.StartWeights {
    let path = Self.file(path)
    let start = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: 4)
    guard let start, WeightFile.canRead(start: start) else {
      return try Session.StartWeights(reading: path)
    }
    do {
      let tensors = try ContainerGuard.reading(path) { () throws(ModelError) in
        try WeightFile.tensors(path: path, for: network)
      }
      return Session.StartWeights(tensors, path: path)
    } catch {
      throw UserError(.dataError, "\(path): \(error)")
    }
  }

  /// The file that a path means: of a folder that of TensorFlow.js's model, or what tells a SavedModel.
  private static func file(_ path: String) -> String {
    ["model.json", "saved_model.pb"].map { URL(fileURLWithPath: path).appending(path: $0).path }
      .first { FileManager.default.fileExists(atPath: $0) } ?? path
  }

  /// The contents of the file of that path; a word that is no path is taken for a misspelt name.
  private static func contents(_ path: String) throws(UserError) -> [UInt8] {
    guard path.contains("/") || path.contains(".") || FileManager.default.fileExists(atPath: path)
    else {
      if let layer = likelyLayer(named: path, beside: Catalog.entries.map(\.name)) {
        throw UserError(
          .usage,
          "\(quoted(path)) is neither a file nor a network of the catalogue; did you mean the layer "
            + "'\(layer)'? A layer stands in a model: give the path of a model file, or ask "
            + "'gradmark explain --from-parameters N' for layers that have N parameters")
      }
      throw UserError(
        .usage,
        "\(quoted(path)) is neither a file nor a network of the catalogue; "
          + remedy(for: path, among: Catalog.entries.map(\.name))
          + ", or give the path of a model file")
    }
    return try Files.read(path, isModel: true)
  }
}
