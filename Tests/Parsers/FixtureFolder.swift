import Foundation

/// A folder with a sound recorded run but for its `fixture.json`, which is overwritten again and
/// again; a folder for each would cost a hundred times what reading it does.
enum FixtureFolder {
  /// Where it lies until the process ends.
  static let path: String = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "gradmark-fixture-\(UUID().uuidString)").path
    let sound = SeedFiles.path("Tests/TrainingFilesTests/Fixtures/validation_split")
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      for name in ["model.json", "data.safetensors", "weights_initial.safetensors"] {
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/\(name)", withDestinationPath: "\(sound)/\(name)")
      }
    } catch {
      preconditionFailure("no folder for fixtures: \(error)")
    }
    atexit { try? FileManager.default.removeItem(atPath: FixtureFolder.path) }
    return folder
  }()
}
