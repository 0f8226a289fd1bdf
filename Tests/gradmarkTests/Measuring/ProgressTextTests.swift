import Testing

@testable import gradmark

@Suite struct ProgressTextTests {
  private let progress = ProgressText(
    fraction: 0.28, left: "1:43 left", text: "denoise/128, 2 thr., measuring, process 2",
    lastResult: "pair, batch 32: 1 thr. 135 M samples/s")

  @Test(arguments: [
    (12, " 28 %  1:4…"), (40, " 28 %  1:43 left  denoise/128, 2 thr.,…"),
    (80, " 28 %  1:43 left  denoise/128, 2 thr.,…"),
    (120, " 28 %  1:43 left  denoise/128, 2 thr., measuring, process …"),
  ])
  func aNarrowTerminalHasTextInPlaceOfABar(columns: Int, line: String) {
    #expect(progress.line(columns: columns) == line)
  }

  @Test func aVeryWideOneHasBoth() {
    let text = progress.line(columns: 300)
    let bar = "█████▋" + String(repeating: " ", count: 14)
    #expect(text.hasPrefix(bar + " 28 %  1:43 left  denoise/128, 2 thr., measuring, process 2"))
    #expect(text.hasSuffix("samples/s"))
  }

  /// Half of a terminal of any use has room for it, and a narrow one's line is broken in two at most.
  @Test(arguments: 0...400)
  func itIsOneLineStillInHalfTheTerminal(columns: Int) {
    let width = progress.line(columns: columns).count
    #expect(width <= max(0, columns - 1))
    #expect(width < max(columns / 2, 40))
  }

  /// Wherever a narrower terminal breaks it, the cursor stands at its first character, and all below is wiped.
  @Test func theCursorRestsAtTheStartOfTheLine() {
    let drawing = progress.drawing(columns: 40)
    #expect(drawing.hasSuffix("\u{1B}[J\r\u{1B}[?7h"))
    #expect(drawing.hasPrefix("\u{1B}[?7l\r" + progress.line(columns: 40)))
    // The empty line above goes with it.
    #expect(ProgressText.start == "\n" && ProgressText.wipe == "\r \u{1B}[J\r\u{1B}[A")
  }
}
