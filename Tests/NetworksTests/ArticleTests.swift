import Testing

@testable import Networks

@Suite struct ArticleTests {
  @Test(arguments: [
    "an Add", "an Embedding", "an ELU", "an LSTM", "an UpSampling2D", "a GRU", "a Dense",
    "a UnitNormalization", "a ConvLSTM2D", "a SimpleRNN", "an 8×8", "an 11×11", "a 3×3", "an 80×2",
    "a 1×1", "a 110×1", "an accuracy of 0.9", "a gain of 4 dB", "a ", "an 'Add'",
  ])
  func itIsAsTheWordIsSpoken(text: String) {
    let word = String(text.drop { $0 != " " }.dropFirst())
    #expect(withArticle(word) == text)
  }
}
