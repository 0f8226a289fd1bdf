import Networks

extension DepthwiseConvolution: KerasLayer {
  static var classNames: [String] { ["DepthwiseConv\(Size.rank)D"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      kernelSize: try settings.kernelSize(),
      depthMultiplier: try settings.integer("depth_multiplier") ?? 1,
      strides: try settings.extent("strides") ?? Size(all: 1),
      padding: try settings.padding(), dataFormat: try settings.dataFormat(),
      dilation: try settings.extent("dilation_rate") ?? Size(all: 1),
      activation: try settings.activation("activation"),
      usesBias: try settings.truth("use_bias", standard: true),
      kernel: try settings.weight("depthwise", standard: .glorotUniform),
      bias: try settings.weight("bias", standard: .zeros))
  }

  func tensorFlowName(of role: String, in layer: String) -> String {
    "\(layer)/\(role == "kernel" ? "depthwise_kernel" : role)"
  }

  var config: [JSONValue.Member] {
    [
      .init("depth_multiplier", .integer(depthMultiplier)),
      .init("kernel_size", .extent(kernelSize)), .init("strides", .extent(strides)),
      .init("padding", .string(padding.rawValue)),
      .init("data_format", .string(dataFormat.rawValue)),
      .init("dilation_rate", .extent(dilation)), .init("activation", .activation(activation)),
      .init("use_bias", .bool(usesBias)),
    ]
      + .initializers(("depthwise", kernel), ("bias", bias))
      + .penalties(("depthwise", kernel), ("bias", bias), hasActivity: true)
  }
}
