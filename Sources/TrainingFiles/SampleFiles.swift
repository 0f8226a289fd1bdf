import Networks
import TensorFiles

/// The files of a training's samples: one with all tensors, or one for each.
public struct SampleFiles: Sendable {
  private let parts: [Part: (path: String, tensor: Tensor)]

  /// The tensors, by their names in a safetensors file.
  private enum Part: String, CaseIterable {
    case inputs = "x"
    case targets = "y"
    case validationInputs = "x_val"
    case validationTargets = "y_val"
  }

  /// Reads a safetensors file that holds `x`, and `y`, `x_val`, `y_val` where there are any.
  ///
  /// - Throws: a `FileError` where it cannot be read, or holds a tensor of another name.
  public init(data path: String) throws {
    guard !path.hasSuffix(".npy") else {
      throw FileError(
        path: path, problem: .malformed,
        reason: "is a .npy file, which holds one array; give one for the inputs and one for the "
          + "targets, or a safetensors file with x and y")
    }
    var parts: [Part: (String, Tensor)] = [:]
    for named in try Safetensors.read(path) {
      guard let part = Part(rawValue: named.name) else {
        throw FileError(
          path: path, problem: .malformed,
          reason: "holds the tensor \(quoted(named.name)), which is none of x, y, x_val and y_val; "
            + "rename or remove it")
      }
      parts[part] = (path, named.tensor)
    }
    self.parts = parts
  }

  /// Reads a file for each tensor: `.npy`, or safetensors with a single tensor of any name.
  ///
  /// - Throws: a `FileError` where one cannot be read or holds several tensors.
  public init(
    inputs: String, targets: String? = nil, validationInputs: String? = nil,
    validationTargets: String? = nil
  ) throws {
    let paths: [Part: String?] = [
      .inputs: inputs, .targets: targets, .validationInputs: validationInputs,
      .validationTargets: validationTargets,
    ]
    parts = try paths.compactMapValues { $0 }.mapValues { path in
      let tensors = try TensorFile.read(path)
      guard tensors.count == 1 else {
        throw FileError(
          path: path, problem: .malformed,
          reason: "holds \(tensors.count) tensors, but one is wanted; save it by itself")
      }
      return (path, tensors[0].tensor)
    }
  }

  /// What the network is to see.
  ///
  /// - Throws: a `FileError` where the files hold none.
  public func inputs() throws(FileError) -> Inputs {
    let found = try part(.inputs)
    return Inputs(tensor: found.tensor, source: found.path)
  }

  /// Inputs and targets to learn from, or to be tested on.
  ///
  /// - Throws: a `FileError` where one of them is missing.
  public func training() throws(FileError) -> Samples {
    try samples(.inputs, .targets)
  }

  /// Inputs and targets to validate on; `nil` where the files hold neither.
  ///
  /// - Throws: a `FileError` where only one of them is there.
  public func validation() throws(FileError) -> Samples? {
    guard parts[.validationInputs] != nil || parts[.validationTargets] != nil else { return nil }
    return try samples(.validationInputs, .validationTargets)
  }

  private func samples(_ inputs: Part, _ targets: Part) throws(FileError) -> Samples {
    let inputs = try part(inputs), targets = try part(targets)
    let source =
      inputs.path == targets.path ? inputs.path : "\(inputs.path) and \(targets.path)"
    return Samples(inputs: inputs.tensor, targets: targets.tensor, source: source)
  }

  private func part(_ part: Part) throws(FileError) -> (path: String, tensor: Tensor) {
    if let found = parts[part] { return found }
    let paths = Set(parts.values.map(\.path)).sorted()
    let there = Part.allCases.filter { parts[$0] != nil }.map(\.rawValue)
    throw FileError(
      path: paths.joined(separator: ", "), problem: .malformed,
      reason: "there is no '\(part.rawValue)', only \(there.joined(separator: ", ")); add the "
        + "tensor of that name")
  }
}
