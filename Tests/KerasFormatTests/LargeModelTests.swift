import Networks
import Testing

@testable import KerasFormat

/// Models of a hundred thousand layers: what grew with the square of their number would take hours.
@Suite struct LargeModelTests {
  private static let count = 100_000

  private func dense(_ number: Int, _ nodes: JSONValue? = nil) -> JSONValue {
    let name = JSONValue.string("dense_\(number)")
    let config: JSONValue = ["name": name, "units": 4]
    guard let nodes else { return ["class_name": "Dense", "config": config] }
    return ["class_name": "Dense", "config": config, "name": name, "inbound_nodes": nodes]
  }

  private let input: JSONValue = [
    "class_name": "InputLayer", "config": ["name": "in", "batch_input_shape": [nil, 4]],
    "name": "in", "inbound_nodes": [],
  ]

  /// Everything that a summary and a picture of the weights take.
  private func check(_ model: JSONValue) throws {
    let network = try ModelReader(json: JSONWriter.text(model).utf8).network.resolved()
    #expect(network.parameterCount == 20 * Self.count)
    #expect(network.summary().text().contains("Total params: 2,000,000"))
    #expect(!network.explanation().text.isEmpty)
    #expect(StoredWeights.places(of: network).count == 2 * Self.count)
    #expect(!ModelWriter.json(network).isEmpty)
  }

  @Test(.timeLimit(.minutes(5)))
  func chainsAreSummarised() throws {
    try check([
      "class_name": "Sequential",
      "config": ["layers": .array([input] + (0..<Self.count).map { dense($0) })],
    ])
  }

  @Test(.timeLimit(.minutes(5)))
  func graphsAreSummarised() throws {
    let layers = (0..<Self.count).map { number in
      dense(number, [[[number == 0 ? "in" : .string("dense_\(number - 1)"), 0, 0]]])
    }
    try check([
      "class_name": "Model",
      "config": [
        "name": "graph", "layers": .array([input] + layers), "input_layers": [["in", 0, 0]],
        "output_layers": [[.string("dense_\(Self.count - 1)"), 0, 0]],
      ],
    ])
  }
}
