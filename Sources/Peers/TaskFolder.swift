import Datasets
import Foundation
import Networks
import Records
import TensorFiles

/// A folder that holds all that drivers start from: `task.json`, `start.safetensors` with the weights by
/// name, `data.safetensors` with `inputs` and `targets`, `factors.safetensors` where elements are dropped.
struct TaskFolder: Sendable {
  /// Where it is; it exists.
  let path: String

  /// Writes a task, over the one that was there.
  ///
  /// - Parameters:
  ///   - task: what is trained.
  ///   - start: the start weights.
  ///   - data: whole batches in their order, of the task's shapes.
  ///   - factors: by which Dropout layers multiply in the steps that are proven; see `Trainer.dropoutFactors`.
  /// - Throws: a `FileError` where a file cannot be written.
  func export(_ task: PeerTask, start: [NamedTensor], data: Dataset, factors: [NamedTensor] = [])
    throws
  {
    try Safetensors.write(start, to: "\(path)/start.safetensors")
    try Safetensors.write(
      [
        NamedTensor(name: "inputs", tensor: data.inputs),
        NamedTensor(name: "targets", tensor: data.targets),
      ], to: "\(path)/data.safetensors")
    let factorsPath = "\(path)/factors.safetensors"
    // Those of the network before would be taken for this one's.
    try? FileManager.default.removeItem(atPath: factorsPath)
    if !factors.isEmpty { try Safetensors.write(factors, to: factorsPath) }
    let taskPath = "\(path)/task.json"
    do {
      try Data(RecordCoding.text(task).utf8).write(to: URL(filePath: taskPath))
    } catch {
      throw FileError(
        path: taskPath, problem: .unwritable,
        reason: "cannot be written; free space, or check the folder's permissions")
    }
  }
}
