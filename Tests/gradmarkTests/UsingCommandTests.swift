import Foundation
import Networks
import TensorFiles
import TestSupport
import Testing

@testable import gradmark

/// Predictions and evaluations by the commands, and how their figures are written.
@Suite struct UsingCommandTests {
  /// Recurrent layers drop nothing when they predict, wherever they are.
  @Test func predictionsHeedNoDropoutOfRecurrentLayers() throws {
    let weights = [("kernel", [1, 4]), ("recurrent_kernel", [1, 4]), ("bias", [4])]
    try withTemporaryFolder { folder in
      let layers = ["rnn/both/forward", "rnn/both/backward", "last"]
      try Safetensors.write(
        layers.flatMap { layer in
          weights.map { name, shape in
            // The last layer takes both directions of the one before it.
            let rows = layer == "last" && name == "kernel" ? 2 : shape[0]
            let dimensions = shape.count == 1 ? shape : [rows, 4]
            let numbers = (0..<dimensions.reduce(1, *)).map { 0.25 * Float($0) - 0.5 }
            return NamedTensor(
              name: "\(layer)/\(name)", tensor: Tensor(dimensions: dimensions, elements: numbers))
          }
        }, to: "\(folder)/weights.safetensors")
      try Safetensors.write(
        [
          NamedTensor(
            name: "x", tensor: Tensor(dimensions: [2, 3, 1], elements: [0, 1, 2, -1, 0.5, 1]))
        ], to: "\(folder)/data.safetensors")
      let texts = try [0, 0.5].map { rate in
        let dropout = #""dropout": \#(rate), "recurrent_dropout": \#(rate)"#
        let model = #"""
          {"class_name": "Sequential", "config": {"name": "net", "layers": [
            {"class_name": "Sequential", "config": {"name": "rnn", "layers": [
              {"class_name": "Bidirectional", "config": {
                "name": "both", "batch_input_shape": [null, 3, 1], "layer": {
                "class_name": "LSTM", "config": {
                  "name": "lstm", "units": 1, "return_sequences": true, \#(dropout)}}}}]}},
            {"class_name": "LSTM", "config": {"name": "last", "units": 1, \#(dropout)}}]}}
          """#
        try Data(model.utf8).write(to: URL(filePath: "\(folder)/model.json"))
        return try PredictCommand.parse([
          "\(folder)/model.json", "--weights", "\(folder)/weights.safetensors", "--data",
          "\(folder)/data.safetensors",
        ]).text()
      }
      #expect(texts[0] == texts[1] && texts[0].split(separator: "\n").count == 2)
    }
  }

  /// A model's file says whether its outputs are logits, which changes the loss that is evaluated.
  @Test(arguments: [false, true]) func evaluatingTakesLogitsForWhatTheyAre(areLogits: Bool) throws {
    try withTrainingFiles { folder in
      let loss = #"""
        {"class_name": "BinaryCrossentropy", "config": {"from_logits": \#(areLogits)}}
        """#
      let model = trainingModel.replacing(#""mse""#, with: loss)
      try Data(model.utf8).write(to: URL(filePath: "\(folder)/model.json"))
      try Safetensors.write(
        [
          NamedTensor(name: "x", tensor: Tensor(dimensions: [1, 2], elements: [1, 1])),
          NamedTensor(name: "y", tensor: Tensor(dimensions: [1, 1], elements: [1])),
        ], to: "\(folder)/data.safetensors")
      try Safetensors.write(
        [
          NamedTensor(
            name: "dense/kernel", tensor: Tensor(dimensions: [2, 1], elements: [0.25, 0.25])),
          NamedTensor(name: "dense/bias", tensor: Tensor(zeros: [1])),
        ], to: "\(folder)/start.safetensors")
      let text = try EvaluateCommand.parse([
        "\(folder)/model.json", "--data", "\(folder)/data.safetensors", "--weights",
        "\(folder)/start.safetensors",
      ]).text()
      // ln(1 + e^−½), and −ln ½.
      #expect(text == "loss: \(areLogits ? "0.474077" : "0.693147")\n")
    }
  }

  @Test func whatIsNoNumberIsNullInJSON() throws {
    for value in [Double.nan, .infinity, nil] {
      let figures = [ResultFigure(name: "loss", value: value)]
      #expect(try figures.text(.json) == "{\n  \"loss\" : null\n}\n")
    }
    #expect(try [ResultFigure(name: "loss", value: .nan)].text(.text) == "loss: nan\n")
  }
}
