import Foundation
import Records

/// Where the links at the top of a page lead, as addresses from the page; `nil` where nothing is there, so
/// that no link is dead.
struct PageLinks: Sendable, Equatable {
  /// The page over all runs.
  var index: String?
  /// What the project is.
  var project: String?

  /// Those of a page that may be saved anywhere.
  static let none = PageLinks()
}

extension PageLinks {
  /// Those of a page among results.
  ///
  /// - Parameters:
  ///   - results: the folder of all runs.
  ///   - way: how the page's folder leads there: nothing, or `../`.
  ///   - isPublished: whether the page over all runs is written, too; else it has to be there.
  init(results: RunFolder, way: String, isPublished: Bool) {
    if isPublished || results.hasIndexPage { index = "\(way)\(ResultsIndex.pageFile)" }
    if results.parent.hasReadme(beginning: "# Gradmark\n") { project = "\(way)../README.md" }
  }

  /// Those of a page about a run that is saved elsewhere: to what stands around the run.
  ///
  /// - Parameters:
  ///   - run: the path of the run's folder.
  ///   - folder: where the page is saved; `nil` where nobody knows, so that it leads nowhere.
  init(besides run: String, savedIn folder: String?) {
    guard let folder else {
      self = .none
      return
    }
    let results = RunFolder(path: run).parent
    self.init(results: results, way: results.way(from: folder), isPublished: false)
  }
}

extension RunFolder {
  /// Whether the page over all runs below is there.
  var hasIndex: Bool { hasReadme(beginning: ResultsIndex.head) }

  /// Whether that for a browser is there: a web site has an `index.html` of its own.
  fileprivate var hasIndexPage: Bool {
    hasIndex && FileManager.default.fileExists(atPath: "\(path)/\(ResultsIndex.pageFile)")
  }

  /// Whether the folder's README is the one that begins so: a folder that somebody chose for results may lie
  /// beside the README of something else.
  fileprivate func hasReadme(beginning title: String) -> Bool {
    guard let file = try? FileHandle(forReadingFrom: URL(filePath: "\(path)/README.md")) else {
      return false
    }
    return (try? file.read(upToCount: title.utf8.count)) == Data(title.utf8)
  }

  /// How a page in another folder leads here: `../results/run/`.
  func way(from folder: String) -> String {
    let (here, there) = (Self.parts(of: path), Self.parts(of: folder))
    let shared = zip(here, there).prefix { $0 == $1 }.count
    let steps = Array(repeating: "..", count: there.count - shared) + here.dropFirst(shared)
    return steps.map { "\($0)/" }.joined()
  }

  private static func parts(of path: String) -> [String] {
    URL(filePath: path.isEmpty ? "." : path).standardizedFileURL.pathComponents
  }

  /// Whether the run's page for a browser is there.
  var hasPage: Bool { FileManager.default.fileExists(atPath: "\(path)/\(Page.fileName)") }

  /// Those of a page in this folder.
  func links(isPublished: Bool) -> PageLinks {
    PageLinks(results: parent, way: "../", isPublished: isPublished)
  }
}
