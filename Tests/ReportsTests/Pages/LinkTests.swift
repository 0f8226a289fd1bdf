import Foundation
import Testing

@testable import Reports

@Suite struct LinkTests {
  private static let names = [
    "2026-01-31-amd-epyc-2c", "my run", "a#b", "a?b=c", "<b>", "50%", "50%20", "\u{E9}t\u{E9}",
    "a)b",
    "[x](y)", "javascript:alert(1)", "run_1_", "a`b`", "a\\b", "a&b", "a\"b", "**a**",
  ]

  /// What a browser makes of the address on the page is the file's path.
  @Test(arguments: names)
  func everyNameOfAFolderIsReached(name: String) throws {
    let link = markdownLink(name, to: "\(name)/README.md")
    #expect(link.hasSuffix("](\(name.percentEncodedPath)/README.md)"))
    let html = InlineMarkdown.html(link)
    let parts = try #require(html.wholeMatch(of: #/<a href="([^"]+)">(.+)<\/a>/#))
    let address = try #require(
      URL(string: String(parts.1), relativeTo: URL(filePath: "/results/index.html")))
    #expect(address.path(percentEncoded: false) == "/results/\(name)/README.md")
    #expect(address.scheme == "file")
    // A reader sees the name as it is.
    #expect(String(parts.2) == name.escapedForXML)
  }

  @Test func plainNamesStayAsTheyAre() {
    #expect(markdownLink("a-1.b", to: "a-1.b/c~d.md") == "[a-1.b](a-1.b/c~d.md)")
  }
}
