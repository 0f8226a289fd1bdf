import Foundation

/// Files that come with gradmark.
enum Shipped {
  /// A file or folder of the repository of the working directory, else of that which built the program, else
  /// one that was installed with the program.
  ///
  /// - Parameters:
  ///   - path: within the repository.
  ///   - installed: below the folder that the program was installed in; `nil` for what is not.
  /// - Returns: `nil` where it is nowhere.
  static func path(_ path: String, installed: String? = nil) -> String? {
    let program = URL(filePath: Invocation.programPath)
    let folders = sequence(first: program.deletingLastPathComponent()) {
      $0.path == "/" ? nil : $0.deletingLastPathComponent()
    }
    let prefix = program.deletingLastPathComponent().deletingLastPathComponent()
    let candidates =
      ([URL(filePath: FileManager.default.currentDirectoryPath)] + folders)
      .map { $0.appending(path: path).path }
      + [installed].compactMap(\.self).map { prefix.appending(path: $0).path }
    return candidates.first(where: FileManager.default.fileExists(atPath:))
  }
}
