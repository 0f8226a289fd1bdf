import KerasFormat
import Networks
import TensorFiles

/// A model of Keras in a file; what is wrong with it is told under the file's name.
public struct ModelFile: Sendable {
  /// The file.
  public let path: String
  /// The network with all shapes.
  public let network: ResolvedNetwork

  private let reader: ModelReader

  /// Reads a model of Keras 1, 2 or 3.
  ///
  /// - Throws: a `FileError` that names the layer, the value and the remedy.
  public init(path: String) throws {
    self.path = path
    let bytes = try WholeFile.read(path)
    (reader, network) = try naming(path) { () throws(ModelError) in
      let reader = try ModelReader(json: bytes)
      return (reader, try reader.network.resolved())
    }
  }

  /// The variables of the optimizer that the model was compiled with; `nil` where it never was, or where these
  /// cannot be counted.
  public var optimizerVariables: Tally? { try? reader.optimizerVariables(of: network) }

  /// Optimizer, loss and metrics that the model was compiled with.
  ///
  /// - Throws: a `FileError` where it never was, or with what Gradmark lacks.
  public func training() throws(FileError) -> TrainingDescription {
    guard
      let training = try naming(path, { () throws(ModelError) in try reader.training() })
    else {
      throw FileError(
        path: path, problem: .malformed,
        reason:
          "the model says nothing of how it is compiled; compile it in Keras and save it again")
    }
    return training
  }
}
