import Networks

extension SampleNetwork {
  private static func rnn(
    _ units: Int, _ activation: Activation = .tanh, sequences: Bool = false,
    backwards: Bool = false, usesBias: Bool = true
  ) -> SimpleRNN {
    SimpleRNN(
      units: units, activation: activation, usesBias: usesBias, returnsSequences: sequences,
      goesBackwards: backwards, bias: WeightSettings(noise))
  }

  private static func lstm(
    _ units: Int, _ activation: Activation = .tanh, gates: Activation = .sigmoid,
    sequences: Bool = false, backwards: Bool = false, usesBias: Bool = true
  ) -> LSTM {
    LSTM(
      rnn(units, activation, sequences: sequences, backwards: backwards, usesBias: usesBias)
        .recurrence, recurrentActivation: gates, hasUnitForgetBias: false)
  }

  private static func withTwoBiases(_ layer: LSTM) -> LSTM {
    var layer = layer
    layer.hasTwoBiases = true
    return layer
  }

  private static func gru(
    _ units: Int, _ activation: Activation = .tanh, gates: Activation = .sigmoid,
    sequences: Bool = false, backwards: Bool = false, usesBias: Bool = true,
    resetsAfter: Bool = true
  ) -> GRU {
    GRU(
      rnn(units, activation, sequences: sequences, backwards: backwards, usesBias: usesBias)
        .recurrence, recurrentActivation: gates, resetsAfter: resetsAfter)
  }

  private static func clearingMasked(_ layer: some RecurrentLayer) -> any Layer {
    var layer = layer
    layer.recurrence.zeroesMaskedOutput = true
    return layer
  }

  private static func embedding(_ width: Int, masksZero: Bool = true) -> any Layer {
    Embedding(
      vocabularySize: 11, width: width, masksZero: masksZero,
      embeddings: WeightSettings(noise, penalty))
  }

  private static func conv(
    _ filters: Int, _ length: Int, stride: Int = 1, padding: Padding = .valid, dilation: Int = 1
  ) -> any Layer {
    Conv1D(
      filters: filters, kernelSize: Size1D(length), strides: Size1D(stride), padding: padding,
      dilation: Size1D(dilation), activation: .tanh, bias: WeightSettings(noise))
  }

  /// Recurrences, convolutions and pooling along time, tables of rows, and masks of time steps.
  static let series = simpleRecurrences + gatedRecurrences + bidirectional + windows + masked

  private static let simpleRecurrences: [SampleNetwork] = [
    SampleNetwork("rnn", [3, 1], [rnn(10), dense(1)], .meanSquaredError),
    SampleNetwork(
      "rnn sequences", [5, 3], [rnn(6, sequences: true), dense(4, .softmax)],
      .categoricalCrossentropy),
    SampleNetwork(
      "rnn stacked", [4, 3],
      [rnn(18, sequences: true), rnn(4, .sigmoid, usesBias: false), dense(3)],
      .meanSquaredError),
    SampleNetwork("rnn of one step", [1, 2], [rnn(3), dense(1)], .meanSquaredError),
    SampleNetwork(
      "rnn of softmax", [3, 2], [dense(4, .tanh), rnn(3, .softmax, sequences: true)],
      .meanSquaredError),
    SampleNetwork(
      "rnn penalties", [3, 2],
      [
        SimpleRNN(
          units: 3, kernel: WeightSettings(.glorotUniform, penalty),
          recurrentKernel: WeightSettings(.orthogonal(gain: 1), penalty),
          bias: WeightSettings(noise, penalty)), dense(1),
      ], .meanSquaredError),
    SampleNetwork(
      "rnn backwards", [4, 3],
      [rnn(5, sequences: true, backwards: true), rnn(3, backwards: true), dense(2)],
      .meanSquaredError),
  ]

