import ArgumentParser
import Foundation
import Networks
import Records
import Reports

/// `gradmark models`: the networks that can be trained and measured.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List the networks of the catalogue.")

  @OptionGroup var options: TableOptions

  func run() throws {
    let models = try Catalog.entries.map(Model.init)
    switch options.format {
    case .text:
      try Files.print(
        table(of: models).text(usingColor: options.usesColor, within: Files.terminalColumns))
    case .json: try Files.print(RecordCoding.text(models) + "\n")
    }
  }

  private struct Model: Encodable {
    let name: String
    let layers: String
    let parameters: Int
    let flopsPerSample: Double
    let optimizer: String
    let loss: String

    /// The first ones: a row of a deep network would be broken into many lines.
    var layersInShort: String {
      let all = layers.split(separator: ", ")
      return all.count <= 4
        ? layers : all.prefix(3).joined(separator: ", ") + ", \(all.count - 3) more"
    }

    init(_ entry: Catalog.Entry) throws {
      let network = try entry.network.resolved()
      let trained = try entry.trainingNetwork.resolved()
      name = entry.name
      layers = network.layers.filter { $0.parameterCount > 0 }
        .map { "\($0.name) \(Format.count($0.parameterCount))" }.joined(separator: ", ")
      parameters = network.parameterCount
      flopsPerSample = trained.flopsPerSample
      optimizer = entry.training.optimizer.rule.rawValue
      loss = entry.training.loss.rawValue
    }
  }

  private func table(of models: [Model]) -> Table {
    Table(
      models,
      columns: [
        Table.Column("network", .left) { $0.name },
        Table.Column("parameters") { Format.count($0.parameters) },
        Table.Column("FLOP/sample") { UnitLadder.rate.wholeText($0.flopsPerSample) },
        Table.Column("optimizer", .left, .usual) { $0.optimizer },
        Table.Column("loss", .left, .usual) { $0.loss },
        Table.Column("layers with weights", .left, .deep) { $0.layersInShort },
      ])
  }
}
