import Foundation
import Testing

@testable import Reports

@Suite(
  .enabled(
    if: Browser.installed != nil, "there is no chromium in PATH; install it with apt-get"))
struct PageInBrowserTests {
  /// What a page says of itself after it was loaded, sorted and filtered.
  private struct Findings: Decodable {
    let isReady: Bool
    let innerWidth: Double
    let scrollWidth: Double
    let chartSizes: [[Double]]
    let smallestLetter: Double
    let sorted: [String]
    let ariaSort: String
    let filtered: [String]
    let filteredCount: String
  }

  /// Loads a copy of a page with a script at its end that tries it out.
  ///
  /// In a frame, as no window of a browser is as narrow as a telephone.
  private func findings(
    _ page: Page, width: Int
  ) throws -> (findings: Findings, console: [Substring]) {
    let browser = try #require(Browser.installed)
    let html = try page.html().replacing("</body>", with: "<script>\(probe)</script></body>")
    let (document, console) = try browser.load(
      """
      <!doctype html>
      <iframe style="width:\(width)px; height:900px; border:0" srcdoc="\(html.escapedForXML)">
      </iframe>
      """)
    let text = try #require(
      document.split(separator: "<pre id=\"findings\">").last?.split(separator: "</pre>").first)
    return (try JSONDecoder().decode(Findings.self, from: Data(text.utf8)), console)
  }

  @Test(arguments: [400, 1280])
  func aRunsPageIsReadableAndWorks(width: Int) throws {
    let (findings, console) = try findings(realisticModel().page(peers: nil), width: width)
    #expect(console == [])
    #expect(findings.isReady)
    #expect(findings.innerWidth == Double(width))
    #expect(findings.scrollWidth <= findings.innerWidth)
    #expect(findings.chartSizes.count == 6)
    for size in findings.chartSizes {
      #expect(size[0] >= 300 && size[1] >= 100, "\(size)")
    }
    #expect(findings.smallestLetter >= 11)
    // Numbers go by their values, units included.
    let best = try realisticModel().verified.map(\.measurement.samplesPerSecond)
      .max { $0.value < $1.value }
    #expect(findings.sorted.first == UnitLadder.rate.valueText(best))
    #expect(findings.ariaSort == "descending")
    #expect(Set(findings.filtered) == ["conv"])
    #expect(findings.filteredCount == "6 of 45 rows")
  }

  @Test func theIndexIsReadableOnATelephone() throws {
    let (findings, console) = try findings(
      ResultsIndex([exampleModel(), laterModel()]).page, width: 400)
    #expect(console == [])
    #expect(findings.isReady)
    #expect(findings.scrollWidth <= findings.innerWidth)
  }
}

private let probe = """
  for (const folded of document.querySelectorAll('details')) folded.open = true;
  const rows = () => Array.from(document.querySelector('table').tBodies[0].rows);
  const title = document.querySelectorAll('th')[3];
  const button = title.querySelector('button');
  if (button) { button.click(); button.click(); }
  const sorted = rows().map((row) => row.cells[3].textContent);
  const input = document.querySelector('input');
  if (input) { input.value = 'CONV'; input.dispatchEvent(new Event('input')); }
  const letters = Array.from(document.querySelectorAll('.chart text'), (text) =>
    parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a);
  const findings = {
    isReady: document.documentElement.dataset.ready === 'true',
    innerWidth, scrollWidth: document.documentElement.scrollWidth,
    chartSizes: Array.from(document.querySelectorAll('.chart'), (chart) => {
      const box = chart.getBoundingClientRect();
      return [box.width, box.height];
    }),
    smallestLetter: Math.min(99, ...letters), sorted,
    ariaSort: title.getAttribute('aria-sort') ?? '',
    filtered: rows().filter((row) => !row.hidden).map((row) => row.cells[0].textContent),
    filteredCount: document.querySelector('output')?.textContent ?? '',
  };
  const text = parent.document.createElement('pre');
  text.id = 'findings';
  text.textContent = JSON.stringify(findings);
  parent.document.body.append(text);
  """
