import Testing
import Networks

/// A network with a loss that suits its output, small enough for finite differences.
struct SampleNetwork: Sendable, CustomTestStringConvertible {
  let name: String
  let input: Shape
  let layers: [any Layer]
  let loss: Loss

  var testDescription: String { name }

  var description: NetworkDescription {
    NetworkDescription(
      sequential: name, input: input,
      layers: layers.enumerated().map { LayerDescription("layer_\($0 + 1)", $1) })
  }

  private init(_ name: String, _ input: Shape, _ layers: [any Layer], _ loss: Loss) {
    self.name = name
    self.input = input
    self.layers = layers
    self.loss = loss
  }

  private static let penalty = Regularizer(l1: 0.01, l2: 0.02)
  /// Non-zero biases: zero ones would hide a bias that is never added.
  private static let noise = Initializer.randomUniform(minimum: -0.5, maximum: 0.5)

  private static func dense(_ units: Int, _ activation: Activation = .linear) -> any Layer {
    Dense(units: units, activation: activation, bias: WeightSettings(noise))
  }

  private static func conv(
    _ filters: Int, _ kernel: Size2D, strides: Size2D = Size2D(1, 1), padding: Padding = .valid,
    activation: Activation = .tanh, usesBias: Bool = true
  ) -> any Layer {
    Conv2D(
      filters: filters, kernelSize: kernel, strides: strides, padding: padding,
      activation: activation, usesBias: usesBias, bias: WeightSettings(noise))
  }

  private static func rnn(
    _ units: Int, _ activation: Activation = .tanh, sequences: Bool = false, usesBias: Bool = true
  ) -> any Layer {
    SimpleRNN(
      units: units, activation: activation, usesBias: usesBias, returnsSequences: sequences,
      bias: WeightSettings(noise))
  }

  /// Those that a library's products serve: dense layers on vectors.
  static let dense = named(
    "dense", "one", "three dense", "relu", "softmax between", "classes", "softmax in the layer",
    "crossentropy of sigmoids", "binary of softmax", "penalties", "flatten first", "narrow",
    "narrow behind dense")

  /// Those of these names; a name that no network has any more is a trap, so that no test quietly tries
  /// fewer of them.
  static func named(_ names: String...) -> [SampleNetwork] {
    names.map { name in
      guard let network = all.first(where: { $0.name == name }) else {
        preconditionFailure("no sample network is called '\(name)'")
      }
      return network
    }
  }

  /// Every layer, activation and loss at least once, with sizes around a panel's width.
  static let all: [SampleNetwork] = [
    SampleNetwork("dense", [2], [dense(2)], .meanSquaredError),
    SampleNetwork("one", [1], [dense(1)], .meanSquaredError),
    SampleNetwork(
      "three dense", [5], [dense(17, .tanh), dense(33, .sigmoid), dense(3)], .meanSquaredError),
    SampleNetwork("relu", [5], [dense(19, .relu), dense(3)], .meanSquaredError),
    SampleNetwork(
      "softmax between", [3],
      [dense(18), ActivationLayer(.softmax), dense(1), ActivationLayer(.sigmoid)],
      .binaryCrossentropy),
    SampleNetwork(
      "classes", [7], [dense(9, .tanh), dense(20), ActivationLayer(.softmax)],
      .categoricalCrossentropy),
    SampleNetwork(
      "softmax in the layer", [7], [dense(9, .softmax), dense(4, .softmax)],
      .categoricalCrossentropy),
    SampleNetwork(
      "crossentropy of sigmoids", [6], [dense(4, .sigmoid)], .categoricalCrossentropy),
    SampleNetwork("binary of softmax", [6], [dense(4, .softmax)], .binaryCrossentropy),
    SampleNetwork(
      "activations in a row", [4],
      [
        ActivationLayer(.tanh), dense(6, .tanh), ActivationLayer(.sigmoid),
        ActivationLayer(.linear), dense(2),
      ],
      .meanSquaredError),
    SampleNetwork(
      "penalties", [6],
      [
        Dense(
          units: 5, activation: .tanh, kernel: WeightSettings(.glorotUniform, penalty),
          bias: WeightSettings(noise, Regularizer(l2: 0.05))),
        Dense(
          units: 2, usesBias: false, kernel: WeightSettings(.glorotUniform, Regularizer(l1: 0.03))),
      ], .meanSquaredError),
    // Few outputs on at least eight vectors of inputs, for every width of a vector.
    SampleNetwork("narrow", [128], [dense(2, .softmax)], .categoricalCrossentropy),
    SampleNetwork(
      "narrow behind dense", [3], [dense(128, .tanh), dense(9, .sigmoid), dense(1)],
      .meanSquaredError),
    SampleNetwork(
      "dense on rank 3", [4, 3], [dense(5, .tanh), dense(2, .softmax)], .categoricalCrossentropy),
    SampleNetwork(
      "flatten", [3, 2, 2], [dense(3, .tanh), Flatten(), dense(2)], .meanSquaredError),
    SampleNetwork(
      "flatten first", [3, 2, 2], [Flatten(), Flatten(), dense(2)], .meanSquaredError),
    SampleNetwork(
      "conv valid", [7, 6, 2], [conv(3, Size2D(3, 2)), conv(2, Size2D(2, 2))], .meanSquaredError),
    SampleNetwork(
      "conv same", [5, 6, 2],
      [conv(3, Size2D(2, 4), padding: .same), conv(2, Size2D(3, 3), padding: .same)],
      .meanSquaredError),
    SampleNetwork(
      "conv strided", [8, 9, 2],
      [
        conv(3, Size2D(3, 2), strides: Size2D(2, 1)),
        conv(2, Size2D(2, 5), strides: Size2D(3, 2), padding: .same),
      ], .meanSquaredError),
    SampleNetwork(
      "conv wide", [4, 4, 17],
      [
        conv(18, Size2D(2, 2), padding: .same), conv(4, Size2D(1, 1), usesBias: false), Flatten(),
        dense(3, .softmax),
      ], .categoricalCrossentropy),
    SampleNetwork(
      "conv per pixel", [5, 5, 3],
      [conv(4, Size2D(3, 3), activation: .sigmoid), dense(3, .softmax)],
      .categoricalCrossentropy),
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
  ]
}
