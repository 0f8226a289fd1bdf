import Foundation
import KerasFormat
import ModelFiles
import Networks
import TensorFiles
import TestSupport
import Testing

@testable import gradmark

/// Model files that hold weights: whether these are the model's, and what they compute.
@Suite(
  .enabled(
    if: SavedModel.canReadContainers,
    "libhdf5 and libzip read these files; install libhdf5-103-1 and libzip4"))
struct WeightsBesideModelTests {
  private static let files =
    URL(filePath: #filePath).appending(path: "../../ModelFilesTests/Fixtures").standardized.path

  private func network(units: Int) throws -> ResolvedNetwork {
    try NetworkDescription(
      sequential: "net", input: [4],
      layers: [LayerDescription("a", Dense(units: units)), LayerDescription("b", Dense(units: 2))]
    ).resolved()
  }

  @Test(arguments: [ModelOutput.Format.keras, .hdf5])
  func weightsOfAnotherModelAreToldBehindTheTable(format: ModelOutput.Format) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/mixed\(format.rawValue)", own = try network(units: 3)
      let weights = own.parameters.map {
        NamedTensor(name: $0.path, tensor: Tensor(zeros: $0.shape.dimensions))
      }
      try ModelOutput(own, json: ModelWriter.json(try network(units: 5)), weights: weights)
        .write(format, to: path)
      let text = try SummaryCommand.parse([path]).output()
      #expect(text.contains("Total params: 37 (148.00 B)") && !text.contains("as counted"))
      let model = try ModelArgument(path)
      let error = #expect(throws: UserError.self) { try model.requireItsWeights() }
      #expect(error?.status == .dataError)
      #expect(
        error?.sentence.hasSuffix(
          "the file lacks 'a/kernel' of shape [4, 5], 'a/bias' of shape [5], 'b/kernel' of shape [5, 2], "
            + "and holds besides 1 of shape [3], 1 of shape [3, 2], 1 of shape [4, 3]; use a file of "
            + "this very model") == true)
      #expect(throws: UserError.self) { try StrictnessOptions.parse(["--strict"]).check(model) }
      try StrictnessOptions.parse([]).check(model)
    }
  }

  /// A file of `tf_keras` 2.21: Bidirectional CuDNNLSTM 4, CuDNNLSTM 3 backwards, CuDNNGRU 2, Dense 2 on
  /// [5][3], and what its `predict` gives once LSTM and GRU have loaded the weights, as it does on a CPU.
  @Test func recurrencesOfCuDNNPredictAsInKeras() throws {
    try withTemporaryFolder { folder in
      let model = "\(Self.files)/cudnn.h5", data = "\(folder)/x.safetensors"
      let x = (0..<30).map { Float($0 % 7) / 4 - 0.75 }
      try Safetensors.write(
        [NamedTensor(name: "x", tensor: Tensor(dimensions: [2, 5, 3], elements: x))], to: data)
      func predictions(_ model: String, _ weights: String) throws -> [Double] {
        try PredictCommand.parse([model, "--weights", weights, "--data", data]).text()
          .split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      }
      let expected = [
        -0.463_296_234_607_696_53, 0.547_888_338_565_826_4, -0.448_551_356_792_449_95,
        0.539_296_388_626_098_6,
      ]
      // The same as a model of LSTM and GRU, in Keras 3's own format.
      let converted = "\(folder)/converted.keras"
      try ConvertCommand.parse([model, converted]).run()
      // An archive of Keras 2 with the same weights.
      let archive = "\(Self.files)/cudnn.keras"
      for file in [model, converted, archive] {
        for weights in [model, converted, archive] {
          let found = try predictions(file, weights)
          #expect(found.count == 4)
          for (number, expected) in zip(found, expected) { #expect(abs(number - expected) < 1e-6) }
        }
      }
    }
  }
}
