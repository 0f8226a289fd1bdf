import Foundation
import Networks
import TensorFiles
import TestSupport
import Testing

@testable import gradmark

/// Training by the command: what it leaves behind, and which settings it goes by.
@Suite struct TrainCommandTests {
  @Test func aFileIsTrainedEvaluatedAndPredicted() throws {
    try withTrainingFiles { folder in
      let (model, output) = ("\(folder)/model.json", "\(folder)/out")
      let data = ["--data", "\(folder)/data.safetensors"]
      let text = try trainQuietly(
        [
          model, "--weights", "\(folder)/start.safetensors", "--steps", "200", "--no-shuffle",
          "--save-at", "1,3", "--threads", "2", "--output", output,
        ] + data)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: output).sorted() == [
          "gradients_step_1.safetensors", "losses.json", "predict.safetensors", "results.json",
          "summary.json", "weights_step_1.safetensors", "weights_step_200.safetensors",
          "weights_step_3.safetensors",
        ])
      // The gradient at 0 is −2·mean of y·x₁, y·x₂ and y: −2, −2.5 and −3; half of it is the step.
      #expect(try storedNumbers("\(output)/gradients_step_1.safetensors") == [-2, -2.5, -3])
      #expect(try storedNumbers("\(output)/weights_step_1.safetensors") == [1, 1.25, 1.5])
      let final = "\(output)/weights_step_200.safetensors"
      for (weight, expected) in zip(try storedNumbers(final), [1, 2, 0] as [Float]) {
        #expect(abs(weight - expected) < 1e-5)
      }

