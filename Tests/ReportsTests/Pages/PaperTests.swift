import Foundation
import Testing

@testable import Reports

/// What a committed page looks like on a sheet of A4.
@Suite(
  .enabled(
    if: Browser.installed != nil, "there is no chromium in PATH; install it with apt-get"))
struct PaperTests {
  private struct Findings: Decodable {
    let innerWidth: Double
    let scrollWidth: Double
    /// The smallest letter of charts and of networks, in points.
    let smallestLetter: Double
    /// The highest chart or part of a network, in pixels.
    let highestPicture: Double
    let pictureCount: Int
    /// How many titles the table of machines and networks has, and how many of them are seen.
    let titleCount: Int
    let shownTitleCount: Int
    /// What no sheet begins with the last of: where these may be parted.
    let partedLegends: Int
    let partedRows: Int
    let leastLines: Int
    /// What asks for another sheet, and how it stands in the text: only a block gets one.
    let broadSheets: [String]
  }

  private func findings(_ name: String) throws -> Findings {
    let file = URL(filePath: #filePath).appending(path: "../../../../results").standardized
      .appending(path: "\(name).html")
    // Between the margins that browsers leave.
    return try findings(in: String(contentsOf: file, encoding: .utf8), width: 718)
  }

  private func findings(in page: String, width: Int) throws -> Findings {
    let (findings, console): (Findings, [Substring]) = try #require(Browser.installed).findings(
      on: page, width: width, by: probe)
    #expect(console == [])
    return findings
  }

  @Test(arguments: [
    "2026-11-30-lab-zen4-2-amd-epyc-2c/report", "2026-11-28-amd-epyc-2c-jax-torch/report",
    "2026-11-28-amd-epyc-2c-duel-e3a58b2a-9f80ae5a/report",
    "machine-lab-zen5-amd-epyc-zen-5-2-of-2-cores", "index",
  ])
  func aSheetCanBeRead(page: String) throws {
    let findings = try findings(page)
    #expect(findings.scrollWidth <= findings.innerWidth)
    #expect(findings.smallestLetter >= 6)
    // A sheet of Letter between its margins, less a line above.
    #expect(findings.highestPicture <= 900 && findings.pictureCount > 0)
  }

  /// A browser lays out a sheet on its side for what asks for one.
  @Test func aBroadNetworkCanBeReadOnASheetOnItsSide() throws {
    let section = ReportSection(
      title: "Networks", isFolded: true,
      blocks: [.html(try NetworkPictures.html(name: "broad", broadNetwork(branches: 6)))])
    let page = Page(
      title: "run", lead: "", notes: [], facts: [], charts: [], sections: [section])
    // A sheet of Letter on its side, between its margins.
    let findings = try findings(in: page.html(), width: 980)
    #expect(findings.broadSheets == ["broad block"])
    #expect(findings.smallestLetter >= 6)
    #expect(findings.highestPicture <= 700 && findings.pictureCount == 1)
    #expect(findings.scrollWidth <= findings.innerWidth)
    #expect(try page.html().contains("@page broad { size: landscape }"))
  }

  @Test func theIndexHasEveryMachineOnPaper() throws {
    let findings = try findings("index")
    #expect(findings.titleCount > 8 && findings.shownTitleCount == findings.titleCount)
  }

  @Test(arguments: ["2026-11-30-lab-zen4-2-amd-epyc-2c/report", "index"])
  func noSheetBeginsWithWhatIsLeftOfAListOrATable(page: String) throws {
    let findings = try findings(page)
    #expect(findings.partedLegends == 0 && findings.partedRows == 0)
    #expect(findings.leastLines >= 3)
  }
}

/// The rules for paper in place of those for a screen.
private let probe = """
  for (const rule of document.styleSheets[0].cssRules) {
    if (!rule.media) continue;
    rule.media.mediaText = rule.media.mediaText.replaceAll('screen', 'speech')
      .replaceAll('print', 'screen');
  }
  for (const folded of document.querySelectorAll('details')) folded.open = true;
  const letters = Array.from(document.querySelectorAll('svg text'), (text) =>
    0.75 * parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a);
  const pictures = Array.from(document.querySelectorAll('svg'), (picture) =>
    picture.getBoundingClientRect().height);
  const titles = Array.from(document.querySelectorAll('.whole th'));
  const style = (selector, name) =>
    Array.from(document.querySelectorAll(selector), (element) => getComputedStyle(element)[name]);
  const findings = {
    innerWidth, scrollWidth: document.documentElement.scrollWidth,
    smallestLetter: Math.min(...letters), highestPicture: Math.max(...pictures),
    pictureCount: pictures.length, titleCount: titles.length,
    shownTitleCount: titles.filter((title) => title.getBoundingClientRect().width > 0).length,
    partedLegends: style('.legend', 'breakInside').filter((rule) => rule !== 'avoid').length,
    partedRows: style('tbody tr:last-child', 'breakBefore').filter((rule) => rule !== 'avoid').length,
    leastLines: Math.min(...style('p', 'widows').map(Number)),
    broadSheets: Array.from(document.querySelectorAll('.broad'), getComputedStyle)
      .map((style) => `${style.page} ${style.display}`),
  };
  """
