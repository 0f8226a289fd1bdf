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
}
