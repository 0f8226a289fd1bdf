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
  private static let settings = anonymousFile()

  /// Replaces what `fixture.json` holds.
  static func write(_ bytes: [UInt8]) { write(bytes, to: settings) }

  /// The descriptor of a file without a name.
  static func anonymousFile() -> Int32 {
    guard let file = tmpfile() else { preconditionFailure("no temporary file: \(errno)") }
    return fileno(file)
  }

  /// Replaces what such a file holds.
  static func write(_ bytes: [UInt8], to file: Int32) {
    let isWritten =
      ftruncate(file, 0) == 0 && pwrite(file, bytes, bytes.count, 0) == bytes.count
    precondition(isWritten, "\(bytes.count) bytes not written: \(errno)")
  }
}

/// The same for a model of TensorFlow.js: `model.json` changes beside the 35 numbers of the sound one.
enum FolderOfWeights {
  /// The file of the numbers.
  static let file = "group1-shard1of1.bin"
  /// A file of Keras's own, for lists of such.
  static let shard = "small.weights.h5"
  /// Where `model.json` lies until the process ends.
  static let model: String = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "gradmark-layersmodel-\(UUID().uuidString)").path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      try Data(count: 4 * 35).write(to: URL(filePath: "\(folder)/\(file)"))
      for bytes in try SeedFiles.contents(below: "Tests/ModelFilesTests", ending: "/\(shard)") {
        try Data(bytes).write(to: URL(filePath: "\(folder)/\(shard)"))
      }
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/model.json", withDestinationPath: "/proc/self/fd/\(settings)")
    } catch {
      preconditionFailure("no folder for weights: \(error)")
    }
    atexit {
      let folder = URL(filePath: FolderOfWeights.model).deletingLastPathComponent()
      try? FileManager.default.removeItem(at: folder)
    }
    return "\(folder)/model.json"
  }()

  private static let settings = FixtureFolder.anonymousFile()

  /// Replaces what `model.json` holds.
  static func write(_ bytes: [UInt8]) { FixtureFolder.write(bytes, to: settings) }
}
