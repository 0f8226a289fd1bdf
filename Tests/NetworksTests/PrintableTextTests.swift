import Testing

@testable import Networks

@Suite struct PrintableTextTests {
  @Test func plainWordsAreLeftAlone() {
    #expect(quoted("dense_1/kernel: größer") == "'dense_1/kernel: größer'")
    #expect(printable(String(repeating: "n", count: 60)).count == 60)
  }

  @Test func whatMovesACursorIsReplaced() {
    #expect(printable("a\nb\r\nc\u{1B}[2J\u{0}\u{2028}\u{202E}") == "a�b�c�[2J���")
  }

  @Test func longTextsAreCut() {
    #expect(printable(String(repeating: "n", count: 61)) == String(repeating: "n", count: 59) + "…")
    // One letter with 10,000 accents is one character.
    let accents = "e" + String(repeating: "\u{301}", count: 10_000)
    #expect(printable(accents).unicodeScalars.count == 60)
  }

  @Test func aNameInAnErrorIsPrintable() {
    let error = ModelError(layer: "a\nb", "its units are 0")
    #expect(error.description == "layer 'a�b': its units are 0")
    let odd = TensorReference(layer: "a\nb")
    #expect(reason(input: odd)?.hasPrefix("it takes its input from 'a�b', which") == true)
    #expect(reason(output: odd)?.hasPrefix("output a�b[0][0] names no tensor") == true)
  }

  /// Why a network of an input `i` and a layer `l` is impossible.
  private func reason(
    input: TensorReference = TensorReference(layer: "i"),
    output: TensorReference = TensorReference(layer: "l")
  ) -> String? {
    let network = NetworkDescription(
      name: "n",
      layers: [
        NetworkLayer(LayerDescription("i", InputLayer([1])), calls: [[]]),
        NetworkLayer(LayerDescription("l", Flatten()), calls: [[input]]),
      ], outputs: [output])
    return #expect(throws: ModelError.self) { try network.resolved() }?.reason
  }
}
