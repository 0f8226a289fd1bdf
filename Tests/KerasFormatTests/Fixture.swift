import Foundation
import KerasFormat
import Networks

/// Reads what Keras itself wrote, and the older files, from this target's resources.
enum Fixture {
  /// The recorded models: `model.json`, `summary.json` and `summary.txt` of Keras 3.15.1.
  static let names = try! FileManager.default
    .contentsOfDirectory(atPath: folder.appending(path: "keras3").path).sorted()

  static func data(_ path: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: path))
  }

  static func text(_ path: String) throws -> String {
    String(decoding: try data(path), as: UTF8.self)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  /// The recorded model of that name.
  static func reader(_ name: String) throws -> ModelReader {
    try ModelReader(json: try data("keras3/\(name)/model.json"))
  }

  private static let folder = Bundle.module.resourceURL!.appending(path: "Fixtures")
}
