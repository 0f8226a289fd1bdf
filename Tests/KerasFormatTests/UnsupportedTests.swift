import Networks
import Testing

@testable import KerasFormat

@Suite struct UnsupportedTests {
  /// A layer's class and config, and words that its sentence must have.
  private static let layers: [(String, JSONValue, [String])] = [
    ("LSTM", ["units": 2], ["'l'", "'LSTM'", "SimpleRNN"]),
    ("Add", [:], ["'Add'", "unknown"]),
    ("Dense", [:], ["'units' is missing"]),
    ("Dense", ["units": "many"], ["'units' is 'many'", "whole number"]),
    ("Dense", ["units": .number(1e300)], ["'units' is 1e+300", "whole number"]),
    ("Dense", ["units": .number(2.5)], ["'units' is 2.5"]),
    ("Dense", ["units": 2, "use_bias": "yes"], ["'use_bias' is 'yes'", "true or false"]),
    ("Dense", ["units": 2, "activation": "gelu"], ["'gelu'", "'softmax'"]),
    ("Dense", ["units": 2, "activation": 3], ["'activation' is 3"]),
    ("Dense", ["units": 2, "kernel_initializer": "constant"], ["'constant'", "glorot_uniform"]),
    ("Dense", ["units": 2, "kernel_initializer": 5], ["'kernel_initializer' is 5"]),
    (
      "Dense", ["units": 2, "init": ["class_name": "VarianceScaling", "config": ["scale": 3]]],
      ["VarianceScaling with scale 3.0"]
    ),
    (
      "Dense",
      ["units": 2, "init": ["class_name": "RandomNormal", "config": ["stddev": .number(1e300)]]],
      ["'stddev' is 1e+300", "float32"]
    ),
    ("Dense", ["units": 2, "kernel_regularizer": "orthogonal"], ["'orthogonal'", "L1L2"]),
    (
      "Dense", ["units": 2, "kernel_regularizer": ["class_name": "L2", "config": ["l2": -1]]],
      ["'l2' is -1", "0 or more"]
    ),
    (
      "Dense", ["units": 2, "activity_regularizer": "l2"], ["'activity_regularizer'", "null only"]
    ),
    (
      "Dense", ["units": 2, "kernel_constraint": ["class_name": "MaxNorm"]], ["'kernel_constraint'"]
    ),
    (
      "Dense", ["units": 2, "dtype": "mixed_float16"], ["'dtype'", "'mixed_float16'", "'float32'"]
    ),
    ("Dense", ["units": 2, "trainable": 1], ["'trainable' is 1"]),
    ("Flatten", ["data_format": "channels_first"], ["'channels_first'", "'channels_last' only"]),
    ("Conv2D", ["filters": 2], ["'kernel_size' is missing"]),
    ("Conv2D", ["filters": 2, "kernel_size": [1, 2, 3]], ["'kernel_size' is [1, 2, 3]"]),
    ("Conv2D", ["filters": 2, "kernel_size": [1, nil]], ["'kernel_size' is [1, null]"]),
    (
      "Conv2D", ["filters": 2, "kernel_size": 3, "dilation_rate": [2, 2]],
      ["'dilation_rate' is [2, 2]", "[1, 1]"]
    ),
    ("Conv2D", ["filters": 2, "kernel_size": 3, "groups": 2], ["'groups' is 2"]),
    ("Conv2D", ["filters": 2, "kernel_size": 3, "padding": "causal"], ["'causal'", "'valid'"]),
    ("Convolution2D", ["nb_filter": 2, "nb_row": 3], ["'nb_col' is missing"]),
    (
      "Convolution2D", ["nb_filter": 2, "nb_row": 3, "nb_col": 3, "dim_ordering": "th"],
      ["'dim_ordering' is 'th'", "'tf'"]
    ),
    (
      "Convolution2D", ["nb_filter": 2, "nb_row": 3, "nb_col": 3, "border_mode": "full"],
      ["'border_mode' is 'full'"]
    ),
    ("SimpleRNN", ["units": 2, "stateful": true], ["'stateful' is true", "false only"]),
    ("SimpleRNN", ["units": 2, "go_backwards": true], ["'go_backwards'"]),
    ("SimpleRNN", ["units": 2, "return_state": true], ["'return_state'"]),
    ("SimpleRNN", ["output_dim": 2, "dropout_W": .number(0.5)], ["'dropout_W' is 0.5"]),
    ("InputLayer", [:], ["'batch_shape' is missing"]),
    ("InputLayer", ["batch_shape": [nil, nil, 3]], ["[null, null, 3]", "fixed sizes"]),
    ("InputLayer", ["batch_shape": [32, 3]], ["[32, 3]", "batch axis of null"]),
    ("InputLayer", ["batch_shape": []], ["[]"]),
    ("InputLayer", ["batch_shape": [nil, "3"]], ["whole numbers"]),
    ("InputLayer", ["batch_shape": [nil, 3], "sparse": true], ["'sparse' is true"]),
  ]

