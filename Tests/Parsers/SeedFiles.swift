import Foundation
import TensorFiles

/// Files of this repository that parsers start from.
enum SeedFiles {
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..")

  /// The path of a file or folder of the repository.
  static func path(_ path: String) -> String {
    repository.appending(path: path).standardized.path
  }

  /// All files below a folder whose names end so, in a fixed order.
  static func contents(below folder: String, ending: String) throws -> [[UInt8]] {
    try FileManager.default.subpathsOfDirectory(atPath: path(folder))
      .filter { $0.hasSuffix(ending) }.sorted()
      .map { try WholeFile.read(path("\(folder)/\($0)")) }
  }
}

/// Calls `body` with the path of a file of these bytes. It has no name in any folder, so that nothing
/// is left of it, however the process ends.
func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
  guard let file = tmpfile() else { preconditionFailure("no temporary file: \(errno)") }
  defer { fclose(file) }
  let written = fwrite(bytes, 1, bytes.count, file)
  precondition(written == bytes.count && fflush(file) == 0, "\(written) bytes written: \(errno)")
  try body("/proc/self/fd/\(fileno(file))")
}

/// The same with a name, for libhdf5, which opens no file that has none. Each process has one.
func withNamedFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory.appending(path: "gradmark-parser-\(getpid())")
    .path
  try Data(bytes).write(to: URL(filePath: path))
  defer { unlink(path) }
  try body(path)
}
