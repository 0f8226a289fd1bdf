import Foundation
import Networks
import Testing

@testable import KerasFormat

/// Every layer class of Keras 3.15 in at least three configurations, against what Keras itself made of
/// them: `Benchmarks/Keras/make_layer_table.py` wrote the table.
@Suite struct LayerTableTests {
  /// One configuration.
  struct Entry {
    let className: String
    let layer: JSONValue
    let inputs: [JSONValue]
    let outputs: [JSONValue]
    let weights: [JSONValue]
    let supportsMasking: Bool
    /// The data sets of Keras's own files, each with the number of its weight; `nil` where they hold
    /// other numbers.
    let stored: [JSONValue]?

    /// All lines of a table.
    static func read(_ table: String) -> [Entry] {
      try! Fixture.text(table).split(separator: "\n").map {
        let line = try JSONParser.parse($0.utf8)
        return Entry(
          className: line["class"]?.text ?? "", layer: line["layer"] ?? nil,
          inputs: line["inputs"]?.elements ?? [], outputs: line["outputs"]?.elements ?? [],
          weights: line["weights"]?.elements ?? [],
          supportsMasking: line["supports_masking"] == .bool(true),
          stored: line["stored"]?.elements)
      }
    }
  }

  static let entries = Entry.read("layers.jsonl")

  static let classes = Set(entries.map(\.className)).sorted()

  @Test func everyClassHasThreeConfigurations() {
    for name in Self.classes {
      #expect(Self.entries.count { $0.className == name } >= 3, "\(name)")
    }
    #expect(Self.classes.count > 120)
  }

  @Test(arguments: classes)
  func shapesAndWeightsAreKeras(className: String) throws {
    for entry in Self.entries where entry.className == className {
      let network = try resolved(entry)
      let layer = try #require(network.layers.last)
      let comment = Comment(rawValue: JSONWriter.text(entry.layer["config"] ?? nil))
      #expect(layer.outputShapes[0].map(ModelWriter.batched) == entry.outputs, comment)
      let weights: [JSONValue] = layer.parameters.map { parameter in
        [
          .string(String(parameter.path.split(separator: "/").last ?? "")),
          .array(parameter.shape.axes.map { .integer(orNull: $0) }), .bool(parameter.isTrainable),
        ]
      }
      #expect(weights == entry.weights.map(\.withoutFolders), comment)
    }
  }

  @Test(arguments: classes)
  func layersAreWrittenAsKerasDoes(className: String) throws {
    for entry in Self.entries where entry.className == className {
      let layer = try #require(try resolved(entry).layers.last)
      let written = JSONValue.object(ModelWriter.layer(layer))
      #expect(written["class_name"] == entry.layer["class_name"])
      #expect(
        written["config"].map { JSONWriter.text($0.canonical) }
          == entry.layer["config"].map { JSONWriter.text($0.canonical) })
      // Keras does without the shapes, but fails at others than its own.
      if let shapes = written["build_config"] { #expect(shapes == entry.layer["build_config"]) }
    }
  }

  @Test(arguments: classes)
  func weightsAreStoredWhereKerasPutsThem(className: String) throws {
    for entry in Self.entries where entry.className == className {
      guard let stored = entry.stored else { continue }
      let network = try resolved(entry)
      let layer = try #require(network.layers.last)
      let ours = StoredWeights.places(of: network).flatMap { place in
        let number = layer.parameters.firstIndex(of: place.parameter) ?? -1
        return [place.path, place.copy].compactMap(\.self).map { path in
          let below = path.split(separator: "/").dropFirst(2).joined(separator: "/")
          return "\(below) \(number)"
        }
      }
      let expected = stored.map { place in
        "\(place.elements?[0].text ?? "") \(place.elements?[1].wholeNumber ?? -1)"
      }
      #expect(ours.sorted() == expected.sorted())
    }
  }

  @Test(arguments: classes)
  func masksGoOnWhereKerasLetsThem(className: String) throws {
    // These support masks in the sense that they take them; they hand none on.
    let exceptions = ["Dot", "Embedding"]
    for entry in Self.entries where entry.className == className && !exceptions.contains(className)
    {
      let layer = try #require(try resolved(entry).layers.last).description.layer
      #expect((layer.masking != .drops) == entry.supportsMasking)
    }
  }

