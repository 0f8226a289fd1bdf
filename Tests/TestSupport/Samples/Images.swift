import Networks

extension SampleNetwork {
  private static func conv(
    _ filters: Int, _ kernel: Size2D, strides: Size2D = Size2D(1, 1), padding: Padding = .valid,
    dilation: Size2D = Size2D(1, 1), activation: Activation = .tanh, usesBias: Bool = true
  ) -> any Layer {
    Conv2D(
      filters: filters, kernelSize: kernel, strides: strides, padding: padding,
      dilation: dilation, activation: activation, usesBias: usesBias, bias: WeightSettings(noise))
  }

  private static func depthwise(
    _ kernel: Size2D, multiplier: Int = 1, strides: Size2D = Size2D(1, 1),
    padding: Padding = .valid, dilation: Size2D = Size2D(1, 1), activation: Activation = .tanh,
    usesBias: Bool = true
  ) -> any Layer {
    DepthwiseConv2D(
      kernelSize: kernel, depthMultiplier: multiplier, strides: strides, padding: padding,
      dilation: dilation, activation: activation, usesBias: usesBias, bias: WeightSettings(noise))
  }

  /// Convolutions, pooling and padding of images, with and without borders.
  static let images: [SampleNetwork] = convolutions + depthwise + pooling

  /// Those with 3×3 taps that are neighbours, which can be filtered minimally.
  public static let filtered = [
    "conv of 3×3 taps", "conv same", "conv per pixel", "residual 3×3 taps",
  ].map(named)

  private static let convolutions: [SampleNetwork] = [
    // Wider than a panel, and no image a whole number of tiles.
    SampleNetwork(
      "conv of 3×3 taps", [9, 7, 2],
      [
        conv(17, Size2D(3, 3), padding: .same), conv(18, Size2D(3, 3)),
        conv(2, Size2D(3, 3), padding: .same, usesBias: false),
      ], .meanSquaredError),
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
    SampleNetwork(
      "conv dilated", [8, 7, 2],
      [
        conv(3, Size2D(3, 2), dilation: Size2D(2, 3)),
        conv(2, Size2D(2, 2), padding: .same, dilation: Size2D(1, 2)),
      ], .meanSquaredError),
    SampleNetwork(
      "conv of a function with an output of its own", [5, 5, 2],
      [conv(3, Size2D(2, 2), activation: .silu), Flatten(), dense(2)], .meanSquaredError),
    // Groups of less than a panel and of more, strides, no bias, and functions of all filters.
    SampleNetwork(
      "conv of groups", [6, 5, 6],
      [
        Conv2D(
          filters: 10, kernelSize: Size2D(3, 2), strides: Size2D(2, 1), padding: .same, groups: 2,
          activation: .silu, bias: WeightSettings(noise, penalty)),
        Conv2D(
          filters: 36, kernelSize: Size2D(2, 2), padding: .same, groups: 2, activation: .tanh,
          usesBias: false, kernel: WeightSettings(noise, penalty)),
        Conv2D(
          filters: 4, kernelSize: Size2D(1, 1), groups: 4, activation: .softmax,
          bias: WeightSettings(noise)),
      ], .meanSquaredError),
    SampleNetwork(
      "conv of groups of series", [7, 4],
      [
        dense(6, .tanh),
        Conv1D(
          filters: 9, kernelSize: Size1D(3), padding: .causal, dilation: Size1D(2), groups: 3,
          activation: .tanh, bias: WeightSettings(noise)), dense(2),
      ], .meanSquaredError),
  ]

  private static let depthwise: [SampleNetwork] = [
    SampleNetwork(
      "depthwise", [6, 5, 3], [depthwise(Size2D(3, 2)), depthwise(Size2D(2, 3), padding: .same)],
      .meanSquaredError),
    SampleNetwork(
      "depthwise multiplied", [5, 4, 7],
      [
        depthwise(Size2D(2, 2), multiplier: 3, padding: .same),
        depthwise(Size2D(3, 3), multiplier: 2, usesBias: false), dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "depthwise strided and dilated", [9, 8, 2],
      [
        depthwise(Size2D(3, 3), strides: Size2D(2, 2), padding: .same),
        depthwise(Size2D(2, 2), multiplier: 2, dilation: Size2D(2, 1), activation: .relu),
        depthwise(Size2D(1, 2), padding: .same, activation: .silu),
      ], .meanSquaredError),
    SampleNetwork(
      "depthwise wide", [4, 4, 17],
      [conv(18, Size2D(2, 2)), depthwise(Size2D(2, 2)), Flatten(), dense(3, .softmax)],
      .categoricalCrossentropy),
  ]

  private static let pooling: [SampleNetwork] = [
    SampleNetwork(
      "max pooling", [7, 6, 2],
      [
        conv(3, Size2D(2, 2)), Pooling<Size2D>(.maximum),
        Pooling<Size2D>(.maximum, poolSize: Size2D(2, 3), strides: Size2D(1, 1), padding: .same),
        dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "average pooling", [7, 8, 2],
      [
        conv(17, Size2D(2, 2)),
        Pooling<Size2D>(.average, poolSize: Size2D(3, 2), strides: Size2D(2, 2), padding: .same),
        Pooling<Size2D>(.average, poolSize: Size2D(2, 2), strides: Size2D(1, 2)), Flatten(),
        dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "global pooling", [4, 5, 2],
      [conv(17, Size2D(2, 2)), GlobalPooling<Size2D>(.average), dense(3, .softmax)],
      .categoricalCrossentropy),
    SampleNetwork(
      "global maximum with its axes", [4, 5, 2],
      [
        conv(5, Size2D(2, 2)), GlobalPooling<Size2D>(.maximum, keepsAxes: true),
        conv(3, Size2D(1, 1)),
      ], .meanSquaredError),
    SampleNetwork(
      "zero padding", [3, 4, 2],
      [
        conv(3, Size2D(2, 2)),
        ZeroPadding<Size2D>(before: Size2D(1, 0), after: Size2D(2, 3)), conv(2, Size2D(3, 2)),
      ], .meanSquaredError),
  ]
}
