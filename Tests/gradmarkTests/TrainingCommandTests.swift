import ArgumentParser
import Foundation
import ModelFiles
import Networks
import TensorFiles
import TestSupport
import Testing
import TrainingFiles

@testable import gradmark

/// The commands that train and use networks, run as the program runs them.
@Suite struct TrainingCommandTests {
  private static let model = #"""
    {"class_name": "Sequential", "config": {"name": "net", "layers": [
      {"class_name": "Dense", "config": {"name": "dense", "units": 1, "batch_input_shape": [null, 2]}}]},
     "compile_config": {"optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.5,
       "momentum": 0.25}}, "loss": "mse", "metrics": null}}
    """#

  /// A folder with model.json, data.safetensors (y = x₁ + 2·x₂) and start.safetensors (zeros).
  private func withFiles(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try Data(Self.model.utf8).write(to: URL(filePath: "\(folder)/model.json"))
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

  private func train(_ arguments: [String]) throws -> String {
    try TrainCommand.parse(arguments + ["--verbose", "0"]).result().text
  }

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
    try withFiles { folder in
      let loss = #"""
        {"class_name": "BinaryCrossentropy", "config": {"from_logits": \#(areLogits)}}
        """#
      let model = Self.model.replacing(#""mse""#, with: loss)
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

  private func weights(_ path: String) throws -> [Float] {
    try Safetensors.read(path).flatMap(\.tensor.elements)
  }

  @Test func aFileIsTrainedEvaluatedAndPredicted() throws {
    try withFiles { folder in
      let (model, output) = ("\(folder)/model.json", "\(folder)/out")
      let data = ["--data", "\(folder)/data.safetensors"]
      let text = try train(
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
      #expect(try weights("\(output)/gradients_step_1.safetensors") == [-2, -2.5, -3])
      #expect(try weights("\(output)/weights_step_1.safetensors") == [1, 1.25, 1.5])
      let final = "\(output)/weights_step_200.safetensors"
      for (weight, expected) in zip(try weights(final), [1, 2, 0] as [Float]) {
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
      let text = try train([
        model, "--data", data, "--weights", start, "--steps", "1", "--output", output,
      ])
      // 1 + 2 before the step, which goes half of 2 and of 4 up; (2 − 1)² + 2·(4 − 1)² after it.
      #expect(text == "loss: 19\n")
      #expect(try weights("\(output)/weights_step_1.safetensors") == [1, 1, 2, 2])
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

  @Test(
    .enabled(
      if: SavedModel.canReadContainers,
      "libhdf5 and libzip write these files; install libhdf5-103-1 and libzip4"),
    arguments: WeightOutput.endings)
  func trainedModelsAreSaved(ending: String) throws {
    try withFiles { folder in
      let (model, saved) = ("\(folder)/model.json", "\(folder)/saved\(ending)")
      let data = ["--data", "\(folder)/data.safetensors"]
      let text = try train([model, "--steps", "20", "--save", saved] + data)
      #expect(try EvaluateCommand.parse([model, "--weights", saved] + data).text() == text)
      // A whole model is a model and its weights at once, and goes over into every other format.
      let isModel = [".keras", ".h5", "/"].contains(ending)
      for next in WeightOutput.endings {
        let converted = "\(folder)/converted\(next)"
        let source = isModel ? [saved, converted] : [model, converted, "--weights", saved]
        try ConvertCommand.parse(source).run()
        #expect(try EvaluateCommand.parse([model, "--weights", converted] + data).text() == text)
      }
      guard isModel else { return }
      #expect(
        try SummaryCommand.parse([saved]).output().contains(" 3 numbers, as counted"))
      #expect(try EvaluateCommand.parse([saved, "--weights", saved] + data).text() == text)
    }
  }

  @Test func weightsThatAreNotThereAreAskedFor() throws {
    try withFiles { folder in
      let error = #expect(throws: UserError.self) {
        try ConvertCommand.parse(["\(folder)/model.json", "\(folder)/m.keras"]).run()
      }
      #expect(error?.sentence.contains("holds no weights") == true)
      let nowhere = #expect(throws: UserError.self) {
        try train([
          "\(folder)/model.json", "--data", "\(folder)/data.safetensors", "--save", "/no/m.keras",
        ])
      }
      #expect(nowhere?.sentence.contains("there is no folder '/no'") == true)
    }
  }

  @Test func flagsWinOverTheModel() throws {
    try withFiles { folder in
      func firstStep(_ flags: String...) throws -> [Float] {
        let output = "\(folder)/\(UUID())"
        _ = try train(
          [
            "\(folder)/model.json", "--data", "\(folder)/data.safetensors", "--weights",
            "\(folder)/start.safetensors", "--steps", "1", "--output", output,
          ] + flags)
        return try weights("\(output)/weights_step_1.safetensors")
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
    let text = try train(["and", "--epochs", "3", "--threads", "1"])
    let names = text.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    #expect(names == ["loss", "accuracy", "val_loss", "val_accuracy", "held_out_accuracy"])
    #expect(text == (try train(["and", "--epochs", "3", "--threads", "3"])))
    #expect(text != (try train(["and", "--epochs", "3", "--seed", "2"])))
    let both = try train(["and", "--steps", "3", "--metrics", "mae,acc"])
    #expect(both.contains("\naccuracy: ") && both.contains("\nmean_absolute_error: "))
    let short = try train(["and", "--steps", "3", "--metrics", "none"])
    #expect(short.hasPrefix("loss: ") && !short.contains("\naccuracy"))
  }

  /// Enough samples for a tree of several groups; only the rounding may differ.
  @Test func everyKernelAndReductionTrainsAlike() throws {
    let steps = ["ladder-32", "--batch-size", "128", "--steps", "3"]
    let library = try CBLASPaths.all()[0]
    func loss(_ flags: String...) throws -> Double {
      let line = try train(steps + flags).prefix { $0 != "\n" }
      return try #require(Double(line.dropFirst("loss: ".count)))
    }
    let expected = try loss()
    for flags in [["--reduction", "tree"], ["--kernels", "cblas:\(library)"]] {
      let other = try loss(flags[0], flags[1])
      // Six digits are printed.
      #expect(abs(other - expected) <= 1e-5 * expected)
    }
    #expect(throws: ModelError.self) {
      try train(["rnn", "--steps", "1", "--kernels", "cblas:\(library)"])
    }
  }

  @Test func aDivergedTrainingSaysSoAndKeepsItsFiles() throws {
    try withFiles { folder in
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

  @Test func whatIsNoNumberIsNullInJSON() throws {
    for value in [Double.nan, .infinity, nil] {
      let figures = [ResultFigure(name: "loss", value: value)]
      #expect(try figures.text(.json) == "{\n  \"loss\" : null\n}\n")
    }
    #expect(try [ResultFigure(name: "loss", value: .nan)].text(.text) == "loss: nan\n")
  }

  @Test(arguments: [
    ([], "Name a network or a model file"),
    (["pair", "--epochs", "0"], "--epochs is 0; it must be at least 1"),
    (["pair", "--steps", "-3"], "--steps is -3; it must be at least 1"),
    (["pair", "--threads", "0"], "--threads is 0; it must be at least 1"),
    (["pair", "--threads", "many"], "--threads is 'many'; write auto or a number"),
    (["pair", "--reduction", "forest"], "--reduction is 'forest'; choose owned, tree or auto"),
    (["pair", "--kernels", "blas"], "--kernels is 'blas'; choose gradmark, direct, or cblas:"),
    (["pair", "--kernels", "cblas:"], "--kernels is 'cblas:'; choose"),
    (["pair", "--kernels", "cblas:a", "--reduction", "tree"], "leave out it or --kernels"),
    (["pair", "--exchange", "ring"], "choose chain, blocks, samples or auto"),
    (["pair", "--exchange", "chain", "--reduction", "tree"], "leave out it or --reduction tree"),
    (["pair", "--step-timeout", "0"], "--step-timeout is 0.0; it must be above 0"),
    (["pair", "--batch-size", "-1"], "--batch-size is -1; it must be at least 1"),
    (["pair", "--epochs", "1", "--steps", "1"], "both say how long"),
    (["pair", "--validation-split", "1"], "at least 0 and below 1"),
    (["pair", "--validation-split", "0.5", "--steps", "1"], "goes with --epochs"),
    (["pair", "--save-at", "1,x"], "'x' is no step"),
    (["pair", "--loss", "hinge"], "--loss is 'hinge'; choose one of mean_squared_error"),
    (["pair", "--data", "a", "--inputs", "b"], "leave out --inputs"),
    (["pair", "--targets", "b"], "give --inputs too"),
    (
      ["pair", "--save", "a.txt"],
      "end its name in one of .keras, .weights.h5, .h5, .safetensors, or a folder"
    ),
    (["--fixture", "a"], "--fixture needs --output"),
    (["--fixture", "a", "--output", "b", "--steps", "3"], "--fixture settles everything"),
  ])
  func mistakesInFlagsAreRefused(arguments: [String], sentence: String) {
    let error = #expect(throws: (any Error).self) { try TrainCommand.parse(arguments) }
    #expect(error.map { Gradmark.exitCode(for: $0) } == .validationFailure)
    #expect(error.map { Gradmark.message(for: $0).contains(sentence) } == true)
  }

  @Test func mistakesInFilesEndInOneSentenceAndNoFolder() throws {
    try withFiles { folder in
      let (model, output) = ("\(folder)/model.json", "\(folder)/out")
      func mistake(_ arguments: String...) -> (gradmark.ExitStatus, String)? {
        let error = #expect(throws: (any Error).self) {
          try train(arguments + ["--output", output])
        }
        #expect(!FileManager.default.fileExists(atPath: output))
        return error.map { (gradmark.ExitStatus(for: $0), "\($0)") }
      }
      let data = "\(folder)/data.safetensors"
      let none = mistake(model)
      #expect(none?.0 == .usage && none?.1.contains("give --data") == true)
      let missing = mistake(model, "--data", "\(folder)/nothing")
      #expect(missing?.0 == .noInput && missing?.1.hasPrefix("\(folder)/nothing: ") == true)
      let beta = mistake(model, "--data", data, "--beta-1", "0.5")
      #expect(beta?.0 == .usage && beta?.1.contains("--beta-1 is a setting of adam") == true)
      let momentum = mistake("rnn", "--momentum", "0.5")
      #expect(momentum?.1.contains("--momentum is a setting of sgd") == true)
      let rate = mistake(model, "--data", data, "--learning-rate", "-1")
      #expect(rate?.0 == .dataError && rate?.1.contains("learning rate is -1.0") == true)
      let wide = mistake("denoise", "--data", data)
      #expect(wide?.0 == .dataError && wide?.1.contains("takes (None, 514)") == true)
      let digits = mistake(model, "--data", data, "--digits", folder)
      #expect(digits?.1.contains("--digits is for 'digits' and 'mnist-cnn'") == true)

      let library = mistake("and", "--kernels", "cblas:\(folder)/none.so")
      #expect(library?.0 == .noInput && library?.1.contains("there is no file") == true)
      let noLibrary = mistake("and", "--kernels", "cblas:\(data)")
      #expect(noLibrary?.0 == .unavailable && noLibrary?.1.contains("is no library") == true)

      let bytes = try WholeFile.read(data)
      try WholeFile.write(Array(bytes.dropLast(3)), to: data)
      let short = mistake(model, "--data", data)
      #expect(short?.0 == .dataError && short?.1.contains("the file was cut short") == true)
      let uncompiled = Self.model.replacing("compile_config", with: "other")
      try Data(uncompiled.utf8).write(to: URL(filePath: model))
      try WholeFile.write(bytes, to: data)
      #expect(mistake(model, "--data", data)?.1.contains("give --optimizer") == true)
      let loss = mistake(model, "--data", data, "--optimizer", "sgd")
      #expect(loss?.1.contains("of how it is compiled; give --loss") == true)
    }
  }
}
