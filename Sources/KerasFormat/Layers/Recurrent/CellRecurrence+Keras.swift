import Networks

extension CellRecurrence: KerasLayer {
  static var classNames: [String] { ["RNN"] }
  static var callStyle: CallStyle { .initialState }

  init(_ settings: Settings) throws(ModelError) {
    let cell = try settings.required("cell")
    let isStacked = cell["class_name"]?.text == "StackedRNNCells"
    let entries = isStacked ? cell["config"]?["cells"]?.elements ?? [] : [cell]
    var cells: [LayerDescription] = []
    for entry in entries {
      let inner = try LayerReader.inner(entry, of: settings)
      guard inner.layer is any RecurrentLayer else {
        throw ModelError(
          layer: settings.layer,
          "its cell \(inner.layer.className) is none of Keras's; what it holds cannot be counted")
      }
      cells.append(inner)
    }
    guard let first = cells.first?.layer as? any RecurrentLayer else {
      throw ModelError(layer: settings.layer, "it has no cells; add one")
    }
    self.init(
      cells: cells, stackName: isStacked ? cell["config"]?["name"]?.text ?? "cells" : nil,
      recurrence: try settings.loop(units: first.recurrence.units))
  }

  var config: [JSONValue.Member] {
    let written = cells.map { JSONValue.object(ModelWriter.cell($0)) }
    guard let stackName else { return recurrence.loopConfig + [.init("cell", written[0])] }
    let stack = ModelWriter.object(
      "keras.layers", "StackedRNNCells",
      [
        "name": .string(stackName), "trainable": true, "dtype": ModelWriter.policy(.float32),
        "cells": .array(written),
      ])
    return recurrence.loopConfig + [.init("cell", stack)]
  }

  func weightFolders(at path: [String]) -> WeightFolders {
    let cell = path + ["cell"]
    // A cell is held as itself, without the loop that its layer would have around it.
    guard stackName != nil else {
      return WeightFolders(path: path, inner: [cells[0].name: WeightFolders(path: ["cell"])])
    }
    return WeightFolders(path: cell, inner: cells.cellFolders)
  }
}

extension [LayerDescription] {
  /// The groups of cells that are stacked.
  fileprivate var cellFolders: [String: WeightFolders] {
    var counts: [String: Int] = [:]
    var folders: [String: WeightFolders] = [:]
    for cell in self {
      let stem = snakeCase(cell.layer.className + "Cell")
      let number = counts[stem, default: 0]
      counts[stem] = number + 1
      folders[cell.name] = WeightFolders(
        path: ["cells", number == 0 ? stem : "\(stem)_\(number)"])
    }
    return folders
  }
}

extension ModelWriter {
  /// A layer as the cell of a loop: without the settings that the loop has.
  static func cell(_ layer: LayerDescription) -> [JSONValue.Member] {
    let loop = [
      "return_sequences", "return_state", "go_backwards", "stateful", "unroll",
      "zero_output_for_mask", "activity_regularizer",
    ]
    return Self.layer(layer).map { member in
      switch member.name {
      case "class_name": .init("class_name", .string(layer.layer.className + "Cell"))
      case "config":
        .init("config", .object(cellConfig(member.value.members ?? [], without: loop)))
      default: member
      }
    }
  }

  private static func cellConfig(
    _ members: [JSONValue.Member], without loop: [String]
  ) -> [JSONValue.Member] {
    let kept = members.filter { !loop.contains($0.name) }
    return kept.contains { $0.name == "seed" } ? kept : kept + [.init("seed", nil)]
  }
}