      let evaluation = try EvaluateCommand.parse([model, "--weights", final] + data).text()
      #expect(evaluation == text)
      let exact = try EvaluateCommand.parse(
        [model, "--weights", final, "--format", "json"] + data
      ).text()
      let figures = try JSONDecoder().decode([String: Double].self, from: Data(exact.utf8))
      #expect(figures.keys.sorted() == ["loss"])
      #expect("loss: \(number(figures["loss"]))\n" == text)
      let prediction = "\(folder)/prediction"
      _ = try PredictCommand.parse([model, "--weights", final, "--output", prediction] + data)
        .text()
      let predicted = try Safetensors.read("\(prediction)/predict.safetensors")
      let kept = try Safetensors.read("\(output)/predict.safetensors")
      #expect(predicted.map(\.name) == ["predict"])
      #expect(predicted[0].tensor == kept.first { $0.name == "predict_final" }?.tensor)
      let start = "\(folder)/start.safetensors"
      let lines = try PredictCommand.parse([model, "--weights", start] + data).text()
      #expect(lines == "0.0\n0.0\n0.0\n0.0\n")
      let rows = try PredictCommand.parse([model, "--weights", start, "--format", "json"] + data)
        .text()
      #expect(
        try JSONDecoder().decode([[Float]].self, from: Data(rows.utf8)) == [[0], [0], [0], [0]])
    }
  }

  /// Two networks side by side in one: every input and output goes by the name of its layer.
  private static let twoEnds = #"""
    {"class_name": "Functional", "config": {"name": "ends", "layers": [
      {"class_name": "InputLayer", "name": "a", "config": {"name": "a", "batch_input_shape": [null, 1]},
       "inbound_nodes": []},
      {"class_name": "InputLayer", "name": "b", "config": {"name": "b", "batch_input_shape": [null, 1]},
       "inbound_nodes": []},
      {"class_name": "Dense", "name": "left", "config": {"name": "left", "units": 1},
       "inbound_nodes": [[["a", 0, 0, {}]]]},
      {"class_name": "Dense", "name": "right", "config": {"name": "right", "units": 1},
       "inbound_nodes": [[["b", 0, 0, {}]]]}],
      "input_layers": [["a", 0, 0], ["b", 0, 0]],
      "output_layers": [["left", 0, 0], ["right", 0, 0]]},
     "compile_config": {"optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.5}},
       "loss": {"left": "mse", "right": "mse"}, "loss_weights": [1, 2]}}
    """#

  @Test func severalInputsAndOutputsAreTrained() throws {
    try withTemporaryFolder { folder in
      let (model, data) = ("\(folder)/model.json", "\(folder)/data.safetensors")
      let (start, output) = ("\(folder)/start.safetensors", "\(folder)/out")
      try Data(Self.twoEnds.utf8).write(to: URL(filePath: model))
      let one = Tensor(dimensions: [1, 1], elements: [1])
      try Safetensors.write(
        ["x/b", "y/right", "x/a", "y/left"].map { NamedTensor(name: $0, tensor: one) }, to: data)
      try Safetensors.write(
        ["left", "right"].flatMap { layer in
          [
            NamedTensor(name: "\(layer)/kernel", tensor: Tensor(zeros: [1, 1])),
            NamedTensor(name: "\(layer)/bias", tensor: Tensor(zeros: [1])),
          ]
        }, to: start)
      let text = try trainQuietly([
        model, "--data", data, "--weights", start, "--steps", "1", "--output", output,
      ])
      // 1 + 2 before the step, which goes half of 2 and of 4 up; (2 − 1)² + 2·(4 − 1)² after it.
      #expect(text == "loss: 19\n")
      #expect(try storedNumbers("\(output)/weights_step_1.safetensors") == [1, 1, 2, 2])
      let kept = try Safetensors.read("\(output)/predict.safetensors")
      #expect(
        kept.map(\.name) == [
          "predict_initial/left", "predict_initial/right", "predict_final/left",
          "predict_final/right",
        ])
      let files = ["--data", data, "--weights", "\(output)/weights_step_1.safetensors"]
      #expect(try EvaluateCommand.parse([model] + files).text() == "loss: 19\n")
      #expect(try PredictCommand.parse([model] + files).text() == "2.0 4.0\n")
      // A loss that is given counts for every output, each as much.
      #expect(
        try EvaluateCommand.parse([model, "--loss", "mse"] + files).text() == "loss: 10\n")
    }
  }

  @Test func flagsWinOverTheModel() throws {
    try withTrainingFiles { folder in
      func firstStep(_ flags: String...) throws -> [Float] {
        let output = "\(folder)/\(UUID())"
        _ = try trainQuietly(
          [
            "\(folder)/model.json", "--data", "\(folder)/data.safetensors", "--weights",
            "\(folder)/start.safetensors", "--steps", "1", "--output", output,
          ] + flags)
        return try storedNumbers("\(output)/weights_step_1.safetensors")
      }
      #expect(try firstStep("--learning-rate", "1") == [2, 2.5, 3])
      #expect(try firstStep("--nesterov") == [1.25, 1.5625, 1.875])
      #expect(try firstStep("--nesterov", "--momentum", "1") == [2, 2.5, 3])
      // Keras's rate of 0.01, without the model's momentum.
      #expect(try firstStep("--optimizer", "sgd") == [2, 2.5, 3].map { Float(0.01) * $0 })
      #expect(try firstStep("--loss", "bce") == [0, 0, 0])
      // Adam's first step is the learning rate, whatever the gradient.
      let adam = try firstStep("--optimizer", "adam", "--learning-rate", "0.25")
      #expect(adam.allSatisfy { abs($0 - 0.25) < 1e-6 })
      // Weights lose their share before the step; those of the model start from 0 here.
      #expect(
        try firstStep("--optimizer", "adamw", "--learning-rate", "0.25", "--weight-decay", "0.5")
          == adam)
      // The mean of squares is (1 − ρ)·g² after one step: it goes by rate / √(1 − ρ), whatever the gradient.
      let rmsprop = try firstStep(
        "--optimizer", "rmsprop", "--learning-rate", "0.25", "--rho", "0.75")
      #expect(rmsprop.allSatisfy { abs($0 - 0.5) < 1e-5 })
    }
  }

  @Test func theCatalogueTrainsOnItsOwnData() throws {
    let text = try trainQuietly(["and", "--epochs", "3", "--threads", "1"])
    let names = text.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    #expect(names == ["loss", "accuracy", "val_loss", "val_accuracy", "held_out_accuracy"])
    #expect(text == (try trainQuietly(["and", "--epochs", "3", "--threads", "3"])))
    #expect(text != (try trainQuietly(["and", "--epochs", "3", "--seed", "2"])))
    let both = try trainQuietly(["and", "--steps", "3", "--metrics", "mae,acc"])
    #expect(both.contains("\naccuracy: ") && both.contains("\nmean_absolute_error: "))
    let short = try trainQuietly(["and", "--steps", "3", "--metrics", "none"])
    #expect(short.hasPrefix("loss: ") && !short.contains("\naccuracy"))
  }

  /// Enough samples for a tree of several groups; only the rounding may differ.
  @Test func everyKernelAndReductionTrainsAlike() throws {
    let steps = ["ladder-32", "--batch-size", "128", "--steps", "3"]
    let library = try CBLASPaths.all()[0]
    func loss(_ flags: String...) throws -> Double {
      let line = try trainQuietly(steps + flags).prefix { $0 != "\n" }
      return try #require(Double(line.dropFirst("loss: ".count)))
    }
    let expected = try loss()
    for flags in [["--reduction", "tree"], ["--kernels", "cblas:\(library)"]] {
      let other = try loss(flags[0], flags[1])
      // Six digits are printed.
      #expect(abs(other - expected) <= 1e-5 * expected)
    }
    #expect(throws: ModelError.self) {
      try trainQuietly(["rnn", "--steps", "1", "--kernels", "cblas:\(library)"])
    }
  }

  @Test func aDivergedTrainingSaysSoAndKeepsItsFiles() throws {
    try withTrainingFiles { folder in
      let output = "\(folder)/out"
      let result = try TrainCommand.parse([
        "\(folder)/model.json", "--data", "\(folder)/data.safetensors", "--learning-rate", "1e30",
        "--steps", "9", "--verbose", "0", "--output", output,
      ]).result()
      #expect(result.divergence?.status == .incorrect)
      #expect(
        result.divergence?.sentence.hasSuffix(
          "; the weights in '\(output)' are of no use; use a smaller --learning-rate or other data")
          == true)
      #expect(FileManager.default.fileExists(atPath: "\(output)/losses.json"))
    }
  }
}
