import Testing

@testable import Reports

@Suite struct InlineMarkdownTests {
  @Test(arguments: [
    ("plain 1.97× [1.90, 1.99]", "plain 1.97× [1.90,\u{A0}1.99]"),
    ("see `a<b>`", "see <code>a&lt;b&gt;</code>"),
    ("it is **slower**", "it is <strong>slower</strong>"),
    ("[`run-1`](run-1/report.html)", "<a href=\"run-1/report.html\"><code>run-1</code></a>"),
    ("2* 3* `open", "2* 3* `open"),
    ("<script>&\"", "&lt;script&gt;&amp;&quot;"),
    ("", ""),
  ])
  func marksBecomeElementsAndEverythingElseIsEscaped(text: String, html: String) {
    #expect(InlineMarkdown.html(text) == html)
  }

  @Test func noLinkRunsAScriptOrLeavesTheFolder() {
    for address in ["javascript:alert(1)", "https://example.com", "a\" onclick=\"b"] {
      #expect(!InlineMarkdown.html("[a](\(address))").contains("<a"))
    }
  }

  @Test func linesDoNotBreakWithinNumbers() {
    #expect(
      InlineMarkdown.html("1.5 ms [0.9, 20], 3 % of `2 k`, in 5 minutes")
        == "1.5\u{A0}ms [0.9,\u{A0}20], 3\u{A0}% of <code>2\u{A0}k</code>, in 5 minutes")
    #expect(
      "80 GFLOP/s; 4.50 KiB; 94.7 Mbit/s; 0.28× [0.2, 0.3]; 2 s".holdingUnits
        == "80\u{A0}GFLOP/s; 4.50\u{A0}KiB; 94.7\u{A0}Mbit/s; 0.28× [0.2,\u{A0}0.3]; 2\u{A0}s")
    #expect("1, 2 threads; 3 ssh; 8 Kinds".holdingUnits == "1, 2 threads; 3 ssh; 8 Kinds")
  }
}
