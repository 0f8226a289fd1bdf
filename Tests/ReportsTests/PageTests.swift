import Records
import Testing

@testable import Reports

@Suite struct PageTests {
  @Test func everythingHasItsPlace() throws {
    let html = try Page(
      title: "a run", lead: "All is `well`.", notes: ["Mind <this>."],
      facts: [Page.Fact(title: "machine", value: "AMD & co.")], charts: [],
      sections: [
        ReportSection(
          title: "Steps, memory",
          blocks: [.paragraph("Before."), .table(table), .list("- first\n- second\n")])
      ]
    ).html()
    let body = try #require(
      html.split(separator: "<body>\n").last?.split(separator: "<script>").first)
    expectEqual(String(body), expected)
  }

  @Test func itAsksNobodyForAnything() throws {
    let html = try realisticModel().page(peers: nil).html()
    for word in ["http://", "https://", "src=", "@import", "url("] {
      #expect(!html.replacing("http://www.w3.org/2000/svg", with: "").contains(word), "\(word)")
    }
  }

  @Test func theRunsPageHasItsChartsSectionsAndEvidence() throws {
    let model = try realisticModel()
    let page = model.page(peers: nil)
    #expect(page.charts.count == 6)
    #expect(
      page.sections.map(\.title) == [
        "Throughput", "Scaling", "Steps, memory, results", "What really ran",
        "Disturbances", "Where the time goes", "Evidence", "Machine", "Networks",
        "Method and limits",
      ])
    let html = try page.html()
    #expect(html.contains(model.evidence.planDigest))
    #expect(html.contains("<div><dt>processes started</dt><dd>45</dd></div>"))
  }

  @Test func namesOfNetworksAreEscapedEverywhere() throws {
    var replicates = twoThreadReplicates()
    for index in replicates.indices { replicates[index].subject.model = "<a&b>" }
    let html = try model(of: replicates).page(peers: nil).html()
    #expect(html.contains("&lt;a&amp;b&gt;"))
    #expect(!html.contains("<a&"))
  }
}

private let table = Table(
  [("a", "1,024", Table.Tone.good), ("b", "54.8 k", .plain), ("c", "not measured", .bad)],
  columns: [
    Table.Column("name", .left) { $0.0 }, Table.Column("number", tone: { $0.2 }) { $0.1 },
  ])

private let expected = """
  <header>
  <h1>a run</h1>
  <p class="lead">All is <code>well</code>.</p>
  <p class="note">Mind &lt;this&gt;.</p>
  <dl>
  <div><dt>machine</dt><dd>AMD &amp; co.</dd></div>
  </dl>
  <nav aria-label="Contents">

  <a href="#steps-memory">Steps, memory</a>
  </nav>
  </header>
  <main>
  <section id="steps-memory">
  <h2>Steps, memory</h2>
  <p>Before.</p>
  <div class="scroll" role="region" aria-label="Steps, memory" tabindex="0">
  <table class="facts">
  <thead>
  <tr><th scope="col" class="">name</th><th scope="col" class="number">number</th></tr>
  </thead>
  <tbody>
  <tr><td class="" data-number="">a</td><td class="number good" data-number="1024">1,024</td></tr>
  <tr><td class="" data-number="">b</td><td class="number" data-number="54800">54.8 k</td></tr>
  <tr><td class="" data-number="">c</td><td class="number bad" data-number="">not measured</td></tr>
  </tbody>
  </table>
  </div>
  <p class="legend">first</p>
  <p class="legend">second</p>
  </section>
  </main>

  """
