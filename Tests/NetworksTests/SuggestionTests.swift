import Testing

@testable import Networks

@Suite struct SuggestionTests {
  private let networks = Catalog.entries.map(\.name)

  @Test(arguments: [
    ("Denoise", "denoise"), ("resnet", "resnet-8"), ("lst", "lstm"), ("dingits", "digits"),
    // Not near as a whole, but the names begin so.
    ("mnist", "mnist-cnn"), ("dig", "digits"), ("Dens", "denoise"),
  ]) func aMisspeltNameFindsTheOneThatWasMeant(name: String, meant: String) {
    #expect(suggestion(for: name, among: networks) == meant)
  }

  @Test(arguments: ["", "x", "nonsense", "transformer", String(repeating: "d", count: 100)])
  func whatIsNearNothingFindsNothing(name: String) {
    #expect(suggestion(for: name, among: networks) == nil)
  }

  @Test func layersAreFoundLikewise() {
    #expect(suggestion(for: "Dens", among: ["Dense", "DenseFeatures", "Dropout"]) == "Dense")
  }
}
