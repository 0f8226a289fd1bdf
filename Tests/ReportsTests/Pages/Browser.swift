import Foundation
import Testing

@testable import Reports

/// Chromium without a window, which loads a page and hands back what became of it.
struct Browser {
  let path: String

  /// The first browser in `PATH`; `nil` where there is none.
  static let installed: Browser? = {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    let names = ["chromium", "chromium-browser", "google-chrome"]
    return names.flatMap { name in folders.map { "\($0)/\(name)" } }
      .first(where: FileManager.default.isExecutableFile).map(Browser.init)
  }()

  /// What a script finds on a page, beside what the page said on the console.
  ///
  /// In a frame, as no window of a browser is as narrow as a telephone.
  ///
  /// - Parameters:
  ///   - page: the page's text.
  ///   - width: that of the frame in pixels.
  ///   - probe: what runs at the page's end and leaves `findings`.
  func findings<Findings: Decodable>(
    on page: String, width: Int, by probe: String
  ) throws -> (findings: Findings, console: [Substring]) {
    let script = """
      \(probe)
      const found = parent.document.createElement('pre');
      found.id = 'findings';
      found.textContent = JSON.stringify(findings);
      parent.document.body.append(found);
      """
    let html = page.replacing("</body>", with: "<script>\(script)</script></body>")
    let (document, console) = try load(
      """
      <!doctype html>
      <iframe style="width:\(width)px; height:900px; border:0" srcdoc="\(html.escapedForXML)">
      </iframe>
      """)
    let text = try #require(
      document.split(separator: "<pre id=\"findings\">").last?.split(separator: "</pre>").first)
    // The document comes as HTML, which has a name for a space that does not break.
    let json = text.replacing("&nbsp;", with: "\u{a0}")
    return (try JSONDecoder().decode(Findings.self, from: Data(json.utf8)), console)
  }

  /// The document after its scripts have run, and what they said on the console.
  func load(_ html: String) throws -> (document: String, console: [Substring]) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appending(path: "page.html")
    try Data(html.utf8).write(to: page)
    let document = folder.appending(path: "document")
    let log = folder.appending(path: "log")
    // Files, not pipes: a browser that fills one would wait for the reader of the other.
    for file in [document, log] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
      "--enable-logging=stderr", "--user-data-dir=\(folder.path)/profile",
      "--window-size=1400,900", "--dump-dom", page.absoluteString,
    ]
    process.standardOutput = try FileHandle(forWritingTo: document)
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    process.waitUntilExit()
    return (
      try String(contentsOf: document, encoding: .utf8),
      try String(contentsOf: log, encoding: .utf8).split(separator: "\n").filter {
        $0.contains("CONSOLE")
      }
    )
  }
}
