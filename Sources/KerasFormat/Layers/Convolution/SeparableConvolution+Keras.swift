import Networks

extension SeparableConvolution: KerasLayer {
  static var classNames: [String] {
    ["SeparableConv\(Size.rank)D", "SeparableConvolution\(Size.rank)D"]
  }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      filters: try settings.requiredInteger("filters", "nb_filter"),
      kernelSize: try settings.kernelSize(),
      depthMultiplier: try settings.integer("depth_multiplier") ?? 1,
      strides: try settings.extent("strides", "subsample") ?? Size(all: 1),
      padding: try settings.padding(), dataFormat: try settings.dataFormat(),
      dilation: try settings.extent("dilation_rate") ?? Size(all: 1),
      activation: try settings.activation("activation"),
      usesBias: try settings.truth("use_bias", "bias", standard: true),
      depthwise: try settings.weight(
        "depthwise", oldInitializer: "init", standard: .glorotUniform),
      pointwise: try settings.weight(
        "pointwise", oldInitializer: "init", standard: .glorotUniform),
      bias: try settings.weight("bias", oldPrefix: "b", standard: .zeros))
  }

  var config: [JSONValue.Member] {
    let weights = (("depthwise", depthwise), ("pointwise", pointwise), ("bias", bias))
    return [
      .init("depth_multiplier", .integer(depthMultiplier)), .init("filters", .integer(filters)),
      .init("kernel_size", .extent(kernelSize)), .init("strides", .extent(strides)),
      .init("padding", .string(padding.rawValue)),
      .init("data_format", .string(dataFormat.rawValue)),
      .init("dilation_rate", .extent(dilation)), .init("activation", .activation(activation)),
      .init("use_bias", .bool(usesBias)),
    ] + .initializers(weights.0, weights.1, weights.2)
      + .penalties(weights.0, weights.1, weights.2, hasActivity: true)
  }
}
