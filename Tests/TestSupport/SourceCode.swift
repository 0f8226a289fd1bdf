import Foundation

/// Gradmark's own sources, for tests that hold a recipe to the files that it names.
public enum SourceCode {
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized
  private static let folder = repository.appending(path: "Sources")

  /// The files that have a word outside comments and quotes, by their paths below the sources, in order.
  public static func files(naming word: String) throws -> [String] {
    try wordsByFile.filter { $0.value.contains(Substring(word)) }.keys.sorted()
  }

  /// The files that have a text between quotes, by their paths below the sources, in order.
  public static func files(quoting text: String) throws -> [String] {
    try texts.filter { $0.value.contains("\"\(text)") }.keys.sorted()
  }

  /// The files that have a text anywhere, by their paths below the sources, in order.
  public static func files(holding text: String) throws -> [String] {
    try texts.filter { $0.value.contains(text) }.keys.sorted()
  }

  /// How many Swift files lie flat in each folder of the sources and of the tests.
  public static var fileCounts: [String: Int] {
    get throws {
      let paths = try ["Sources", "Tests"].flatMap { top in
        try FileManager.default
          .subpathsOfDirectory(atPath: repository.appending(path: top).path)
          .filter { $0.hasSuffix(".swift") }.map { "\(top)/\($0)" }
      }
      return Dictionary(grouping: paths) { ($0 as NSString).deletingLastPathComponent }
        .mapValues(\.count)
    }
  }

  private static var wordsByFile: [String: Set<Substring>] {
    get throws {
      try texts.mapValues { text in
        let code = text.replacing(#/"[^"\n]*"|\/\/[^\n]*/#, with: "")
        return Set(code.split { !$0.isLetter && !$0.isNumber && $0 != "_" })
      }
    }
  }

  private static var texts: [String: String] {
    get throws {
      let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".swift") }
      return try Dictionary(
        uniqueKeysWithValues: paths.map { path in
          (path, try String(contentsOf: folder.appending(path: path), encoding: .utf8))
        })
    }
  }
}
