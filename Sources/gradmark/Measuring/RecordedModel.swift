import KerasFormat
import Networks
import Records
import Suites

extension BenchmarkPlan.Model {
  /// Reads a model file as a record holds it: its network and the way it is trained, as Keras 3 writes them.
  ///
  /// - Parameters:
  ///   - name: what cases call it.
  ///   - source: the file, and what is said beside it.
  /// - Throws: a `UserError` that names the file, and what is wrong in it, after the suite that asks for it.
  init(named name: String, from source: ModelSource) throws {
    do {
      try self.init(named: name, read: source)
    } catch let error as UserError {
      guard let suite = source.suite else { throw error }
      throw UserError(error.status, "suite \(quoted(suite)), \(quoted(name)): \(error.sentence)")
    }
  }

  private init(named name: String, read source: ModelSource) throws {
    let model = try ModelArgument(source.path)
    do {
      let json = ModelWriter.json(model.network, training: try source.training(of: model))
      let counts = try source.counts(of: model)
      // Whatever cannot be measured is told under the file's name.
      _ = try Catalog.Entry(name: name, model: json.utf8)
      self.init(name: name, json: json, counts: counts)
    } catch let error as ModelError {
      throw UserError(.dataError, "\(source.path): \(error)\(model.network.advice(on: error))")
    }
  }
}

extension ResolvedNetwork {
  /// Which class is likely meant, as 'gradmark summary' tells it, where one that nobody knows is what is wrong;
  /// else empty.
  fileprivate func advice(on error: ModelError) -> String {
    do {
      try requireKnownCounts()
      return ""
    } catch let unknown {
      let layer = uncountedLayers.first?.description.layer as? UnknownLayer
      guard "\(unknown)" == "\(error)", let meant = layer?.likelyClassName else { return "" }
      return "; did you mean '\(meant)'?"
    }
  }
}

extension ModelSource {
  /// How the network is trained: as the file says, unless something else is said.
  fileprivate func training(of model: ModelArgument) throws -> TrainingDescription {
    var flags: [String] = []
    if let optimizer {
      let known = Optimizer.Rule.allValueStrings
      guard known.contains(optimizer) else { throw unknown("optimizer", optimizer, known) }
      flags += ["--optimizer", optimizer]
    }
    if let loss {
      guard Loss(kerasName: loss) != nil else {
        throw unknown("loss", loss, Loss.allCases.map(\.rawValue))
      }
      flags += ["--loss", loss]
    }
    return try CompilationOptions.parse(flags).training(for: model)
  }

  private func unknown(_ what: String, _ word: String, _ known: [String]) -> UserError {
    UserError(
      .usage,
      "\(path): the \(what) is \(quoted(word)); choose one of \(known.joined(separator: ", "))")
  }

  /// Keras's figures by layer: those of the table, or of the file's own weights, whose shapes were compared
  /// when it was read; `nil` where nobody tells.
  fileprivate func counts(of model: ModelArgument) throws -> [String: Int]? {
    guard let expected else {
      try model.requireItsWeights()
      // What is recorded is the model as Keras 3 has it.
      guard model.isCheckedByItsWeights, model.network.doubledBiases.isEmpty else { return nil }
      let layers = try model.network.inlined().layers.filter { $0.parameterCount > 0 }
      return Dictionary(layers.map { ($0.name, $0.parameterCount) }) { first, _ in first }
    }
    let table: ExpectedCounts
    do {
      table = try ExpectedCounts(text: try Files.read(expected))
    } catch let error as ModelError {
      throw UserError(.dataError, "\(expected): \(error)")
    }
    let comparisons = table.comparisons(with: model.network)
    if let wrong = comparisons.first(where: { !$0.agrees && $0.isChecked }) {
      throw UserError(
        .dataError, "\(path) beside \(expected): \(wrong); correct the model or the table")
    }
    return Dictionary(table.layers.map { ($0.name, $0.count) }) { first, _ in first }
  }
}
