import ModelFiles
import Networks
import TestSupport
import Testing
import TrainingFiles

@testable import gradmark

/// Models that training saves, and that go over into other formats.
@Suite struct SavingCommandTests {
  @Test(
    .enabled(
      if: SavedModel.canReadContainers,
      "libhdf5 and libzip write these files; install libhdf5-103-1 and libzip4"),
    arguments: WeightOutput.endings)
  func trainedModelsAreSaved(ending: String) throws {
    try withTrainingFiles { folder in
      let (model, saved) = ("\(folder)/model.json", "\(folder)/saved\(ending)")
      let data = ["--data", "\(folder)/data.safetensors"]
      let text = try trainQuietly([model, "--steps", "20", "--save", saved] + data)
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
    try withTrainingFiles { folder in
      let error = #expect(throws: UserError.self) {
        try ConvertCommand.parse(["\(folder)/model.json", "\(folder)/m.keras"]).run()
      }
      #expect(error?.sentence.contains("holds no weights") == true)
      let nowhere = #expect(throws: UserError.self) {
        try trainQuietly([
          "\(folder)/model.json", "--data", "\(folder)/data.safetensors", "--save", "/no/m.keras",
        ])
      }
      #expect(nowhere?.sentence.contains("there is no folder '/no'") == true)
    }
  }
}