  private static let gatedRecurrences: [SampleNetwork] = [
    SampleNetwork("lstm", [4, 3], [lstm(5), dense(2)], .meanSquaredError),
    SampleNetwork(
      "lstm stacked", [3, 2],
      [lstm(17, sequences: true), lstm(3, .silu, gates: .hardSigmoid, usesBias: false)],
      .meanSquaredError),
    SampleNetwork(
      "lstm backwards", [4, 2],
      [lstm(3, sequences: true, backwards: true), lstm(4, backwards: true)], .meanSquaredError),
    SampleNetwork(
      "lstm of two biases", [3, 2],
      [withTwoBiases(lstm(17, sequences: true)), withTwoBiases(lstm(3, backwards: true))],
      .meanSquaredError),
    SampleNetwork("lstm of one step", [1, 2], [lstm(3), dense(1)], .meanSquaredError),
    SampleNetwork("gru", [4, 3], [gru(5), dense(2)], .meanSquaredError),
    SampleNetwork(
      "gru stacked", [3, 2], [gru(17, sequences: true), gru(3, .softsign, usesBias: false)],
      .meanSquaredError),
    SampleNetwork(
      "gru that resets before", [4, 2],
      [
        gru(18, sequences: true, resetsAfter: false),
        gru(3, .silu, backwards: true, usesBias: false, resetsAfter: false),
      ], .meanSquaredError),
    SampleNetwork(
      "gru backwards", [4, 2],
      [gru(3, sequences: true, backwards: true), gru(4, gates: .hardSigmoid, backwards: true)],
      .meanSquaredError),
    SampleNetwork(
      "gru of one step", [1, 2], [gru(3), dense(1)], .meanSquaredError),
  ]

  private static let bidirectional: [SampleNetwork] = [
    SampleNetwork(
      "bidirectional", [4, 3],
      [Bidirectional(lstm(9, sequences: true)), Bidirectional(rnn(3)), dense(2)],
      .meanSquaredError),
    SampleNetwork(
      "bidirectional from the end", [4, 3],
      [
        Bidirectional(lstm(3, sequences: true, backwards: true)),
        Bidirectional(gru(2, backwards: true)),
      ], .meanSquaredError),
    SampleNetwork(
      "bidirectional merged", [3, 2],
      [
        Bidirectional(gru(3, sequences: true), mergeMode: .sum),
        Bidirectional(lstm(4, sequences: true), mergeMode: .multiply),
        Bidirectional(gru(5, resetsAfter: false), mergeMode: .average),
      ], .meanSquaredError),
  ]

  private static let windows: [SampleNetwork] = [
    SampleNetwork(
      "conv of series", [9, 3], [conv(4, 3), conv(2, 2, stride: 2, padding: .same)],
      .meanSquaredError),
    SampleNetwork(
      "conv of causal series", [8, 2],
      [conv(17, 3, padding: .causal, dilation: 2), conv(3, 2, stride: 3, padding: .causal)],
      .meanSquaredError),
    SampleNetwork(
      "depthwise of series", [7, 3],
      [
        DepthwiseConv1D(
          kernelSize: Size1D(3), depthMultiplier: 2, padding: .same, activation: .tanh,
          bias: WeightSettings(noise)),
        DepthwiseConv1D(kernelSize: Size1D(2), strides: Size1D(2)), dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "pooling of series", [9, 2],
      [
        conv(3, 2), Pooling<Size1D>(.maximum, poolSize: Size1D(3), strides: Size1D(1)),
        Pooling<Size1D>(.average, poolSize: Size1D(2), padding: .same),
        ZeroPadding<Size1D>(before: Size1D(2), after: Size1D(1)), conv(2, 3),
        GlobalPooling<Size1D>(.maximum), dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "mean of a series", [5, 2],
      [conv(4, 2), GlobalPooling<Size1D>(.average), dense(2)], .meanSquaredError),
    SampleNetwork(
      "embedding", [6], [embedding(17, masksZero: false), conv(3, 2), Flatten(), dense(2)],
      .meanSquaredError),
  ]

  /// The zeros among the numbers of rows do not count as time steps.
  private static let masked: [SampleNetwork] = [
    SampleNetwork(
      "masked rnn", [5], [embedding(3), rnn(4, sequences: true), rnn(3)], .meanSquaredError),
    SampleNetwork(
      "masked lstm", [5],
      [embedding(3), lstm(4, sequences: true), lstm(3, backwards: true)], .meanSquaredError),
    SampleNetwork(
      "masked gru", [5],
      [embedding(3), gru(4, sequences: true), gru(3, resetsAfter: false)], .meanSquaredError),
    SampleNetwork(
      "masked both ways", [5],
      [
        embedding(3), ActivationLayer(.tanh), Bidirectional(gru(3, sequences: true)),
        Bidirectional(lstm(2)), dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "masked zeros", [5],
      [
        embedding(3), clearingMasked(rnn(4, sequences: true)),
        clearingMasked(lstm(3, sequences: true, backwards: true)), clearingMasked(gru(3)), dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "masked backwards", [5],
      [
        embedding(3), rnn(3, sequences: true, backwards: true),
        gru(2, sequences: true, backwards: true, resetsAfter: false), lstm(2), dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "masked mean", [5],
      [embedding(17), Dropout(rate: 0.3), dense(4, .tanh), GlobalPooling<Size1D>(.average)],
      .meanSquaredError),
  ]
}
