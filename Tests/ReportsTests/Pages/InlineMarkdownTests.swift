import Testing

@testable import Reports

@Suite struct InlineMarkdownTests {
  @Test(arguments: [
    ("plain 1.97× [1.90, 1.99]", "plain 1.97× [1.90, 1.99]"),
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
}
