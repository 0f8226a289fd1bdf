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
  }

  static let entries: [Entry] = try! Fixture.text("layers.jsonl").split(separator: "\n").map {
    let line = try JSONParser.parse($0.utf8)
    return Entry(
      className: line["class"]?.text ?? "", layer: line["layer"] ?? nil,
      inputs: line["inputs"]?.elements ?? [], outputs: line["outputs"]?.elements ?? [],
      weights: line["weights"]?.elements ?? [],
      supportsMasking: line["supports_masking"] == .bool(true))
  }

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

  /// The layer on inputs of its own.
  private func resolved(_ entry: Entry) throws -> ResolvedNetwork {
    let settings = Settings(
      layer: "layer", className: entry.layer["class_name"]?.text ?? "",
      module: entry.layer["module"]?.text, config: entry.layer["config"] ?? nil)
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

extension JSONValue {
  /// A weight of the table by its name alone: cells and inner layers stand as folders in Keras's path.
  fileprivate var withoutFolders: JSONValue {
    guard let elements, let path = elements.first?.text else { return self }
    return .array([.string(String(path.split(separator: "/").last ?? ""))] + elements.dropFirst())
  }

  /// Settings that some layers of Keras leave out.
  private static let defaults: [Member] = [.init("trainable", true), .init("dtype", "float32")]

  /// A type by its name, which most layers have in a policy.
  private var typeName: JSONValue { self["config"]?["name"] ?? self }

  /// The value with members in the order of their names, as some layers of Keras write them in another
  /// one, and without what inner layers were built for.
  fileprivate var canonical: JSONValue {
    switch self {
    case .object(let members):
      .object(
        members.map { $0.name == "dtype" ? .init("dtype", $0.value.typeName) : $0 }
          .filter { $0.name != "build_config" && !Self.defaults.contains($0) }
          .map { .init($0.name, $0.value.canonical) }.sorted { $0.name < $1.name })
    case .array(let elements): .array(elements.map(\.canonical))
    case .integer(let integer): .number(Double(integer))
    default: self
    }
  }
}
