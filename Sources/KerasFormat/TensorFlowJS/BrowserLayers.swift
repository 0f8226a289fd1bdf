/// What TensorFlow.js has of Keras: layers, functions and initializers, under the names of Keras 2.
enum BrowserLayers {
  /// A setting that has one value there, or none, by Keras 3's name.
  typealias Fixed = (setting: String, value: JSONValue)

  /// The layers, each with its settings of one value.
  static let all: [String: [Fixed]] = {
    let plain = [
      "InputLayer", "Dense", "Activation", "Flatten", "Reshape", "Permute", "RepeatVector",
      "Embedding", "Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout",
      "AlphaDropout", "Masking", "Rescaling", "Add", "Average", "Concatenate", "Dot", "Maximum",
      "Minimum", "Multiply", "LeakyReLU", "PReLU", "Softmax", "ThresholdedReLU",
      "DepthwiseConv2D", "SeparableConv2D", "ConvLSTM2D", "Cropping2D", "UpSampling2D",
      "ZeroPadding2D", "AveragePooling2D", "AveragePooling3D", "MaxPooling2D", "MaxPooling3D",
      "LSTM", "SimpleRNN", "Bidirectional", "TimeDistributed",
    ]
    var all = Dictionary(uniqueKeysWithValues: plain.map { ($0, [Fixed]()) })
    for rank in 1...3 { all["Conv\(rank)D"] = [("groups", 1)] }
    for rank in 2...3 {
      let ones = JSONValue.array(Array(repeating: 1, count: rank))
      all["Conv\(rank)DTranspose"] = [("output_padding", nil), ("dilation_rate", ones)]
    }
    for function in ["Average", "Max"] {
      for rank in 1...2 { all["Global\(function)Pooling\(rank)D"] = [("keepdims", false)] }
      // Along one axis it takes the channels for last, whatever is said.
      all["\(function)Pooling1D"] = [("data_format", "channels_last")]
      all["Global\(function)Pooling1D"]?.append(("data_format", "channels_last"))
    }
    all["ELU"] = [("alpha", 1)]
    // Its GRU resets before it multiplies, as that of Keras 1 and early Keras 2.
    all["GRU"] = [("reset_after", false)]
    all["ReLU"] = [("negative_slope", 0), ("threshold", 0)]
    all["LayerNormalization"] = [("rms_scaling", false)]
    all["BatchNormalization"] = [
      ("synchronized", false), ("renorm", false), ("renorm_clipping", nil),
      ("renorm_momentum", .number(0.99)),
    ]
    return all
  }()

  /// Settings of Keras 3 that any layer may have, with the one value that they have there.
  static let fixedOfAll: [Fixed] = [
    ("activity_regularizer", nil), ("lora_rank", nil), ("quantization_config", nil),
    ("optional", false),
  ]

  /// Settings that only say how something is drawn or written down, or what masked steps return.
  static let dropped: Set<String> = [
    "seed", "build_input_shape", "lora_alpha", "zero_output_for_mask",
  ]

  /// What Keras 2 called settings.
  static func name(of setting: String, in className: String) -> String {
    switch (setting, className) {
    case ("batch_shape", _): "batch_input_shape"
    case ("negative_slope", "LeakyReLU"): "alpha"
    default: setting
    }
  }

  /// Functions by Keras 3's names, with those that they have there. Its `hard_sigmoid` is Keras 2's.
  static let activations = [
    "linear": "linear", "relu": "relu", "relu6": "relu6", "elu": "elu", "selu": "selu",
    "sigmoid": "sigmoid", "hard_sigmoid": "hard_sigmoid", "softmax": "softmax",
    "softplus": "softplus", "softsign": "softsign", "tanh": "tanh", "log_softmax": "log_softmax",
    "silu": "swish", "mish": "mish",
  ]

  /// Initializers, constraints and penalties by the names of Keras 3 and of its early versions, with those that they have there.
  static let objects = [
    "Constant": "Constant", "GlorotNormal": "GlorotNormal", "GlorotUniform": "GlorotUniform",
    "HeNormal": "HeNormal", "HeUniform": "HeUniform", "Identity": "Identity",
    "IdentityInitializer": "Identity", "OrthogonalInitializer": "Orthogonal",
    "LecunNormal": "LeCunNormal", "LecunUniform": "LeCunUniform", "Ones": "Ones",
    "Orthogonal": "Orthogonal", "RandomNormal": "RandomNormal", "RandomUniform": "RandomUniform",
    "TruncatedNormal": "TruncatedNormal", "VarianceScaling": "VarianceScaling", "Zeros": "Zeros",
    "MaxNorm": "MaxNorm", "MinMaxNorm": "MinMaxNorm", "NonNeg": "NonNeg", "UnitNorm": "UnitNorm",
    "L1": "L1L2", "L2": "L1L2", "L1L2": "L1L2",
  ]
}
