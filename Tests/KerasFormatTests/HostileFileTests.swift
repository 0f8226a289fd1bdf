import Foundation
import Randomness
import Networks
import Testing

@testable import KerasFormat

/// Files that nobody meant well with: whatever they hold, the reader returns or throws.
@Suite struct HostileFileTests {
  @Test(arguments: ["shared_frozen_two_inputs", "rnn_regularized", "conv_regularized_adam"])
  func damagedValuesNeverTrap(name: String) throws {
    let original = try JSONParser.parse(try Fixture.data("keras3/\(name)/model.json"))
    var random = SplitMix64(seed: 12)
    var outcomes: [Bool: Int] = [:]
    for _ in 0..<800 {
      let damaged = damage(original, &random)
      outcomes[survives(Array(JSONWriter.text(damaged).utf8)), default: 0] += 1
    }
    #expect(outcomes[true, default: 0] > 0 && outcomes[false, default: 0] > 0)
  }

  /// Every layer that there is, with settings of the wrong kind and size.
  @Test func damagedLayersNeverTrap() throws {
    var random = SplitMix64(seed: 21)
    var outcomes: [Bool: Int] = [:]
    for entry in LayerTableTests.entries {
      for _ in 0..<4 {
        let layer = damage(entry.layer, &random, oneIn: 12)
        let shape = entry.inputs.first?.elements?.first ?? [nil, 4]
        let model: JSONValue = [
          "module": "keras", "class_name": "Sequential",
          "config": [
            "layers": [
              ["class_name": "InputLayer", "config": ["batch_shape": damage(shape, &random)]],
              layer,
              ["class_name": "Dense", "config": ["units": 2, "name": "behind"]],
            ]
          ],
        ]
        outcomes[survives(Array(JSONWriter.text(model).utf8)), default: 0] += 1
      }
    }
    #expect(outcomes[true, default: 0] > 100 && outcomes[false, default: 0] > 100)
  }

  /// Whether the file was read, resolved, summarised and written again.
  private func survives(_ bytes: [UInt8]) -> Bool {
    do {
      let reader = try ModelReader(json: bytes)
      let network = try reader.network.resolved()
      let training = try reader.training()
      let variables = try? reader.optimizerVariables(of: network)
      _ = network.summary(optimizer: variables).text(showsGraph: true, isFitted: true)
      _ = network.explanation().text
      _ = try ModelReader(json: ModelWriter.json(network, training: training).utf8)
      return true
    } catch {
      return false
    }
  }

  private static let poisons: [JSONValue] = [
    nil, true, 0, -1, .integer(.max), .integer(.min), .integer(1 << 40), .number(1e300),
    .number(-0.5), "", "\u{1B}[2J", [], [:], [nil, 4], [[["in_a", 0, 0]]],
    ["in_a", -1, .integer(.max)],
    "l1", "relu", .array(Array(repeating: 7, count: 50)),
  ]

  /// A copy in which about one value has another kind, or is gone.
  private func damage(
    _ value: JSONValue, _ random: inout SplitMix64, oneIn chance: Int = 120
  ) -> JSONValue {
    if random.nextIndex(below: chance) == 0 {
      return Self.poisons[random.nextIndex(below: Self.poisons.count)]
    }
    switch value {
    case .array(let elements):
      return .array(elements.map { damage($0, &random, oneIn: chance) })
    case .object(let members):
      var kept: [JSONValue.Member] = []
      for member in members where random.nextIndex(below: 200) > 0 {
        kept.append(.init(member.name, damage(member.value, &random, oneIn: chance)))
      }
      return .object(kept)
    default: return value
    }
  }

  @Test(arguments: [
    ("", "is empty"), ("[]", "lacks 'class_name'"), ("null", "lacks"),
    ("{\"class_name\": 3}", "lacks"),
    (#"{"class_name": "Mine", "config": {}}"#, "'Mine'"),
    (#"{"class_name": "Sequential", "config": {}}"#, "no layers"),
    (#"{"class_name": "Sequential", "config": {"layers": [3]}}"#, "a layer is 3"),
    (#"{"class_name": "Functional", "config": {"layers": [3]}}"#, "a layer is 3"),
    (
      ##"{"class_name": "Sequential", "config": [{"class_name": "Flatten", "config": {"name": "a\nb"}}]}"##,
      "do not print"
    ),
    (
      #"{"class_name": "Model", "config": {"layers": [{"class_name": "Flatten", "config": {}}]}}"#,
      "lacks 'output_layers'"
    ),
    (
      #"{"class_name": "Model", "config": {"layers": [{"class_name": "Flatten", "config": {}, "#
        + #""inbound_nodes": [[["a", 0]]]}], "output_layers": []}}"#, "refers to no tensor"
    ),
    (
      #"{"class_name": "Model", "config": {"layers": [{"class_name": "Flatten", "config": {}, "#
        + #""inbound_nodes": 4}], "output_layers": []}}"#, "'inbound_nodes' is 4"
    ),
    (
      #"{"class_name": "Sequential", "config": ["#
        + #"{"class_name": "InputLayer", "config": {"batch_shape": [null, 2]}}, "#
        + #"{"class_name": "InputLayer", "config": {"batch_shape": [null, 2]}}]}"#,
      "in the middle"
    ),
  ])
  func noModelIsNamed(text: String, words: String) {
    let error = #expect(throws: ModelError.self) { try ModelReader(json: text.utf8) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }
}
