import Foundation
import Records
import TestSupport
import Testing

@testable import Reports

@Suite struct PageTests {
  /// A sheet that lies on a desk says which program and project it is of.
  @Test func aPrintedPageSaysWhereItComesFrom() throws {
    let rules = try #require(
      PageStyle.sheet(series: []).components(separatedBy: "@media print").last)
    let hidden = try #require(rules.split(separator: "\n").first { $0.contains("display: none") })
    #expect(!hidden.contains(".site"))
    #expect(rules.contains(#".site a[href^="http"]::after { content: " (" attr(href) ")" }"#))
  }

  /// A sheet is as wide as a small window; there columns would touch, as no rule is undone on paper.
  @Test func onlyScreensMoveColumnsTogether() {
    let sheet = PageStyle.sheet(series: [])
    let narrow = sheet.split(separator: "\n").filter {
      $0.contains("max-width:") && $0.contains("@media")
    }
    #expect(
      narrow == [
        "@media screen and (max-width: 1080px) {",
        "@media screen and (max-width: 780px), print and (max-width: 560px) {",
        "@media screen and (max-width: 379px) {",
      ])
  }

  /// Paper is white, whatever the reader's screen is like.
  @Test func onlyScreensAreDark() throws {
    let html = try realisticModel().page().html()
    #expect(html.contains("@media screen and (prefers-color-scheme: dark) {"))
    #expect(!html.contains(#/@media *\(prefers-color-scheme/#))
    #expect(try !#require(realisticModel().speedupChart).drawing.svg.contains("@media (prefers"))
  }

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
    let html = try realisticModel().page().html()
    for word in ["http://", "https://", "src=", "@import", "url("] {
      #expect(!html.replacing("http://www.w3.org/2000/svg", with: "").contains(word), "\(word)")
    }
  }

  @Test func theRunsPageHasItsChartsSectionsAndEvidence() throws {
    let model = try realisticModel()
    let page = model.page()
    #expect(page.charts.count == 2 && page.furtherCharts.count == 4)
    #expect(
      page.sections.map(\.title) == [
        "Throughput", "Scaling", "From which size threads pay", "Steps, memory, results",
        "What really ran", "Disturbances", "Where the time goes", "Machine", "Evidence",
        "Networks",
        "Method and limits",
      ])
    // What answers the question is open, what backs it is folded.
    #expect(page.sections.prefix { !$0.isFolded }.map(\.title) == ["Throughput", "Scaling"])
    #expect(page.lead == model.answer)
    #expect(page.charts.first?.drawing.title == model.speedupChart?.title)
    let html = try page.html()
    #expect(html.contains(model.evidence.planDigest))
    #expect(html.contains(">processes started</td>"))
  }

  @Test func everyPageNamesTheProjectAndItsVersion() throws {
    let (run, later) = (try exampleModel(), try laterModel())
    let index = ResultsIndex([run, later])
    let comparison = try RunComparison(of: [later], with: run).html()
    let pages = try [
      run.page().html(), index.page.html(), index.histories()[0].page.html(), comparison,
    ]
    // A page that is saved anywhere has no link that is dead there.
    for page in pages {
      #expect(page.contains("<p class=\"site\">Gradmark \(Release.version)</p>"))
    }
    let links = PageLinks(index: "../index.html", project: "../../README.md")
    #expect(
      try run.page().html(links: links).contains(
        "<p class=\"site\"><a href=\"../../README.md\">Gradmark</a> \(Release.version) · "
          + "<a href=\"../index.html\">all machines and runs</a></p>"))
  }

  @Test func linksLeadToWhatIsThere() throws {
    try withTemporaryFolder { folder in
      let results = "\(folder)/results"
      try FileManager.default.createDirectory(
        atPath: "\(results)/run", withIntermediateDirectories: true)
      let run = RunFolder(path: "\(results)/run")
      func write(_ path: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(path)"))
      }
      #expect(run.links(isPublished: false) == .none)
      #expect(run.links(isPublished: true) == PageLinks(index: "../index.html"))
      // A web site's own leads nowhere.
      try write("results/index.html", "")
      #expect(run.links(isPublished: false) == .none)
      try write("results/README.md", ResultsIndex([]).markdown)
      #expect(run.links(isPublished: false) == PageLinks(index: "../index.html"))
      try write("README.md", "# Something else\n")
      #expect(run.links(isPublished: false).project == nil)
      try write("README.md", "# Gradmark\n\nMore.\n")
      #expect(
        run.links(isPublished: false)
          == PageLinks(index: "../index.html", project: "../../README.md"))
      #expect(
        PageLinks(results: RunFolder(path: results), way: "", isPublished: true)
          == PageLinks(index: "index.html", project: "../README.md"))
    }
  }

  @Test(arguments: [[1], [1, 2], [1, 2, 4], [1, 2, 3, 4, 6, 8, 12, 16]])
  func noTableHasMoreColumnsThanAScreen(threads: [Int]) throws {
    var run = RealisticRun(threads: threads, usableCores: 8, processes: 2)
    let model = try ReportModel(name: "run", log: run.log())
    expectFewColumns([model.page(), ResultsIndex([model]).page])
  }

  /// Runs over ranks, beside libraries and to a quality, and machines, as they are committed.
  @Test func noTableOfCommittedPagesHasMoreEither() throws {
    let index = try CommittedRuns.index
    #expect(index.runs.contains { $0.launch != nil && !$0.peers.isEmpty })
    expectFewColumns(
      index.runs.map { $0.page() } + index.histories().map(\.page) + [index.page])
  }

  private func expectFewColumns(_ pages: [Page]) {
    for page in pages {
      for section in page.sections {
        for case .table(let table) in section.blocks where !table.isOfCards {
          let essential = table.header.count { $0.weight == .essential }
          let titles = "\(page.title), \(section.title): \(table.header.map(\.text))"
          #expect(essential <= 4, "\(titles)")
          #expect(table.usual.header.count <= 8, "\(titles)")
        }
      }
    }
  }

  /// A narrow page tells the batch behind the network, where its column is folded in.
  @Test func whatIsFoldedInStandsElsewhere() throws {
    let html = try ReportModel(
      name: "run",
      log: rankLog(of: rankReplicates(batchSize: 128, ranks: 2, microseconds: 1250, digest: nil))
    ).html()
    #expect(html.contains("network<span class=\"folded\">, batch</span></th>"))
    #expect(html.contains("denoise<span class=\"folded\"> 128</span></td>"))
  }

  /// Threads, batches and phases never share a colour.
  @Test(arguments: [[1, 2], [1, 2, 4, 8]])
  func aColourHasOneMeaningOnAPage(threads: [Int]) throws {
    var run = RealisticRun(threads: threads, usableCores: 8, processes: 1)
    let model = try ReportModel(name: "run", log: run.log())
    func series(_ name: String) -> Set<Int> {
      let chart = model.charts.first { $0.name == name }
      return Set(chart?.chart.drawing.marks.compactMap(\.series) ?? [])
    }
    let byThreads = ["scaling", "size", "roofline", "steps"].map(series).reduce(Set()) {
      $0.union($1)
    }
    #expect(!byThreads.isEmpty)
    #expect(byThreads.isDisjoint(with: series("phases")))
    #expect(byThreads.isDisjoint(with: series("efficiency")))
    #expect(series("efficiency").isDisjoint(with: series("phases")))
  }

  /// Throughput beside its ideal says what efficiency does.
  @Test func aPageShowsACurveOnce() throws {
    var run = RealisticRun(threads: [1, 2, 4, 8], usableCores: 8, processes: 1)
    let model = try ReportModel(name: "run", log: run.log())
    let titles = model.page().charts.map(\.drawing.title)
    #expect(titles.contains("How throughput grows with threads"))
    #expect(!titles.contains("How much of each further thread arrives"))
    #expect(model.charts.map(\.fileName).contains("efficiency.svg"))
  }

  @Test func namesOfNetworksAreEscapedEverywhere() throws {
    var replicates = twoThreadReplicates()
    for index in replicates.indices { replicates[index].subject.model = "<a&b>" }
    let html = try model(of: replicates).page().html()
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
  <p class="site">Gradmark 0.2.0</p>
  <h1>a run</h1>
  <p class="lead">All is <code>well</code>.</p>
  <p class="note">Mind &lt;this&gt;.</p>
  <dl>
  <div><dt>machine</dt><dd>AMD &amp; co.</dd></div>
  </dl>
  <nav aria-label="Contents">
  <details class="contents">
  <summary>Contents</summary>
  <p>

  <a href="#steps-memory">Steps, memory</a>
  </p>
  </details>
  </nav>
  </header>
  <main>
  <section id="steps-memory">
  <h2>Steps, memory</h2>
  <p>Before.</p>
  <div class="table">
  <div class="scroll" role="region" aria-label="Steps, memory" tabindex="0">
  <table class="facts">
  <thead>
  <tr><th scope="col" class="">name</th><th scope="col" class="number">number</th></tr>
  </thead>
  <tbody>
  <tr><td class="short" data-number="">a</td><td class="number good short" data-number="1024">1,024</td></tr>
  <tr><td class="short" data-number="">b</td><td class="number short" data-number="54800">54.8\u{A0}k</td></tr>
  <tr><td class="short" data-number="">c</td><td class="number bad short" data-number="">not \
  measured</td></tr>
  </tbody>
  </table>
  </div>
  </div>
  <details class="legend">
  <summary>What this means</summary>
  <p>first</p>
  <p>second</p>
  </details>
  </section>
  </main>

  """
