import Networks
import Testing

@testable import KerasFormat

@Suite struct UnsupportedTests {
  /// A layer's class and config, and words that its sentence must have.
  private static let layers: [(String, JSONValue, [String])] = [

    ("Dense", [:], ["'units' is missing"]),
    ("Dense", ["units": "many"], ["'units' is 'many'", "whole number"]),
    ("Dense", ["units": .number(1e300)], ["'units' is 1e+300", "whole number"]),
    ("Dense", ["units": .number(2.5)], ["'units' is 2.5"]),
    ("Dense", ["units": 2, "use_bias": "yes"], ["'use_bias' is 'yes'", "true or false"]),
    ("Dense", ["units": 2, "activation": 3], ["'activation' is 3"]),
    ("Dense", ["units": 2, "dtype": "float33"], ["'dtype' is 'float33'", "as float32"]),
    (
      "Dropout", ["dtype": ["class_name": "DTypePolicy", "config": ["name": "mixed_float17"]]],
      ["'dtype' is 'mixed_float17'", "mixed_float16"]
    ),
    ("Dense", ["units": 2, "kernel_initializer": 5], ["'kernel_initializer' is 5"]),
    (
      "Dense",
      ["units": 2, "init": ["class_name": "RandomNormal", "config": ["stddev": .number(1e300)]]],
      ["'stddev' is 1e+300", "float32"]
    ),
    (
      "Dense", ["units": 2, "kernel_regularizer": ["class_name": "L2", "config": ["l2": -1]]],
      ["'l2' is -1", "0 or more"]
    ),
    ("Dense", ["units": 2, "trainable": "2"], ["'trainable' is '2'"]),
    ("Conv2D", ["filters": 2], ["'kernel_size' is missing"]),
    ("Conv2D", ["filters": 2, "kernel_size": [1, 2, 3]], ["'kernel_size' is [1, 2, 3]"]),
    ("Conv2D", ["filters": 2, "kernel_size": [1, nil]], ["'kernel_size' is [1, null]"]),
    ("Convolution2D", ["nb_filter": 2, "nb_row": 3], ["'nb_col' is missing"]),
    (
      "Convolution2D", ["nb_filter": 2, "nb_row": 3, "nb_col": 3, "border_mode": "full"],
      ["'border_mode' is 'full'"]
    ),
    ("InputLayer", [:], ["'batch_shape' is missing"]),
    ("InputLayer", ["batch_shape": []], ["[]"]),
    ("InputLayer", ["batch_shape": [nil, "3"]], ["whole numbers"]),
    ("Flatten", ["data_format": "channels_middle"], ["'channels_middle'", "'channels_first'"]),
    ("Conv2D", ["filters": 2, "kernel_size": 3, "padding": "full"], ["'full'", "'valid'"]),
    ("Reshape", [:], ["'target_shape' is missing"]),
    ("Reshape", ["target_shape": ["a"]], ["list of sizes"]),
    ("BatchNormalization", ["axis": [1, 2]], ["'axis' is [1, 2]", "one axis"]),
    ("ZeroPadding2D", ["padding": [1, 2, 3]], ["'padding' is [1, 2, 3]"]),
    ("Bidirectional", [:], ["'layer' is missing"]),
    ("Bidirectional", ["layer": ["class_name": "Dense", "config": ["units": 2]]], ["walk along"]),
    ("Bidirectional", ["layer": 3], ["inner layer is 3"]),
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
    #expect(sentence.hasPrefix("layer 'l' (\(className)): ") && !sentence.contains("\n"))
  }

  /// Files may name functions of their own, and types by any word that some version had for them.
  @Test func ownFunctionsAreCountedAndTold() throws {
    let layers: JSONValue = [
      [
        "class_name": "Dense",
        "config": [
          "name": "a", "units": 2, "activation": "rellu", "dtype": "float64",
          "batch_input_shape": [nil, 5, 4],
        ],
      ],
      [
        "class_name": "TimeDistributed",
        "config": [
          "name": "b",
          "layer": [
            "class_name": "Dense",
            "config": ["name": "g", "units": 2, "activation": "my_own_gate"],
          ],
        ],
      ],
      ["class_name": "Dense", "config": ["units": 2, "dtype": "int8_from_mixed_bfloat16"]],
      ["class_name": "Dense", "config": ["units": 2, "activation": "swish", "dtype": "infer"]],
    ]
    let model: JSONValue = ["class_name": "Sequential", "config": layers]
    let network = try ModelReader(json: JSONWriter.text(model).utf8).network.resolved()
    #expect(network.uncountedLayers.isEmpty && network.layers[1].parameterCount == 10)
    let sentence = try #require(network.ownFunctionsSentence)
    #expect(sentence.hasPrefix("2 activations are none of Keras's functions"))
    #expect(sentence.contains("'a' ('rellu'; did you mean 'relu'?)"))
    #expect(sentence.hasSuffix("'b/g' ('my_own_gate')"))
    let known = try Fixture.reader("seed6_simple_rnn").network.resolved()
    #expect(known.ownFunctionsSentence == nil)
  }

  /// A member of `compile_config`, and words that its sentence must have.
  private static let compilations: [(String, JSONValue, String)] = [
    ("optimizer", "nadam", "optimizer 'nadam'"),
    ("optimizer", ["class_name": "Adam", "config": ["amsgrad": true]], "'amsgrad' is true"),
    (
      "optimizer", ["class_name": "SGD", "config": ["use_ema": true]],
      "the optimizer's setting 'use_ema'"
    ),
    (
      "optimizer", ["class_name": "SGD", "config": ["clipnorm": 1, "clipvalue": 1]], "keep one"
    ),
    (
      "optimizer",
      ["class_name": "SGD", "config": ["learning_rate": ["class_name": "Mine", "config": [:]]]],
      "'Mine'"
    ),
    ("optimizer", ["class_name": "SGD", "config": ["momentum": 2]], "between 0.0 and 1.0"),
    ("optimizer", ["class_name": "SGD", "config": ["lr": -1]], "'lr' is -1"),
    ("optimizer", ["class_name": "Adam", "config": ["beta_1": 1]], "'beta_1' is 1"),
    ("optimizer", ["class_name": "Adam", "config": ["learning_rate": [:]]], "must be a number"),
    (
      "optimizer", ["class_name": "SGD", "config": ["weight_decay": .number(0.1)]], "'weight_decay'"
    ),
    ("loss", "hinge", "loss 'hinge'"),
    ("loss", ["mse", "mse"], "a list of 1, one for each output"),
    ("loss", ["dense": "mse", "other": "mse"], "'other', which is no output"),
    (
      "loss", ["class_name": "BinaryCrossentropy", "config": ["label_smoothing": .number(0.5)]],
      "the loss's setting 'label_smoothing' is 0.5"
    ),
    ("loss_weights", [1, 2], "'loss_weights'"),
    ("metrics", ["auc"], "'metrics' is 'auc'"),
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