  @Test(arguments: layers.indices)
  func layerIsRefusedInOneSentence(index: Int) throws {
    let (className, config, words) = Self.layers[index]
    let named = JSONValue.object([.init("name", "l")] + (config.members ?? []))
    let model: JSONValue = [
      "class_name": "Sequential",
      "config": ["layers": [["class_name": .string(className), "config": named]]],
    ]
    let error = #expect(throws: ModelError.self) {
      try ModelReader(json: JSONWriter.text(model).utf8)
    }
    let sentence = try #require(error).description
    for word in words { #expect(sentence.contains(word), "\(sentence)") }
    #expect(sentence.hasPrefix("layer 'l': ") && !sentence.contains("\n"))
  }

  /// A member of `compile_config`, and words that its sentence must have.
  private static let compilations: [(String, JSONValue, String)] = [
    ("optimizer", "rmsprop", "optimizer 'rmsprop'"),
    ("optimizer", ["class_name": "Adam", "config": ["amsgrad": true]], "'amsgrad' is true"),
    (
      "optimizer", ["class_name": "SGD", "config": ["clipnorm": 1]],
      "the optimizer's setting 'clipnorm'"
    ),
    ("optimizer", ["class_name": "SGD", "config": ["momentum": 2]], "between 0.0 and 1.0"),
    ("optimizer", ["class_name": "SGD", "config": ["lr": -1]], "'lr' is -1"),
    ("optimizer", ["class_name": "Adam", "config": ["beta_1": 1]], "'beta_1' is 1"),
    ("optimizer", ["class_name": "Adam", "config": ["learning_rate": [:]]], "must be a number"),
    (
      "optimizer", ["class_name": "SGD", "config": ["weight_decay": .number(0.1)]], "'weight_decay'"
    ),
    ("loss", "hinge", "loss 'hinge'"),
    ("loss", ["mse", "mse"], "loss [\"mse\", \"mse\"]"),
    (
      "loss", ["class_name": "BinaryCrossentropy", "config": ["from_logits": true]],
      "the loss's setting 'from_logits' is true"
    ),
    ("loss_weights", [1], "'loss_weights'"),
    ("metrics", ["mae"], "'metrics' is 'mae'"),
    ("weighted_metrics", ["accuracy"], "'weighted_metrics'"),
  ]

  @Test(arguments: compilations.indices)
  func trainingIsRefusedWhereTheNetworkIsNot(index: Int) throws {
    let (member, value, words) = Self.compilations[index]
    let standard: [JSONValue.Member] = [.init("optimizer", "adam"), .init("loss", "mse")]
    let reader = try ModelReader(
      json: JSONWriter.text(Self.model(.object(standard + [.init(member, value)]))).utf8)
    #expect(try reader.network.resolved().parameterCount == 3)
    let error = #expect(throws: ModelError.self) { try reader.training() }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func aliasesOfLossAndMetricsAreKnown() throws {
    let compiled: JSONValue = [
      "optimizer": ["class_name": "adam", "config": ["lr": .number(0.5), "epsilon": nil]],
      "loss": [["class_name": "CategoricalCrossentropy", "config": ["axis": -1]]],
      "metrics": [["acc"]], "weighted_metrics": [],
    ]
    let training = try ModelReader(json: JSONWriter.text(Self.model(compiled)).utf8).training()
    #expect(
      training
        == TrainingDescription(
          optimizer: .adam(learningRate: 0.5), loss: .categoricalCrossentropy, metrics: [.accuracy])
    )
  }

  private static func model(_ compilation: JSONValue) -> JSONValue {
    [
      "class_name": "Sequential",
      "config": [["class_name": "Dense", "config": ["units": 1, "input_dim": 2]]],
      "compile_config": compilation,
    ]
  }
}
