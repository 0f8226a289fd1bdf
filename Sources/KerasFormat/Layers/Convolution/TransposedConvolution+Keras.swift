import Networks

extension TransposedConvolution: KerasLayer {
  static var classNames: [String] {
    let rank = Size.rank
    return ["Conv\(rank)DTranspose", "Convolution\(rank)DTranspose", "Deconvolution\(rank)D"]
  }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      filters: try settings.requiredInteger("filters", "nb_filter"),
      kernelSize: try settings.kernelSize(),
      strides: try settings.extent("strides", "subsample") ?? Size(all: 1),
      padding: try settings.padding(), outputPadding: try settings.extent("output_padding"),
      dataFormat: try settings.dataFormat(),
      dilation: try settings.extent("dilation_rate") ?? Size(all: 1),
      activation: try settings.activation("activation"),
      usesBias: try settings.truth("use_bias", "bias", standard: true),
      kernel: try settings.weight(
        "kernel", oldInitializer: "init", oldPrefix: "W", standard: .glorotUniform),
      bias: try settings.weight("bias", oldPrefix: "b", standard: .zeros))
  }

  var config: [JSONValue.Member] {
    [
      .init("filters", .integer(filters)), .init("kernel_size", .extent(kernelSize)),
      .init("strides", .extent(strides)), .init("padding", .string(padding.rawValue)),
      .init("output_padding", outputPadding.map { .extent($0) } ?? nil),
      .init("data_format", .string(dataFormat.rawValue)),
      .init("dilation_rate", .extent(dilation)), .init("activation", .activation(activation)),
      .init("use_bias", .bool(usesBias)),
    ]
      + .initializers(("kernel", kernel), ("bias", bias))
      + .penalties(("kernel", kernel), ("bias", bias), hasActivity: true)
  }
}
