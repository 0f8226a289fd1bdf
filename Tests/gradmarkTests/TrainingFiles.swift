import Foundation
import Networks
import TensorFiles
import TestSupport

@testable import gradmark

/// One unit on two inputs, with an optimizer whose steps are round numbers.
let trainingModel = #"""
  {"class_name": "Sequential", "config": {"name": "net", "layers": [
    {"class_name": "Dense", "config": {"name": "dense", "units": 1, "batch_input_shape": [null, 2]}}]},
   "compile_config": {"optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.5,
     "momentum": 0.25}}, "loss": "mse", "metrics": null}}
  """#

/// A folder with model.json, data.safetensors (y = x₁ + 2·x₂) and start.safetensors (zeros).
func withTrainingFiles(_ body: (String) throws -> Void) throws {
  try withTemporaryFolder { folder in
    try Data(trainingModel.utf8).write(to: URL(filePath: "\(folder)/model.json"))
    try Safetensors.write(
      [
        NamedTensor(
          name: "x", tensor: Tensor(dimensions: [4, 2], elements: [0, 0, 0, 1, 1, 0, 1, 1])),
        NamedTensor(name: "y", tensor: Tensor(dimensions: [4, 1], elements: [0, 2, 1, 3])),
      ], to: "\(folder)/data.safetensors")
    try Safetensors.write(
      [
        NamedTensor(name: "dense/kernel", tensor: Tensor(zeros: [2, 1])),
        NamedTensor(name: "dense/bias", tensor: Tensor(zeros: [1])),
      ], to: "\(folder)/start.safetensors")
    try body(folder)
  }
}

/// What `gradmark train` prints at its end, without its progress.
func trainQuietly(_ arguments: [String]) throws -> String {
  try TrainCommand.parse(arguments + ["--verbose", "0"]).result().text
}

/// The numbers of all tensors of a file, one after the other.
func storedNumbers(_ path: String) throws -> [Float] {
  try Safetensors.read(path).flatMap(\.tensor.elements)
}
