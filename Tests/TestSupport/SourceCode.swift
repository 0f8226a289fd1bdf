import Foundation

/// Gradmark's own sources, for tests that hold a recipe to the files that it names.
public enum SourceCode {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources").standardized

  /// The files that have a word outside comments and quotes, by their paths below the sources, in order.
  public static func files(naming word: String) throws -> [String] {
    try wordsByFile.filter { $0.value.contains(Substring(word)) }.keys.sorted()
  }

  private static var wordsByFile: [String: Set<Substring>] {
    get throws {
      let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".swift") }
      return try Dictionary(
        uniqueKeysWithValues: paths.map { path in
          let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
          let code = text.replacing(#/"[^"\n]*"|\/\/[^\n]*/#, with: "")
          return (path, Set(code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }))
        })
    }
  }
}
