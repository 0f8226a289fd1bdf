import Records
import Testing

@testable import Reports

@Suite struct MarkedTextTests {
  @Test func linesEndAsTheyDidBefore() throws {
    let text = "# A\r\n<!-- gradmark:begin summary run -->\r\nold\r\n<!-- gradmark:end -->\r\n"
    #expect(
      try MarkedText(text, path: "README.md").filled { _ in "| new |\n" }
        == text.replacing("old", with: "\r\n| new |\r\n"))
  }

  @Test func aFolderWithSpacesIsOneArgument() throws {
    let text = "<!-- gradmark:begin summary results/my%20run 50% -->\n<!-- gradmark:end -->\n"
    _ = try MarkedText(text, path: "README.md").filled { request in
      #expect(request.arguments == ["results/my run", "50%"])
      return ""
    }
  }

  @Test func onlyWhatStandsBetweenMarkersIsMadeAnew() throws {
    let text = """
      # Title

      <!-- gradmark:begin summary results/run pair/32 -->
      old
      <!-- gradmark:end -->

      Words.

      """
    var requests: [MarkedText.Request] = []
    let filled = try MarkedText(text, path: "README.md").filled { request in
      requests.append(request)
      return "| new |\n"
    }
    #expect(
      filled == """
        # Title

        <!-- gradmark:begin summary results/run pair/32 -->

        | new |

        <!-- gradmark:end -->

        Words.

        """)
    #expect(
      requests
        == [MarkedText.Request(kind: "summary", arguments: ["results/run", "pair/32"])])
    // What was made is made again as it was.
    #expect(try MarkedText(filled, path: "README.md").filled { _ in "| new |\n" } == filled)
  }

  @Test func aTextMayBeginWithAPart() throws {
    let text = "<!-- gradmark:begin a -->\n<!-- gradmark:end -->"
    let filled = try MarkedText(text, path: "a.md").filled { $0.kind + "\n" }
    #expect(filled == "<!-- gradmark:begin a -->\n\na\n\n<!-- gradmark:end -->")
  }

  @Test func aTextWithoutPartsStaysAsItIs() throws {
    let marked = try MarkedText("a\n\nb\n", path: "a.md")
    #expect(!marked.hasParts)
    #expect(marked.filled { _ in "c" } == "a\n\nb\n")
  }

  @Test(arguments: [
    ("<!-- gradmark:begin a -->\nx", "a.md, line 1 begins a part that does not end; add "),
    (
      "\n<!-- gradmark:begin a -->\n<!-- gradmark:begin b -->\n<!-- gradmark:end -->",
      "a.md, line 2 begins a part that does not end; add "
    ),
    ("x\n<!-- gradmark:end -->", "a.md, line 2 ends a part that does not begin; remove it"),
  ])
  func aMarkerWithoutPartnerIsNamed(text: String, sentence: String) {
    let error = #expect(throws: RecordError.self) { try MarkedText(text, path: "a.md") }
    let remedy = sentence.hasSuffix("add ") ? "'<!-- gradmark:end -->'" : ""
    #expect(error?.description == sentence + remedy)
  }
}
