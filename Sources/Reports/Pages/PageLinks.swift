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
    if results.parent.hasReadme(beginning: projectTitle) { project = "\(way)../README.md" }
  }

  /// Those of a page about a run that is saved elsewhere: to what stands around the run.
  ///
  /// - Parameters:
  ///   - run: the path of the run's folder.
  ///   - folder: where the page is saved; `nil` where nobody knows, so that it leads nowhere.
  ///   - readme: where Gradmark's README is, should none stand around the run.
  init(besides run: String, savedIn folder: String?, readme: String?) {
    guard let folder else {
      self = .none
      return
    }
    let results = RunFolder(path: run).parent
    self.init(results: results, way: results.way(from: folder), isPublished: false)
    leadFurther(from: folder, to: readme)
  }

  /// Leads to a README elsewhere, where there is none of Gradmark's nearby.
  fileprivate mutating func leadFurther(from folder: String, to readme: String?) {
    guard project == nil, let readme else { return }
    let place = URL(filePath: readme)
    let way = RunFolder(path: place.deletingLastPathComponent().path).way(from: folder)
    project = (way + place.lastPathComponent).percentEncodedPath
  }
}

/// Whether a file is the README of this project.
public func isReadmeOfGradmark(_ path: String) -> Bool { begins(path, with: projectTitle) }

private let projectTitle = "# Gradmark\n"

private func begins(_ path: String, with title: String) -> Bool {
  guard let file = try? FileHandle(forReadingFrom: URL(filePath: path)) else { return false }
  return (try? file.read(upToCount: title.utf8.count)) == Data(title.utf8)
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
    begins("\(path)/README.md", with: title)
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
  ///
  /// - Parameters:
  ///   - isPublished: whether the page over all runs is written with it.
  ///   - readme: where Gradmark's README is, should none stand around the run.
  func links(isPublished: Bool, readme: String? = nil) -> PageLinks {
    var links = PageLinks(results: parent, way: "../", isPublished: isPublished)
    links.leadFurther(from: path, to: readme)
    return links
  }
}
