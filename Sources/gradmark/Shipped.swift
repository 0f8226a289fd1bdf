import Foundation
import Reports

/// Files that come with gradmark.
enum Shipped {
  /// A file or folder of the repository of the working directory, else of that which built the program, else
  /// one that was installed with the program.
  ///
  /// - Parameters:
  ///   - path: within the repository.
  ///   - installed: below the folder that the program was installed in.
  ///   - isMeant: whether a file is the one that is looked for.
  ///   - folder: the working directory.
  ///   - program: the program's own file.
  /// - Returns: `nil` where it is nowhere.
  static func path(
    _ path: String, installed: String,
    where isMeant: (String) -> Bool = FileManager.default.fileExists(atPath:),
    from folder: String = FileManager.default.currentDirectoryPath,
    program: String = Invocation.programPath
  ) -> String? {
    let program = URL(filePath: program)
    let folders = sequence(first: program.deletingLastPathComponent()) {
      $0.path == "/" ? nil : $0.deletingLastPathComponent()
    }
    let prefix = program.deletingLastPathComponent().deletingLastPathComponent()
    let candidates =
      ([URL(filePath: folder)] + folders).map { $0.appending(path: path).path }
      + [prefix.appending(path: installed).path]
    return candidates.first(where: isMeant)
  }

  /// The README that pages lead to; that of the working directory may be one of something else.
  static func readme(
    from folder: String = FileManager.default.currentDirectoryPath,
    program: String = Invocation.programPath
  ) -> String? {
    path(
      "README.md", installed: "share/doc/gradmark/README.md", where: isReadmeOfGradmark,
      from: folder, program: program)
  }
}
