import ArgumentParser
import Foundation
import Networks
import TensorFiles
import TestSupport
import Testing

@testable import gradmark

/// Flags and files that cannot be trained with are refused by a sentence that names the remedy.
@Suite struct TrainingMistakeTests {
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

  /// It would be dropped without a word; a script may give it to a launcher of one rank.
  @Test func anExchangeWithoutRanksIsRefused() throws {
    let kernels = try KernelOptions.parse(["--exchange", "chain"])
    let error = #expect(throws: UserError.self) { try kernels.checkExchange(isLaunched: false) }
    #expect(error?.status == .usage)
    #expect(
      error?.sentence
        == "--exchange chain is how ranks share their sums, and one process has nobody to share with; start "
        + "several with a launcher, as 'mpirun -n 2 gradmark train' does, or leave it out")
    try kernels.checkExchange(isLaunched: true)
    try KernelOptions.parse([]).checkExchange(isLaunched: false)
    try KernelOptions.parse(["--exchange", "auto"]).checkExchange(isLaunched: false)
  }

  @Test func mistakesInFilesEndInOneSentenceAndNoFolder() throws {
    try withTrainingFiles { folder in
      let (model, output) = ("\(folder)/model.json", "\(folder)/out")
      func mistake(_ arguments: String...) -> (gradmark.ExitStatus, String)? {
        let error = #expect(throws: (any Error).self) {
          try trainQuietly(arguments + ["--output", output])
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
      let uncompiled = trainingModel.replacing("compile_config", with: "other")
      try Data(uncompiled.utf8).write(to: URL(filePath: model))
      try WholeFile.write(bytes, to: data)
      #expect(mistake(model, "--data", data)?.1.contains("give --optimizer") == true)
      let loss = mistake(model, "--data", data, "--optimizer", "sgd")
      #expect(loss?.1.contains("of how it is compiled; give --loss") == true)
    }
  }
}