  /// Behind a class of the file's own nothing is known, and no layer is at fault for that.
  @Test(arguments: classes)
  func unknownInputsLeaveLayersOpen(className: String) throws {
    for entry in Self.entries where entry.className == className {
      let layer = try #require(try resolved(entry).layers.last)
      let unknown = layer.inputShapes[0].map { _ in Shape.unknown }
      let outputs = try layer.description.outputShapes(for: unknown)
      #expect(outputs.count == layer.outputShapes[0].count)
      // Weights that depend on the input are unknown, all others what they are.
      let counts = layer.description.parameters(for: unknown).map(\.shape.elementCount)
      for (open, parameter) in zip(counts, layer.parameters) {
        #expect(open == nil || open == parameter.count)
      }
    }
  }

  /// The layer on inputs of its own.
  func resolved(_ entry: Entry, isLegacy: Bool = false) throws -> ResolvedNetwork {
    let settings = Settings(
      layer: "layer", className: entry.layer["class_name"]?.text ?? "",
      module: entry.layer["module"]?.text, config: entry.layer["config"] ?? nil,
      isLegacy: isLegacy)
    let name = entry.layer["config"]?["name"]?.text ?? "layer"
    let layer = try LayerReader.layer(settings, name: name)
    let inputs = try entry.inputs.enumerated().map { index, input in
      let shape = try #require(DeclaredShapes.shape(input.elements?.first))
      return NetworkLayer(
        LayerDescription("in_\(index)", InputLayer(shape)), calls: [[]])
    }
    let tensors = inputs.map { TensorReference(layer: $0.description.name) }
    return try NetworkDescription(
      name: "one", layers: inputs + [NetworkLayer(layer, calls: [LayerCall(tensors)])],
      outputs: entry.outputs.indices.map { TensorReference(layer: name, tensor: $0) }
    ).resolved()
  }
}

/// The same for Keras 2: `Benchmarks/Keras/make_keras2_table.py` wrote the table.
@Suite struct OlderLayerTableTests {
  static let entries = LayerTableTests.Entry.read("layers-keras2.jsonl")
  static let classes = Set(entries.map(\.className)).sorted()

  /// Of which Keras 3 shows other sizes than Keras 2, where some are open or two layers differ: Gradmark
  /// goes by Keras 3.
  private static let shownOtherwise: Set = [
    "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Bidirectional", "EinsumDense",
  ]

  @Test func thereAreAHundredClasses() { #expect(Self.classes.count > 100) }

  @Test(arguments: classes)
  func shapesAndWeightsAreKeras(className: String) throws {
    for entry in Self.entries where entry.className == className {
      let layer = try #require(
        try LayerTableTests().resolved(entry, isLegacy: true).layers.last)
      let comment = Comment(rawValue: JSONWriter.text(entry.layer["config"] ?? nil))
      if !Self.shownOtherwise.contains(className) {
        #expect(layer.outputShapes[0].map(ModelWriter.batched) == entry.outputs, comment)
      }
      #expect(
        layer.parameters.map(\.count).reduce(0, +)
          == entry.weights.map(\.weightCount).reduce(0, +), comment)
      // NVIDIA's kernels have two biases in a row; Keras has them below one another.
      if className.hasPrefix("CuDNN") { continue }
      // What is trained comes first in Keras 2, and some weights have other names.
      let weights = layer.parameters.map { "\($0.shape.axes.map { $0 ?? -1 }) \($0.isTrainable)" }
      let expected = entry.weights.map { weight in
        "\((weight.elements?[1].elements ?? []).map { $0.wholeNumber ?? -1 }) "
          + "\(weight.elements?[2] == .bool(true))"
      }
      #expect(weights.sorted() == expected.sorted(), comment)
    }
  }
}

extension JSONValue {
  /// A weight of the table by its name alone: cells and inner layers stand as folders in Keras's path.
  fileprivate var withoutFolders: JSONValue {
    guard let elements, let path = elements.first?.text else { return self }
    return .array([.string(String(path.split(separator: "/").last ?? ""))] + elements.dropFirst())
  }

  /// The numbers of a weight of the table.
  fileprivate var weightCount: Int {
    (elements?[1].elements ?? []).compactMap(\.wholeNumber).reduce(1, *)
  }

  /// A type by its name, which most layers have in a policy.
  private var typeName: JSONValue { self["config"]?["name"] ?? self }

  /// The value with members in the order of their names, as some layers of Keras write them in another
  /// one, and without what inner layers were built for.
  fileprivate var canonical: JSONValue {
    switch self {
    case .object(let members):
      .object(
        members.map { $0.name == "dtype" ? .init("dtype", $0.value.typeName) : $0 }
          .filter { $0.name != "build_config" }
          .map { .init($0.name, $0.value.canonical) }.sorted { $0.name < $1.name })
    case .array(let elements): .array(elements.map(\.canonical))
    case .integer(let integer): .number(Double(integer))
    default: self
    }
  }
}
