import Foundation
import Networks
import Records
import TensorFiles
import Training

/// A folder that holds all that a contestant starts from: `task.json`, `start.safetensors` with the
/// weights by name, `data.safetensors` with `inputs` and `targets`.
public struct TaskFolder: Sendable {
  /// Where it is.
  public let path: String

  private var taskPath: String { "\(path)/task.json" }
  private var startPath: String { "\(path)/start.safetensors" }
  private var dataPath: String { "\(path)/data.safetensors" }

  /// Names a folder that exists.
  public init(path: String) {
    self.path = path
  }

  /// Writes a task, with data and start weights that the seed settles.
  ///
  /// - Throws: a `ModelError` where the network is impossible, a `FileError` where a file cannot be
  ///   written.
  public func export(_ task: PeerTask, seed: UInt64) throws {
    let trainer = try Trainer(
      task.network, training: task.training(),
      options: TrainerOptions(batchSize: task.batchSize, seed: seed))
    let data = try task.makeData(sampleCount: task.sampleCount, seed: seed)
    try Safetensors.write(trainer.weights(), to: startPath)
    try Safetensors.write(
      [
        NamedTensor(name: "inputs", tensor: data.inputs),
        NamedTensor(name: "targets", tensor: data.targets),
      ], to: dataPath)
    do {
      try Data(RecordCoding.text(task).utf8).write(to: URL(filePath: taskPath))
    } catch {
      throw FileError(
        path: taskPath, problem: .unwritable,
        reason: "cannot be written; free space, or check the folder's permissions")
    }
  }

  /// The task.
  ///
  /// - Throws: a `FileError` where the file is missing or holds something else.
  func task() throws -> PeerTask {
    guard let text = FileManager.default.contents(atPath: taskPath) else {
      throw FileError(
        path: taskPath, problem: .unreadable,
        reason: "is missing or may not be read; name a folder that 'gradmark peers' made")
    }
    guard let task = try? JSONDecoder().decode(PeerTask.self, from: text) else {
      throw FileError(
        path: taskPath, problem: .malformed,
        reason: "is no task; name a folder that 'gradmark peers' made")
    }
    return task
  }

  /// The start weights.
  ///
  /// - Throws: a `FileError` as reading safetensors does.
  func startWeights() throws -> [NamedTensor] {
    try Safetensors.read(startPath)
  }

  /// The data.
  ///
  /// - Throws: a `FileError` as reading safetensors does, or where one of the two is missing.
  func data() throws -> (inputs: Tensor, targets: Tensor) {
    let tensors = try Safetensors.read(dataPath)
    guard let inputs = tensors.first(where: { $0.name == "inputs" })?.tensor,
      let targets = tensors.first(where: { $0.name == "targets" })?.tensor
    else {
      throw FileError(
        path: dataPath, problem: .malformed,
        reason: "lacks 'inputs' or 'targets'; name a folder that 'gradmark peers' made")
    }
    return (inputs, targets)
  }
}
