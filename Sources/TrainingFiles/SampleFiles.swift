import Networks
import TensorFiles

/// The files of a training's samples: one with all tensors, or one for each.
///
/// Of a network with several inputs or outputs each tensor has the name of its layer behind that of the
/// part: `x/left`, `x/right`.
public struct SampleFiles: Sendable {
  /// By their names in a safetensors file.
  private let tensors: [String: (path: String, tensor: Tensor)]

  /// What tensors are for, by the beginnings of their names.
  private enum Part: String, CaseIterable {
    case inputs = "x"
    case targets = "y"
    case validationInputs = "x_val"
    case validationTargets = "y_val"

    /// What a tensor of that name is for; `nil` where the name says nothing of the kind.
    init?(ofTensor name: String) {
      self.init(rawValue: String(name.prefix { $0 != "/" }))
    }

    /// Its place in lists.
    var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
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
    var tensors: [String: (String, Tensor)] = [:]
    for named in try Safetensors.read(path) {
      guard Part(ofTensor: named.name) != nil else {
        throw FileError(
          path: path, problem: .malformed,
          reason: "holds the tensor \(quoted(named.name)), which is none of x, y, x_val and y_val; "
            + "rename or remove it")
      }
      tensors[named.name] = (path, named.tensor)
    }
    self.tensors = tensors
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
    var tensors: [String: (String, Tensor)] = [:]
    for (part, path) in paths.compactMapValues({ $0 }) {
      let found = try TensorFile.read(path)
      guard found.count == 1 else {
        throw FileError(
          path: path, problem: .malformed,
          reason: "holds \(found.count) tensors, but one is wanted; save it by itself")
      }
      tensors[part.rawValue] = (path, found[0].tensor)
    }
    self.tensors = tensors
  }

  /// What a network is to see.
  ///
  /// - Throws: a `FileError` where the files lack one of its inputs.
  public func inputs(for network: NetworkDescription) throws(FileError) -> Inputs {
    let found = try part(.inputs, network.inputs)
    return Inputs(tensors: found.map(\.tensor), source: Self.source(found))
  }

  /// Inputs and targets for a network to learn from, or to be tested on.
  ///
  /// - Throws: a `FileError` where one of them is missing.
  public func training(for network: NetworkDescription) throws(FileError) -> Samples {
    try samples(.inputs, .targets, network)
  }

  /// Inputs and targets to validate a network on; `nil` where the files hold neither.
  ///
  /// - Throws: a `FileError` where only some of them are there.
  public func validation(for network: NetworkDescription) throws(FileError) -> Samples? {
    let parts: [Part] = [.validationInputs, .validationTargets]
    guard tensors.keys.contains(where: { Part(ofTensor: $0).map { parts.contains($0) } ?? false })
    else { return nil }
    return try samples(.validationInputs, .validationTargets, network)
  }

  private func samples(
    _ inputs: Part, _ targets: Part, _ network: NetworkDescription
  ) throws(FileError) -> Samples {
    let inputs = try part(inputs, network.inputs), targets = try part(targets, network.outputs)
    return Samples(
      inputs: inputs.map(\.tensor), targets: targets.map(\.tensor),
      source: Self.source(inputs + targets))
  }

  /// The files that tensors come from, each once.
  private static func source(_ tensors: [(path: String, tensor: Tensor)]) -> String {
    var paths: [String] = []
    for tensor in tensors where !paths.contains(tensor.path) { paths.append(tensor.path) }
    return paths.joined(separator: " and ")
  }

  /// Names of tensors that a sentence has room for.
  private static let mostNames = 8

  /// The tensors of a part, one for each end of the network.
  private func part(
    _ part: Part, _ ends: [TensorReference]
  ) throws(FileError) -> [(path: String, tensor: Tensor)] {
    let names = ends.names.map { "\(part.rawValue)/\($0)" }
    if ends.count == 1, let found = tensors[part.rawValue] { return [found] }
    let found = names.compactMap { tensors[$0] }
    if found.count == names.count { return found }
    let paths = Set(tensors.values.map(\.path)).sorted()
    let wanted = ends.count == 1 ? [part.rawValue] : names.filter { tensors[$0] == nil }
    let there = tensors.keys.sorted {
      (Part(ofTensor: $0)?.order ?? 0, $0) < (Part(ofTensor: $1)?.order ?? 0, $1)
    }
    let more = there.count - Self.mostNames
    throw FileError(
      path: paths.joined(separator: ", "), problem: .malformed,
      reason: "there is no \(wanted.map(quoted).joined(separator: " and no ")), only "
        + there.prefix(Self.mostNames).map(printable).joined(separator: ", ")
        + (more > 0 ? " and \(more) more" : "") + "; add the tensor of that name")
  }
}

extension [TensorReference] {
  /// The names of a network's inputs or outputs in files of samples: those of their layers, with the
  /// number of the call and of the tensor where one layer makes several.
  var names: [String] {
    Set(map(\.layer)).count == count ? map(\.layer) : map(\.description)
  }
}
