import Datasets
import Networks
import TensorFiles

/// A folder in which the processes of a sweep keep the data that they have made: each network's are
/// made once, in place of once a process.
struct DataStore {
  /// The folder, or `nil` to keep nothing.
  let folder: String?

  /// The kept data of a name with enough samples, or what `make` makes, which is kept then.
  ///
  /// A file that is missing, damaged or too short is made anew; where it cannot be written, the next
  /// process makes the data for itself.
  func data(_ name: String, sampleCount: Int, make: () throws -> Dataset) rethrows -> Dataset {
    guard let path = folder.map({ "\($0)/\(name).safetensors" }) else { return try make() }
    if let kept = Self.read(path), kept.sampleCount >= sampleCount { return kept }
    let data = try make()
    try? Safetensors.write(
      [
        NamedTensor(name: Self.inputs, tensor: data.inputs),
        NamedTensor(name: Self.targets, tensor: data.targets),
      ], to: path)
    return data
  }

  private static let inputs = "inputs"
  private static let targets = "targets"

  private static func read(_ path: String) -> Dataset? {
    guard let tensors = try? Safetensors.read(path),
      let inputs = tensors.first(where: { $0.name == inputs })?.tensor,
      let targets = tensors.first(where: { $0.name == targets })?.tensor,
      inputs.sampleCount == targets.sampleCount
    else { return nil }
    return Dataset(inputs: inputs, targets: targets)
  }
}
