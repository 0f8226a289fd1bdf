import ArgumentParser
import Foundation
import ModelFiles
import Networks
import TensorFiles

/// A file that weights are written to, in the format that its name ends in.
enum WeightOutput {
  /// The ends of the names that there are formats for; a slash is that of a folder.
  static let endings = ModelOutput.Format.allCases.map(\.rawValue) + [safetensors]
  private static let safetensors = ".safetensors"

  /// What commands say of these.
  static let help =
    ".keras, .weights.h5, .h5, .safetensors, or a folder for TensorFlow.js, which ends in /"

  /// - Throws: a `ValidationError` where the name's end is that of no format.
  static func validate(_ path: String) throws(ValidationError) {
    guard endings.contains(where: path.hasSuffix) else {
      throw ValidationError(
        "The file to save is '\(path)'; end its name in one of \(help).")
    }
  }

  /// Sees before a long training whether its end can be kept.
  ///
  /// - Throws: a `UserError` where the folder cannot be written to, or a library is missing.
  static func check(_ path: String) throws(UserError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw UserError(
        .cannotCreate, "cannot write '\(path)': there is no folder '\(folder)' that may be written")
    }
    guard !needsLibraries(path) || SavedModel.canReadContainers else {
      throw UserError(
        .unavailable,
        "writing '\(path)' needs libhdf5 and libzip, which this machine lacks; install Debian's "
          + "libhdf5-103-1 and libzip4, or end the name in .safetensors")
    }
  }

  /// Warns where Keras 3 makes something else of the architecture that is written for it.
  static func warn(of network: ResolvedNetwork, writtenTo path: String) {
    let format = ModelOutput.Format(path: path)
    let isForKeras = format == .keras || format == .hdf5 || path.hasSuffix(".json")
    guard isForKeras else { return }
    for advice in network.laterKerasAdvice { Files.warn("\(path): \(advice)") }
  }

  private static func needsLibraries(_ path: String) -> Bool {
    ModelOutput.Format(path: path).map { $0 != .layersModel } ?? false
  }

  /// Writes a model with its weights, or the weights alone.
  ///
  /// - Parameter json: the model as Keras 3 writes it.
  /// - Throws: a `UserError` where the file cannot be written.
  static func write(
    _ network: ResolvedNetwork, json: String, weights: [NamedTensor], to path: String
  ) throws(UserError) {
    do {
      guard let format = ModelOutput.Format(path: path) else {
        return try Safetensors.write(weights, to: path)
      }
      try ModelOutput(network, json: json, weights: weights).write(format, to: path)
    } catch {
      throw UserError(.cannotCreate, "\(error)")
    }
  }
}
