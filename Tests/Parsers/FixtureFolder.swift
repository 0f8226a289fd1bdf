import Foundation

/// A folder with a sound recorded run but for its `fixture.json`, whose bytes change again and again.
/// That one is a file without a name: writing to a disk would cost a hundred times what reading does.
enum FixtureFolder {
  /// Where it lies until the process ends.
  static let path: String = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "gradmark-fixture-\(UUID().uuidString)").path
    let sound = SeedFiles.path("Tests/TrainingFilesTests/Fixtures/validation_split")
    var links = ["fixture.json": "/proc/self/fd/\(settings)"]
    for name in ["model.json", "data.safetensors", "weights_initial.safetensors"] {
      links[name] = "\(sound)/\(name)"
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      for (name, target) in links {
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/\(name)", withDestinationPath: target)
      }
    } catch {
      preconditionFailure("no folder for fixtures: \(error)")
    }
    atexit { try? FileManager.default.removeItem(atPath: FixtureFolder.path) }
    return folder
  }()

  /// The descriptor of `fixture.json`.
  private static let settings = {
    guard let file = tmpfile() else { preconditionFailure("no temporary file: \(errno)") }
    return fileno(file)
  }()

  /// Replaces what `fixture.json` holds.
  static func write(_ bytes: [UInt8]) {
    let isWritten =
      ftruncate(settings, 0) == 0 && pwrite(settings, bytes, bytes.count, 0) == bytes.count
    precondition(isWritten, "\(bytes.count) bytes not written: \(errno)")
  }
}
