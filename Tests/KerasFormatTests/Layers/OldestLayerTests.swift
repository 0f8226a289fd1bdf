import Networks
import Testing

@testable import KerasFormat

/// Layers as Keras 1 wrote them, counted by the formulas of its documentation.
@Suite struct OldestLayerTests {
  /// A layer behind an input of that shape, its weights and what it returns.
  struct Case: Sendable, CustomTestStringConvertible {
    let className: String
    let settings: String
    let input: [Int]
    let count: Int
    let output: [Int]

    var testDescription: String { "\(className) \(settings)" }
  }

  static let cases = [
    Case(
      className: "Dense", settings: #""output_dim": 3, "init": "uniform", "W_constraint": null"#,
      input: [5], count: 5 * 3 + 3, output: [3]),
    Case(
      className: "TimeDistributedDense", settings: #""output_dim": 3"#, input: [7, 5],
      count: 5 * 3 + 3, output: [7, 3]),
    Case(
      className: "MaxoutDense", settings: #""output_dim": 3, "nb_feature": 4"#, input: [5],
      count: 4 * (5 * 3 + 3), output: [3]),
    Case(
      className: "Highway", settings: #""activation": "relu", "transform_bias": -2"#, input: [5],
      count: 2 * (5 * 5 + 5), output: [5]),
    Case(
      className: "Convolution1D",
      settings:
        #""nb_filter": 4, "filter_length": 3, "border_mode": "same", "subsample_length": 2"#,
      input: [8, 5], count: 3 * 5 * 4 + 4, output: [4, 4]),
    Case(
      className: "Convolution2D",
      settings:
        #""nb_filter": 4, "nb_row": 3, "nb_col": 2, "dim_ordering": "tf", "subsample": [2, 1]"#,
      input: [9, 8, 3], count: 3 * 2 * 3 * 4 + 4, output: [4, 7, 4]),
    Case(
      className: "Convolution2D",
      settings: #""nb_filter": 4, "nb_row": 3, "nb_col": 2, "dim_ordering": "th", "bias": false"#,
      input: [3, 9, 8], count: 3 * 2 * 3 * 4, output: [4, 7, 7]),
    Case(
      className: "AtrousConvolution2D",
      settings:
        #""nb_filter": 4, "nb_row": 3, "nb_col": 3, "atrous_rate": [2, 2], "dim_ordering": "tf""#,
      input: [9, 8, 3], count: 3 * 3 * 3 * 4 + 4, output: [5, 4, 4]),
    Case(
      className: "SeparableConvolution2D",
      settings:
        #""nb_filter": 4, "nb_row": 3, "nb_col": 3, "depth_multiplier": 2, "dim_ordering": "tf""#,
      input: [9, 8, 3], count: 3 * 3 * 3 * 2 + 3 * 2 * 4 + 4, output: [7, 6, 4]),
    Case(
      className: "Deconvolution2D",
      settings: #""nb_filter": 4, "nb_row": 3, "nb_col": 3, "dim_ordering": "tf", "#
        + #""output_shape": [null, 11, 10, 4], "subsample": [1, 1]"#,
      input: [9, 8, 3], count: 3 * 3 * 3 * 4 + 4, output: [11, 10, 4]),
    Case(
      className: "Convolution3D",
      settings: #""nb_filter": 4, "kernel_dim1": 2, "kernel_dim2": 3, "kernel_dim3": 1, "#
        + #""dim_ordering": "tf", "subsample": [1, 1, 1]"#,
      input: [5, 6, 7, 2], count: 2 * 3 * 2 * 4 + 4, output: [4, 4, 7, 4]),
    Case(
      className: "LocallyConnected1D", settings: #""nb_filter": 4, "filter_length": 3"#,
      input: [8, 5], count: 6 * (3 * 5 * 4) + 6 * 4, output: [6, 4]),
    Case(
      className: "LocallyConnected2D",
      settings: #""nb_filter": 4, "nb_row": 3, "nb_col": 2, "dim_ordering": "tf""#,
      input: [5, 6, 2], count: 15 * (3 * 2 * 2 * 4) + 15 * 4, output: [3, 5, 4]),
    Case(
      className: "MaxPooling2D",
      settings:
        #""pool_size": [2, 2], "strides": [2, 2], "dim_ordering": "th""#,
      input: [3, 9, 8], count: 0, output: [3, 4, 4]),
    Case(
      className: "MaxPooling1D",
      settings: #""pool_length": 2, "stride": 2, "border_mode": "valid""#,
      input: [9, 3], count: 0, output: [4, 3]),
    Case(
      className: "ZeroPadding2D", settings: #""padding": [1, 2], "dim_ordering": "th""#,
      input: [3, 9, 8], count: 0, output: [3, 11, 12]),
    Case(
      className: "ZeroPadding2D",
      settings: #""padding": {"top_pad": 1, "left_pad": 2, "right_pad": 3}, "dim_ordering": "tf""#,
      input: [9, 8, 3], count: 0, output: [10, 13, 3]),
    Case(
      className: "ZeroPadding1D", settings: #""padding": {"right_pad": 2}"#, input: [9, 3],
      count: 0, output: [11, 3]),
    Case(
      className: "UpSampling1D", settings: #""length": 3"#, input: [4, 3], count: 0,
      output: [12, 3]),
    Case(
      className: "Embedding",
      settings: #""input_dim": 10, "output_dim": 4, "init": "uniform", "dropout": 0.2"#,
      input: [6], count: 10 * 4, output: [6, 4]),
    Case(
      className: "SimpleRNN", settings: #""output_dim": 4, "inner_init": "orthogonal""#,
      input: [6, 5], count: 5 * 4 + 4 * 4 + 4, output: [4]),
    Case(
      className: "LSTM",
      settings: #""output_dim": 4, "inner_activation": "hard_sigmoid", "forget_bias_init": "one", "#
        + #""consume_less": "cpu", "return_sequences": true"#,
      input: [6, 5], count: 4 * (5 * 4 + 4 * 4 + 4), output: [6, 4]),
    Case(
      className: "GRU", settings: #""output_dim": 4, "dropout_W": 0.5, "consume_less": "mem""#,
      input: [6, 5], count: 3 * (5 * 4 + 4 * 4 + 4), output: [4]),
    Case(
      className: "BatchNormalization", settings: #""mode": 0, "axis": 1, "epsilon": 1e-05"#,
      input: [3, 9, 8], count: 4 * 3, output: [3, 9, 8]),
    // Names of TensorFlow 1.13 to 1.15.
    Case(
      className: "BatchNormalizationV1", settings: #""axis": [3]"#, input: [9, 8, 3], count: 4 * 3,
      output: [9, 8, 3]),
    Case(
      className: "UnifiedLSTM", settings: #""units": 4"#, input: [6, 5],
      count: 4 * (5 * 4 + 4 * 4 + 4), output: [4]),
    Case(
      className: "UnifiedGRU", settings: #""units": 4, "reset_after": true"#, input: [6, 5],
      count: 3 * (5 * 4 + 4 * 4 + 2 * 4), output: [4]),
    Case(className: "SReLU", settings: "", input: [5], count: 4 * 5, output: [5]),
    Case(
      className: "ParametricSoftplus", settings: #""alpha_init": 0.2"#, input: [5], count: 2 * 5,
      output: [5]),
    Case(className: "PReLU", settings: #""init": "zero""#, input: [5], count: 5, output: [5]),
    Case(className: "Dropout", settings: #""p": 0.5"#, input: [5], count: 0, output: [5]),
  ]

  @Test(arguments: cases)
  func countsFollowTheDocumentation(_ example: Case) throws {
    let sizes = example.input.map(String.init).joined(separator: ", ")
    let settings = example.settings.isEmpty ? "" : ", \(example.settings)"
    let json = """
      {"class_name": "Sequential", "keras_version": "1.2.2", "config": [
        {"class_name": "\(example.className)", "config": {
          "name": "layer", "batch_input_shape": [null, \(sizes)]\(settings)}}]}
      """
    let network = try ModelReader(json: json.utf8).network.resolved()
    #expect(network.parameterCount == example.count)
    #expect(network.networkOutputShapes == [Shape(axes: example.output.map(\.self))])
  }

  /// Keras 1 wrote `ZeroPadding2D` and `UpSampling2D` without the order of their axes, as in VGG16 for Theano: they
  /// have that of all others, and channels last where these differ.
  @Test(arguments: [
    ("th", ["(None, 3, 34, 34)", "(None, 8, 32, 32)", "(None, 8, 64, 64)"]),
    ("tf", ["(None, 5, 34, 32)", "(None, 8, 32, 30)", "(None, 16, 64, 30)"]),
  ])
  func imagesHaveTheOrderOfTheFile(last: String, shapes: [String]) throws {
    let json = """
      {"class_name": "Sequential", "keras_version": "1.0.3", "config": [
        {"class_name": "ZeroPadding2D",
         "config": {"name": "pad", "padding": [1, 1], "batch_input_shape": [null, 3, 32, 32]}},
        {"class_name": "Convolution2D", "config": {
          "name": "conv", "nb_filter": 8, "nb_row": 3, "nb_col": 3, "dim_ordering": "th"}},
        {"class_name": "Sequential", "config": [
          {"class_name": "UpSampling2D", "config": {"name": "up", "size": [2, 2]}}]},
        {"class_name": "GlobalMaxPooling2D", "config": {"dim_ordering": "\(last)"}}]}
      """
    let network = try ModelReader(json: json.utf8).network.resolved()
    #expect(network.summary().rows.prefix(3).map(\.outputShape.description) == shapes)
  }
}
