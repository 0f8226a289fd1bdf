import Foundation
import TestSupport
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
    let pageHeight: Double
    let firstChartTop: Double
    /// The sections of tables that have to be scrolled sideways.
    let clippedTables: [String]
    /// The links at the head that end beyond the edge.
    let cutLinks: [String]
    /// Whether these are seen without a click.
    let areLinksOpen: Bool
    let shownColumns: Int
    let unfoldedColumns: Int
    /// The words in tables of which a line ends amid the letters.
    let brokenWords: [String]
  }

  /// Loads a copy of a page with a script at its end that tries it out.
  private func findings(
    _ page: Page, width: Int
  ) throws -> (findings: Findings, console: [Substring]) {
    try findings(page.html(), width: width)
  }

  private func findings(
    _ page: String, width: Int
  ) throws -> (findings: Findings, console: [Substring]) {
    try #require(Browser.installed).findings(on: page, width: width, by: probe)
  }

  @Test(arguments: [400, 1280])
  func aRunsPageIsReadableAndWorks(width: Int) throws {
    let (findings, console) = try findings(realisticModel().page(), width: width)
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
    let best = try realisticModel().verified.filter { $0.cell.threads == 2 }
      .map(\.measurement.samplesPerSecond)
      .max { $0.value < $1.value }
    #expect(findings.sorted.first == UnitLadder.rate.valueText(best).holdingUnits)
    #expect(findings.ariaSort == "descending")
    #expect(Set(findings.filtered) == ["conv"])
    #expect(findings.filteredCount == "2 of 15 rows")
    // Four columns have room on a telephone and up to eight on a desk, until somebody asks for all.
    #expect(findings.shownColumns == (width == 400 ? 4 : 7))
    #expect(findings.unfoldedColumns > 8)
  }

  /// Pages of every kind that are committed: the answer in sight, no page without end, and no table clipped.
  @Test(
    arguments: longCases([
      "2026-11-26-amd-epyc-zen4-2c/report", "2026-11-28-amd-epyc-2c-jax-torch/report",
      "2026-11-26-amd-epyc-zen4-2c-quality/report",
      "2026-11-28-amd-epyc-2c-duel-e3a58b2a-9f80ae5a/report",
      "2026-11-29-amd-epyc-2c-namespaces-ranks-100mbit-torch-ddp/report",
      "machine-lab-zen5-amd-epyc-zen-5-2-of-2-cores", "index",
      "2026-11-30-lab-zen4-2-amd-epyc-2c/report",
    ]), [400, 700, 800, 1000])
  func aCommittedPageHasRoom(page: String, width: Int) throws {
    let file = URL(filePath: #filePath).appending(path: "../../../results").standardized
      .appending(path: "\(page).html")
    let (findings, console) = try findings(
      String(contentsOf: file, encoding: .utf8), width: width)
    #expect(console == [])
    #expect(findings.scrollWidth <= findings.innerWidth)
    #expect(findings.pageHeight < 8_000)
    // The rows of machines stand above their chart.
    #expect(page == "index" || findings.firstChartTop < 900)
    #expect(findings.clippedTables == [])
    #expect(findings.cutLinks == [])
    // A telephone has that room for the first chart.
    #expect(findings.areLinksOpen == (width > 780))
    #expect(findings.brokenWords == [])
  }

  /// Beside libraries and with many thread counts, as on a large machine; none of ours is one.
  @Test(arguments: [[1, 2, 4, 8], [1, 2, 4, 8, 16, 32]])
  func aRunBesideLibrariesIsNotTooLongEither(threads: [Int]) throws {
    var run = RealisticRun(
      threads: threads, usableCores: 32, processes: 2,
      libraries: ["jax", "torch", "torch-compile", "keras-tf", "sklearn", "numpy"], copies: 2)
    let page = try ReportModel(name: "run", log: run.log()).page()
    let (findings, console) = try findings(page, width: 400)
    #expect(console == [])
    #expect(findings.scrollWidth <= findings.innerWidth)
    #expect(findings.pageHeight < 8_000)
    #expect(findings.firstChartTop < 900)
    #expect(findings.smallestLetter >= 11)
  }

  @Test func aComparisonShowsBothSpeedsOnATelephone() throws {
    let (findings, console) = try findings(
      RunComparison(of: [laterModel()], with: exampleModel()).html(), width: 400)
    #expect(console == [])
    #expect(findings.shownColumns == 4 && findings.clippedTables == [])
    #expect(findings.scrollWidth <= findings.innerWidth)
  }

  @Test func aComparisonOfThreeShowsBothRatiosOnATelephone() throws {
    let comparison = try RunComparison(of: [laterModel(), exampleModel()], with: exampleModel())
    let shown = comparison.table.header.filter { $0.weight == .essential }.map(\.text)
    #expect(shown == ["network", "A samples/s", "B / A", "C / A"])
    let (findings, console) = try findings(comparison.html(), width: 400)
    #expect(console == [])
    #expect(findings.shownColumns == 4 && findings.clippedTables == [])
    #expect(findings.scrollWidth <= findings.innerWidth)
  }

  /// Names have no place to break, or none that helps.
  @Test func theIndexHasRoomForNamedMachines() throws {
    let names = [
      "lecture_hall_workstation_17", "lecture-hall-workstation-18", "laboratory_zen5_number_2",
    ]
    let runs = try names.map {
      try ReportModel(name: $0, log: exampleLog(of: twoThreadReplicates(), nickname: $0))
    }
    let (findings, console) = try findings(ResultsIndex(runs).page, width: 400)
    #expect(console == [])
    #expect(findings.clippedTables == [])
    #expect(findings.scrollWidth <= findings.innerWidth)
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
  const rows = () => Array.from(document.querySelector('table').tBodies[0].rows);
  const shown = () => Array.from(document.querySelector('table').tHead.rows[0].cells)
    .filter((cell) => getComputedStyle(cell).display !== 'none').length;
  const areLinksOpen = Array.from(document.querySelectorAll('nav a'))
    .every((link) => link.checkVisibility());
  // As a reader meets them, before anything is unfolded.
  const pageHeight = document.documentElement.scrollHeight;
  const firstChartTop = document.querySelector('.chart')?.getBoundingClientRect().top ?? 0;
  for (const folded of document.querySelectorAll('details')) folded.open = true;
  const shownColumns = shown();
  const clippedTables = Array.from(document.querySelectorAll('.table .scroll'))
    .filter((region) => region.scrollWidth > region.clientWidth)
    .map((region) => `${region.closest('section').id}: ${region.scrollWidth}`);
  const cutLinks = Array.from(document.querySelectorAll('nav a'))
    .filter((link) => link.getBoundingClientRect().right > innerWidth)
    .map((link) => link.textContent);
  // With all columns there is the least room for each.
  const inputs = document.querySelectorAll('.more input');
  for (const box of inputs) box.click();
  const brokenWords = [];
  for (const field of document.querySelectorAll('.cells :is(th, td)')) {
    const texts = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      // Names and paths, which have digits and more letters, have to break somewhere.
      for (const word of texts.currentNode.data.matchAll(/(?<=^|\\s)\\p{L}{3,12}[:;,]?(?=$|\\s)/gu)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        const lines = new Set(Array.from(range.getClientRects(), (box) => box.top));
        if (lines.size > 1) brokenWords.push(word[0]);
      }
    }
  }
  for (const box of inputs) box.click();
  const more = inputs[0];
  if (more) more.click();
  const unfoldedColumns = shown();
  if (more) more.click();
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
    pageHeight, clippedTables, cutLinks, areLinksOpen, brokenWords, shownColumns, unfoldedColumns,
    firstChartTop,
  };
  """
