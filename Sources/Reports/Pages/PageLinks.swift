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
    let files = FileManager.default
    if isPublished || files.fileExists(atPath: "\(results.path)/index.html") {
      index = "\(way)index.html"
    }
    // A folder that somebody chose for results may lie beside the README of something else.
    let readme = URL(filePath: "\(results.parent.path)/README.md")
    if let file = try? FileHandle(forReadingFrom: readme),
      let start = try? file.read(upToCount: Self.title.utf8.count), start == Data(Self.title.utf8)
    {
      project = "\(way)../README.md"
    }
  }

  /// What this project's README begins with.
  private static let title = "# Gradmark\n"
}

extension RunFolder {
  /// Those of a page in this folder.
  func links(isPublished: Bool) -> PageLinks {
    PageLinks(results: parent, way: "../", isPublished: isPublished)
  }
}
