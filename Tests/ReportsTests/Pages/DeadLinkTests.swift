import Foundation
import Records
import Testing

@testable import Reports

/// No page holds a relative link that leads nowhere, wherever its run lies.
@Suite struct DeadLinkTests {
  /// The links of a page of HTML or Markdown that lead to files beside it, and to places on it.
  private func links(of text: String) -> [String] {
    let html = text.matches(of: #/(?:href|src)="([^"]+)"/#).map { String($0.1) }
    let markdown = text.matches(of: #/\]\(([^)\s]+)\)/#).map { String($0.1) }
    return (text.hasPrefix("<!doctype html>") ? html : markdown).filter { !$0.contains("://") }
  }

  private func deadLinks(in path: String) throws -> [String] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let folder = URL(filePath: path).deletingLastPathComponent()
    return links(of: text).filter { link in
      if link.hasPrefix("#") { return !text.contains("id=\"\(link.dropFirst())\"") }
      let file = link.prefix { $0 != "#" }
      let target = URL(string: String(file), relativeTo: folder)
      return target.map { !FileManager.default.fileExists(atPath: $0.path(percentEncoded: false)) }
        ?? true
    }
  }

  private func pages(below folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
    return names.filter { $0.hasSuffix(".html") || $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
  }

  @Test func everyCommittedPageLeadsSomewhere() throws {
    let repository = URL(filePath: #filePath).appending(path: "../../../..").standardized.path
    let pages = pages(below: "\(repository)/results") + ["\(repository)/README.md"]
    #expect(pages.count > 20)
    for page in pages { #expect(try deadLinks(in: page) == [], "\(page)") }
  }

  /// As `gradmark bench --output` does it, in a folder that has neither an index nor a README of ours.
  @Test(arguments: [false, true])
  func aRunOutsideTheRepositoryHasNoDeadLink(isInSite: Bool) throws {
    try withTemporaryFolder { place in
      if isInSite {
        for name in ["index.html", "README.md"] {
          try RunFolder(path: place).write("somebody's", as: name)
        }
      }
      let folder = RunFolder(path: "\(place)/run")
      try folder.create()
      try folder.write(exampleLog(of: twoThreadReplicates()))
      try folder.writeReports()
      for page in pages(below: folder.path) {
        #expect(try deadLinks(in: page) == [], "\(page)")
        // What lies above is somebody else's.
        let links = links(of: try String(contentsOfFile: page, encoding: .utf8))
        #expect(links.allSatisfy { !$0.hasPrefix("..") })
      }
    }
  }

  /// As `gradmark compare --output` saves it: it leads to what stands around the run, as far as that is there.
  @Test(arguments: [false, true])
  func aPageThatIsSavedElsewhereLeadsToIndexAndProject(isPublished: Bool) throws {
    try withTemporaryFolder { place in
      let folder = RunFolder(path: "\(place)/results/run")
      try folder.create()
      try folder.write(RunLog(entries: soundEntries()))
      if isPublished {
        try RunFolder(path: place).write("# Gradmark\n", as: "README.md")
        try ResultsIndex.publish("\(place)/results")
      }
      let elsewhere = RunFolder(path: "\(place)/elsewhere")
      try elsewhere.create()
      try elsewhere.write(try folder.report().html(savedIn: elsewhere.path), as: "page.html")
      let page = "\(elsewhere.path)/page.html"
      #expect(try deadLinks(in: page) == [])
      let links = links(of: try String(contentsOfFile: page, encoding: .utf8))
      #expect(
        links.filter { !$0.hasPrefix("#") }
          == (isPublished ? ["../results/../README.md", "../results/index.html"] : []))
    }
  }

  /// A page off the results leads to the README that came with the program, wherever that is.
  @Test func aPageFarFromTheProjectLeadsToTheProgramsReadme() throws {
    try withTemporaryFolder { place in
      let folder = RunFolder(path: "\(place)/some where/run"), program = "\(place)/the program"
      try folder.create()
      try RunFolder(path: program).create()
      try RunFolder(path: program).write("# Gradmark\n", as: "README.md")
      try folder.write(RunLog(entries: soundEntries()))
      let readme = "\(program)/README.md"
      #expect(isReadmeOfGradmark(readme) && !isReadmeOfGradmark("\(program)/none.md"))
      try folder.writeReports(readme: readme)
      try folder.write(
        try folder.report().html(savedIn: folder.path, readme: readme), as: "saved.html")
      for name in ["report.html", "saved.html"] {
        let page = "\(folder.path)/\(name)"
        #expect(try deadLinks(in: page) == [])
        let links = links(of: try String(contentsOfFile: page, encoding: .utf8))
        #expect(links.contains("../../the%20program/README.md"))
      }
      // The project that a run lies in comes first.
      try RunFolder(path: place).write("# Gradmark\n", as: "README.md")
      try folder.writeReports(readme: readme)
      let page = try String(contentsOfFile: "\(folder.path)/report.html", encoding: .utf8)
      #expect(links(of: page).contains("../../README.md"))
    }
  }

  /// What is printed is put nobody knows where.
  @Test func aPageThatIsPrintedLeadsNowhere() throws {
    let model = try exampleModel()
    #expect(try links(of: model.html()).filter { !$0.hasPrefix("#") } == [])
    #expect(try links(of: ReportFormat.markdown.text(of: model)) == [])
    #expect(try model.html().contains("<code>records.jsonl</code>"))
  }
}
