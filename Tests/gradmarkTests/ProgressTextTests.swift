import Testing

@testable import gradmark

@Suite struct ProgressTextTests {
  private let progress = ProgressText(
    fraction: 0.28, left: "1:43 left", text: "denoise, batch 128, process 2: measuring 2 threads",
    lastResult: "pair, batch 32: 1 thr. 135 M samples/s")

  @Test(arguments: [(40, " 28 %  1:43 left  denoise, batch 128, pr…"), (12, " 28 %  1:43 …")])
  func aNarrowTerminalHasTextInPlaceOfABar(columns: Int, line: String) {
    let text = progress.line(columns: columns)
    #expect(text == String(line.prefix(columns - 2)) + "…")
    #expect(text.count == columns - 1)
  }

  @Test func aWideOneHasBoth() {
    let text = progress.line(columns: 200)
    let bar = "█████▋" + String(repeating: " ", count: 14)
    #expect(text.hasPrefix(bar + " 28 %  1:43 left  denoise, batch 128, process 2"))
    #expect(text.hasSuffix("samples/s"))
  }

  @Test(arguments: 0...200)
  func itNeverReachesTheLastColumn(columns: Int) {
    #expect(progress.line(columns: columns).count <= max(0, columns - 1))
  }

  /// Wherever a narrower terminal breaks it, the cursor stands at its first character, and all below is wiped.
  @Test func theCursorRestsAtTheStartOfTheLine() {
    let drawing = progress.drawing(columns: 40)
    #expect(drawing.hasSuffix("\u{1B}[J\r\u{1B}[?7h"))
    #expect(drawing.hasPrefix("\u{1B}[?7l\r" + progress.line(columns: 40)))
    #expect(ProgressText.wipe == "\r\u{1B}[J")
  }
}
