import Datasets
import Networks
import TensorFiles

/// A folder in which the processes of a sweep keep the data that they have made: each is made once, in
/// place of once a process.
struct DataStore {
  /// The folder, or `nil` to keep nothing.
  let folder: String?

  /// What is kept under a key, or what `make` makes, which is kept then.
  ///
  /// A file that is missing or damaged is made anew; where it cannot be written, the next process makes
  /// the data for itself.
  ///
  /// - Parameter key: names all that the data depend on, their number among it: what a case trains on
  ///   must not depend on what else is in the sweep.
  func data(_ key: String, make: () throws -> Dataset) rethrows -> Dataset {
    guard let path = folder.map({ "\($0)/\(key).safetensors" }) else { return try make() }
    if let kept = Self.read(path) { return kept }
    let data = try make()
    try? Safetensors.write(data.tensors, to: path)
    return data
  }

  private static func read(_ path: String) -> Dataset? {
    guard let tensors = try? Safetensors.read(path),
      let inputs = tensors.first(where: { $0.name == Dataset.inputsName })?.tensor,
      let targets = tensors.first(where: { $0.name == Dataset.targetsName })?.tensor,
      inputs.sampleCount == targets.sampleCount
    else { return nil }
    return Dataset(inputs: inputs, targets: targets)
  }
}

extension Dataset {
  fileprivate static let inputsName = "inputs"
  fileprivate static let targetsName = "targets"

  /// Both halves by name.
  var tensors: [NamedTensor] {
    [
      NamedTensor(name: Self.inputsName, tensor: inputs),
      NamedTensor(name: Self.targetsName, tensor: targets),
    ]
  }
}
