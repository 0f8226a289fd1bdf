import Networks
import Testing

@testable import KerasFormat

/// A model of a hundred thousand layers: what grew with the square of their number would take hours.
@Suite struct LargeModelTests {
  private static let count = 100_000

  @Test(.timeLimit(.minutes(5)))
  func chainsOfAHundredThousandLayersAreSummarised() throws {
    let input =
      #"{"class_name": "InputLayer", "name": "in", "inbound_nodes": [], "config": "#
      + #"{"name": "in", "batch_input_shape": [null, 4]}}"#
    let layers = (0..<Self.count).map { number in
      let source = number == 0 ? "in" : "d\(number - 1)"
      return #"{"class_name": "Dense", "name": "d\#(number)", "config": {"units": 4}, "#
        + #""inbound_nodes": [[["\#(source)", 0, 0]]]}"#
    }
    let model =
      #"{"class_name": "Model", "config": {"layers": ["#
      + ([input] + layers).joined(separator: ",")
      + #"], "input_layers": [["in", 0, 0]], "output_layers": [["d99999", 0, 0]]}}"#
    let network = try ModelReader(json: model.utf8).network.resolved()
    // A search through the whole text would take longer than to write it.
    #expect(
      network.summary().text().hasSuffix(
        """
         Total params: 2,000,000 (7.63 MB)
         Trainable params: 2,000,000 (7.63 MB)
         Non-trainable params: 0 (0.00 B)

        """))
    #expect(StoredWeights.places(of: network).count == 2 * Self.count)
  }

  /// Parts of a long list are read at the same time.
  @Test func mistakesAreToldInTheOrderOfTheLayers() throws {
    let layers = (0..<4_000).map { number in
      let units = number == 7 || number == 3_907 ? "null" : "4"
      return #"{"class_name": "Dense", "config": {"name": "d\#(number)", "units": \#(units), "#
        + #""batch_input_shape": [null, 4]}}"#
    }
    let model =
      #"{"class_name": "Sequential", "config": {"layers": ["# + layers.joined(separator: ",")
      + "]}}"
    let error = #expect(throws: ModelError.self) { try ModelReader(json: model.utf8) }
    #expect(error?.parts.map(\.layer) == ["d7", "d3907"])
  }

  /// Keras 2 leaves names out of some files.
  @Test func layersWithoutNamesAreNumberedThroughout() throws {
    let layer = #"{"class_name": "Dense", "config": {"units": 1, "batch_input_shape": [null, 1]}}"#
    let layers = Array(repeating: layer, count: 4_000)
    let model = #"{"class_name": "Sequential", "config": ["# + layers.joined(separator: ",") + "]}"
    let network = try ModelReader(json: model.utf8).network
    #expect(network.layers.last?.description.name == "dense_3999")
  }
}
